import { describe, expect, test } from 'vitest';
import { compareFiles } from './index.ts';

/** Where comments of a language may stand; `§` is what is said in one of them. */
const places: readonly (readonly [path: string, text: string])[] = [
  [
    'a.st',
    `(* before *)
PROGRAM P // behind its name
VAR
  x : INT; // of a variable
  // before the end
END_VAR
// before the code
x := 1; // of a statement
// before the end of the code
END_PROGRAM
// behind all
VAR_GLOBAL g : INT; END_VAR
(* last *)
`,
  ],
  ['a.var', 'VAR\n x : INT;\n (* in it *)\nEND_VAR\n(* behind it *)\n'],
  [
    'a.EXP',
    `(* @NESTEDCOMMENTS := 'Yes' *)
(* before *)
FUNCTION F : INT
VAR_INPUT x : INT; END_VAR
(* @END_DECLARATION := '0' *)
F := x;
END_FUNCTION
(* behind *)
`,
  ],
  [
    'a.TcPOU',
    `<TcPlcObject><POU Name="P" Id="{1}"><Declaration><![CDATA[// before
PROGRAM P
VAR
  // in it
END_VAR
// behind]]></Declaration><Implementation><ST><![CDATA[// first
x := 1;
// last]]></ST></Implementation></POU></TcPlcObject>`,
  ],
  [
    'a.TcGVL',
    '<TcPlcObject><GVL Name="G" Id="{1}"><Declaration><![CDATA[// before\nVAR_GLOBAL\nEND_VAR\n// behind]]></Declaration></GVL></TcPlcObject>',
  ],
  [
    'a.scl',
    `// before
FUNCTION "F" : Void
// of the block
VAR_INPUT
  x : Int; // of a variable
  // before the end
END_VAR
// before the code
BEGIN
  // first
  #y := #x;
  // last
END_FUNCTION
// between
FUNCTION "G" : Void
BEGIN
  // in nothing
END_FUNCTION
// behind
`,
  ],
  [
    'a.db',
    `// before
DATA_BLOCK "D"
STRUCT
  x : Int; // of a variable
  // before the end
END_STRUCT;
BEGIN
  // of the values
  x := 1; // of a value
END_DATA_BLOCK
// behind
`,
  ],
  ['a.udt', 'TYPE "U"\nSTRUCT\n x : Int;\n // in it\nEND_STRUCT;\n// behind it\nEND_TYPE\n// behind all\n'],
  [
    'a.awl',
    `// before
FUNCTION FC 1 : VOID
// of the block
VAR_INPUT
  x : BOOL ; // of a variable
END_VAR
BEGIN
// before the networks
NETWORK
TITLE = one
// of the network
      U     #x;  // of a statement
// between
      =     M 0.0;
// last
END_FUNCTION
// behind
`,
  ],
  ['b.awl', 'FUNCTION FC 1 : VOID\nBEGIN\n// in nothing\nEND_FUNCTION\n'],
  [
    'a.s7dcl',
    `// before
FUNCTION "F" : Void
VAR_INPUT
  x : Bool; // of a variable
END_VAR
// before the networks
{ S7_NetworkTitle := "one"; S7_NetworkComment := "two" }
NETWORK
// in the network
RUNG wire#powerrail
  // in the rung
  Contact( // in the call
    #x )
  // behind the contact
  Coil( "Q" )
END_RUNG
// behind the rung
END_NETWORK
// behind the network
END_FUNCTION
// behind all
`,
  ],
];

const cases = places.flatMap(([path, text]) =>
  [...text.matchAll(/\/\/ ?([^\n\]]+)|\(\* ?([^@*]+?) ?\*\)/g)].map(
    found => [path, (found[1] ?? found[2] ?? '').trim(), text] as const,
  ),
);

describe('a comment that reads otherwise is one change of that class, wherever it stands', () => {
  test.each(cases)('%s: %s', (path, comment, text) => {
    const at = text.search(new RegExp(`(?:// ?|\\(\\* ?)${comment}`));
    const end = text.indexOf(comment, at) + comment.length;
    const now = `${text.slice(0, end)} §${text.slice(end)}`;
    const file = (content: string) => ({ path, content: new TextEncoder().encode(content) });
    const result = compareFiles(file(text), file(now));
    if (result.state !== 'compared') throw new Error(result.state);
    const { counts, changes, noise, unknown, sentence } = result.diff;
    expect(counts).toEqual({ logic: 0, value: 0, interface: 0, attribute: 0, comment: 1 });
    expect(changes[0]?.new).toContain('§');
    expect([unknown.differing, noise.filter(({ differing }) => differing > 0)]).toEqual([0, []]);
    expect(sentence).toBe('1 comment');
  });
});

test('comments outside of any block are told one by one, with the lines they stand in', () => {
  const file = (content: string) => ({ path: 'a.st', content: new TextEncoder().encode(content) });
  const block = 'PROGRAM P\nx := 1;\nEND_PROGRAM\n';
  const result = compareFiles(
    file(`${block}(* one *)\n(* two *)\n`),
    file(`${block}(* one *)\n(* three *)\n// four\n`),
  );
  expect(result.state === 'compared' && result.diff.changes).toMatchObject([
    { class: 'comment', sign: 'changed', unit: '', old: 'two', new: 'three', line: { old: 5, new: 5 } },
    { class: 'comment', sign: 'added', unit: '', old: null, new: 'four', line: { old: null, new: 6 } },
  ]);
});
