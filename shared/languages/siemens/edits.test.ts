import { describe, expect, test } from 'vitest';
import { compareFiles } from '../files.ts';
import { madeBlock, madeCyclic, madeSequence } from '../testing/proofs/simaticml-made.ts';

/*
 * Edits that engineers of STEP 7 and TIA Portal make, each as the one sentence that lists, page and mail show, and
 * with the rules that have to find it.
 */

type Told = readonly [sentence: string, ...rules: string[]];

function told(path: string, old: string, now: string): Told {
  const file = (text: string) => ({ path, content: new TextEncoder().encode(text) });
  const compared = compareFiles(file(old), file(now));
  if (compared.state !== 'compared') throw new Error(compared.state);
  const { sentence, findings } = compared.diff;
  return [sentence, ...findings.map(({ rule }) => rule)];
}

const nothing: Told = ['nothing that means anything: layout'];

/** A data block of STEP 7 V5, or of TIA Portal where `access` says which. */
const dataBlock = (members: string, properties = '', access: boolean | null = null) =>
  `DATA_BLOCK "D"\n${access === null ? '' : `{ S7_Optimized_Access := '${access}' }\n`}VERSION : 0.1\n${properties}STRUCT\n${members}\nEND_STRUCT;\nBEGIN\nEND_DATA_BLOCK\n`;

describe('retentive data', () => {
  test('a block of STEP 7 V5 that is declared as not retentive lost what it kept', () => {
    const [plain, lost] = [dataBlock('a : INT;'), dataBlock('a : INT;', 'NON_RETAIN\n')];
    expect(told('d.awl', plain, lost)).toEqual(['D is no longer retained in line 1 of D', 'retain-lost']);
    expect(told('d.awl', lost, plain)).toEqual(['Retain removed, was false in D']);
  });

  test('one of TIA Portal is told as it is written', () => {
    const [plain, non, kept] = ['', 'NON_RETAIN\n', 'RETAIN\n'].map(each =>
      dataBlock('a : Int;', each, true),
    );
    expect(told('d.db', plain ?? '', non ?? '')).toEqual(['Retain added: false in D']);
    expect(told('d.db', kept ?? '', non ?? '')).toEqual([
      'D is no longer retained in line 1 of D',
      'retain-lost',
    ]);
  });
});

describe('the order of members', () => {
  const [ordered, other] = ['a : Int;\nb : Real;\nc : Bool;', 'b : Real;\na : Int;\nc : Bool;'];

  test('says nothing with optimised access, and where what lies without it', () => {
    const reordered = 'order of a changed: addresses follow from the order of members in D';
    expect(told('d.db', dataBlock(ordered, '', true), dataBlock(other, '', true))).toEqual(nothing);
    expect(told('d.db', dataBlock(ordered, '', false), dataBlock(other, '', false))).toEqual([reordered]);
    expect(told('d.awl', dataBlock(ordered), dataBlock(other))).toEqual([reordered]);
  });

  test('of a data type is told: no type says in which blocks it lies', () => {
    const type = (members: string) => `TYPE "U"\nVERSION : 0.1\nSTRUCT\n${members}\nEND_STRUCT;\nEND_TYPE\n`;
    const says =
      'order of a changed: addresses follow from the order of members where access is not optimised in U';
    expect(told('u.udt', type(ordered), type(other))).toEqual([says]);
  });

  test('of what an instance holds is told without optimised access, of temporary data never', () => {
    const block = (access: string, kept: string, temporary: string) =>
      `FUNCTION_BLOCK "F"\n${access}VERSION : 0.1\nVAR\n${kept}\nEND_VAR\nVAR_TEMP\n${temporary}\nEND_VAR\nBEGIN\nEND_FUNCTION_BLOCK\n`;
    const standard = "{ S7_Optimized_Access := 'FALSE' }\n";
    const says = 'order of a changed: addresses follow from the order of members in F';
    const temporary = 'x : Int;\ny : Real;';
    const turned = 'y : Real;\nx : Int;';
    expect(told('f.scl', block(standard, ordered, temporary), block(standard, other, temporary))).toEqual([
      says,
    ]);
    expect(told('f.awl', block('', ordered, temporary), block('', other, temporary))).toEqual([says]);
    expect(told('f.scl', block('', ordered, temporary), block('', other, temporary))).toEqual(nothing);
    expect(told('f.awl', block('', ordered, temporary), block('', ordered, turned))).toEqual(nothing);
  });
});

describe('addresses that follow from what lies before', () => {
  const [plain, longer] = ['a : Int;\nb : Real;', 'a : Int;\nn : DInt;\nb : Real;'];
  const between = (members: string, access = false) => dataBlock(members, '', access);

  test('move where a member comes, goes or becomes larger, and not with optimised access', () => {
    const moved = 'n : DInt added, which moves the addresses behind it in D';
    expect(told('d.db', between(plain), between(longer))).toEqual([moved]);
    expect(told('d.awl', dataBlock(plain), dataBlock(longer))).toEqual([moved]);
    expect(told('d.db', between(longer), between(plain))).toEqual([moved.replace('added', 'removed')]);
    expect(told('d.db', between(plain, true), between(longer, true))).toEqual(['n : DInt added in D']);
    expect(told('d.db', between(plain), between(`${plain}\nn : DInt;`))).toEqual(['n : DInt added in D']);
    expect(told('d.db', between(plain), between(plain.replace('Int', 'DInt')))).toEqual([
      'type of a Int → DInt, which moves the addresses behind it in D',
    ]);
    const [word, time] = [plain.replace('Int', 'Time_Of_Day'), plain.replace('Int', 'Time')].map(each =>
      between(each),
    );
    expect(told('d.db', word ?? '', time ?? '')).toEqual(['type of a Time_Of_Day → Time in D']);
  });

  test('of an instance move behind each of its sections, and of a data type where one lies without optimised access', () => {
    const block = (more: string) =>
      `FUNCTION_BLOCK FB 1\nVERSION : 0.1\nVAR\n  s : INT ;\nEND_VAR\nVAR_INPUT\n  i : INT ;\nEND_VAR\nVAR_IN_OUT\n  io : INT ;\n${more}END_VAR\nBEGIN\nEND_FUNCTION_BLOCK\n`;
    expect(told('f.awl', block(''), block('  n : INT ;\n'))).toEqual([
      'n : Int added, which moves the addresses behind it in FB 1',
    ]);
    const type = (members: string) => `TYPE "U"\nVERSION : 0.1\nSTRUCT\n${members}\nEND_STRUCT;\nEND_TYPE\n`;
    expect(told('u.udt', type(plain), type(longer))).toEqual([
      'n : DInt added, which moves the addresses behind it where access is not optimised in U',
    ]);
    const call = (more: string) =>
      `FUNCTION FC 1 : VOID\nVERSION : 0.1\nVAR_INPUT\n${more}  i : INT ;\nEND_VAR\nBEGIN\nEND_FUNCTION\n`;
    expect(told('f.awl', call(''), call('  n : INT ;\n'))).toEqual(['n : Int added in FC 1']);
  });

  test('may move where a bit comes, and move where a structure before them grows', () => {
    expect(told('d.db', between(plain), between(`f : Bool;\n${plain}`))).toEqual([
      'f : Bool added, which may move the addresses behind it in D',
    ]);
    const held = (members: string) => `s : Struct\n${members}\nEND_STRUCT;\nb : Real;`;
    expect(told('d.db', between(held('x : Int;')), between(held('x : Int;\ny : Int;')))).toEqual([
      'y : Int added, which moves the addresses behind it in D',
    ]);
  });
});

/** A function block of SCL. */
const scl = (code: string, declared = 'VAR\n  level : Real;\n  state : Int;\nEND_VAR\n') =>
  `FUNCTION_BLOCK "F"\nVERSION : 0.1\n${declared}BEGIN\n${code}\nEND_FUNCTION_BLOCK\n`;
const toldScl = (old: string, now: string) => told('f.scl', scl(old), scl(now));

describe('a negative number', () => {
  test('is told with its sign, as what it is compared with or limits', () => {
    const below = (limit: string) => `IF #level < ${limit} THEN "Trip" := TRUE; END_IF;`;
    expect(toldScl(below('-10.0'), below('- 20.0'))).toEqual([
      'limit of #level -10.0 → -20.0 in line 8 of F',
      'comparison-changed',
    ]);
    expect(toldScl(below('10.0'), below('-10.0'))).toEqual([
      'limit of #level 10.0 → -10.0 in line 8 of F',
      'comparison-changed',
    ]);
    const limited = (low: string) => `#level := LIMIT(MN := ${low}, IN := #level, MX := 80.0);`;
    expect(toldScl(limited('0.0'), limited('-5.0'))).toEqual([
      'limit MN widened 0.0 → -5.0 in line 8 of F',
      'limit-widened',
    ]);
    expect(toldScl(limited('-5.0'), limited('-4.0'))).toEqual(['MN -5.0 → -4.0 in line 8 of F']);
  });

  test('is none where something is taken away', () => {
    expect(toldScl('#state := #state -1;', '#state := #state - 1;')).toEqual(nothing);
    expect(toldScl('#state := (#state)-1;', '#state := (#state) - 1;')).toEqual(nothing);
    expect(toldScl('#state := #state - 1;', '#state := #state - 2;')).toEqual([
      '#state := #state - 1 → 2 in line 8 of F',
    ]);
  });
});

describe('a tag read past the process image', () => {
  test('is one name, as the other forms have it', () => {
    expect(toldScl('#state := "Raw";', '#state := "Raw":P;')).toEqual([
      '#state := "Raw" → #state := "Raw":P in line 8 of F',
    ]);
  });

  test('begins no selection of a CASE', () => {
    const chosen = (more: string) =>
      `CASE #state OF\n1: #level := 1.0;\n${more}\n2: #level := 2.0;\nEND_CASE;`;
    expect(toldScl(chosen(''), chosen('"Valve":P := 5;'))).toEqual(['"Valve":P := 5 added in line 10 of F']);
  });
});

/** A function of STL with one network. */
const stl = (code: string) => `FUNCTION FC 1 : VOID\nBEGIN\nNETWORK\nTITLE =\n${code}\nEND_FUNCTION\n`;
const toldStl = (old: string, now: string) => told('f.awl', stl(old), stl(now));

describe('what a block does not do any more', () => {
  test('is told with what is in the place of a call, at the line of the call', () => {
    const called = (call: string) => `#state := 1;\n${call}\n#state := 2;`;
    expect(toldScl(called('#t.TON(PT := T#3s);'), called('#t.TOF(PT := T#3s);'))).toEqual([
      '#t.TON is no longer called, #t.TOF is in its place in line 9 of F',
      'call-removed',
    ]);
    expect(toldScl('"Guard"();\n#state := 1;\n#state := 5;', '#state := 2;\n#state := 5;')).toEqual([
      '"Guard" is no longer called in line 8 of F; #state 1 → 2 in line 8 of F',
      'call-removed',
    ]);
  });

  test('is no interlock of what went with it', () => {
    const [first, second] = ['A I 0.0;\nA I 0.1;\nS Q 0.0;', 'A I 0.2;\nR Q 0.0;\n'];
    expect(toldStl(`${first}\n${second}`, first).slice(1)).toEqual(['latched-without-reset']);
    expect(toldStl(`${first}\n${second}`, second).slice(1)).toEqual([]);
    expect(toldStl(`${first}\n${second}`, `A I 0.0;\nS Q 0.0;\n${second}`)).toEqual([
      'interlock A I 0.1 removed in network 1 of FC 1',
      'interlock-removed',
    ]);
  });

  test('is no edge of what went with it', () => {
    const [kept, edge] = ['A I 0.0;\n= Q 0.0;\n', 'A I 0.2;\nFP M 1.0;\n= Q 0.1;\n'];
    expect(toldStl(`${kept}${edge}`, kept).slice(1)).toEqual([]);
    expect(toldStl(edge, edge.replace('FP M 1.0;\n', '')).slice(1)).toEqual(['edge-removed']);
  });

  test('is told with the brackets it stood in', () => {
    expect(toldScl('"Q" := "A" AND ("B" OR "C");', '"Q" := "A" AND "B" OR "C";')[0]).toBe(
      'interlock "A" AND ("B" OR "C") removed, "A" AND "B" OR "C" in its place in line 8 of F',
    );
  });
});

test('a condition in ten thousand brackets is told as what it is', () => {
  const deep = (last: string) => `"q" := ${'("a" AND '.repeat(10_000)}"${last}"${')'.repeat(10_000)};`;
  expect(toldScl(deep('b'), deep('c')).slice(1)).toEqual(['interlock-removed']);
});

test('a scaling is told as that and as no limit', () => {
  const scaled = (most: string) => `#level := NORM_X(MIN := 0, VALUE := #state, MAX := ${most});`;
  expect(toldScl(scaled('27648'), scaled('32767'))).toEqual([
    'scaling: MAX of NORM_X 27648 → 32767 in line 8 of F',
    'scaling-changed',
  ]);
});

describe('an operation in the place of another', () => {
  test('is one change: a comparison, an end, a jump with its label', () => {
    const compared = (sign: string) => `L MD 10;\nL MD 14;\n${sign};\n= Q 0.0;`;
    expect(toldStl(compared('>R'), compared('>=R'))).toEqual(['>R → >=R in network 1 of FC 1']);
    const ended = (end: string) => `A I 0.0;\n${end};\nA I 0.1;\n= Q 0.0;`;
    expect(toldStl(ended('BEC'), ended('BEU'))).toEqual(['BEC → BEU in network 1 of FC 1']);
    const jumped = (to: string) => `A I 0.0;\nJC ${to};\nL 5;\nT MW 10;\n${to}: NOP 0;`;
    expect(toldStl(jumped('m001'), jumped('done'))).toEqual([
      'JC m001 → JC done in network 1 of FC 1; m001 → done in network 1 of FC 1',
    ]);
  });
});

describe('a time of another type', () => {
  test('is told as it is written where the words are the same', () => {
    expect(toldStl('A I 0.0;\nL S5T#3S;\nSD T 1;', 'A I 0.0;\nL T#3S;\nSD T 1;')[0]).toBe(
      'timer preset of T 1 S5T#3S → T#3S in network 1 of FC 1',
    );
    expect(toldScl('#t := T#1s;', '#t := LT#1s;')).toEqual(['#t T#1s → LT#1s in line 8 of F']);
  });
});

describe('exports of TIA Portal', () => {
  const sequence = (from: string, to: string) => told('g.xml', madeSequence, madeSequence.replace(from, to));

  test('say at which step of a sequence something differs', () => {
    expect(sequence('T#10S', 'T#20S')).toEqual([
      'maximum time 10 s → 20 s at step Wait in sequence 1 of Cycle (FB20)',
    ]);
    expect(sequence('T#2s', 'T#4s')).toEqual([
      'D #valve 2 s → 4 s at step Wait in sequence 1 of Cycle (FB20)',
    ]);
    expect(sequence('<Component Name="guard" />', '<Component Name="other" />')).toEqual([
      'interlock #guard removed, #other in its place at step Wait in sequence 1 of Cycle (FB20)',
      'interlock-removed',
    ]);
  });

  test('tell the numbers by which programs and panels know steps and transitions', () => {
    const numbered = (kind: string) =>
      madeSequence
        .replace(`<${kind} Number="2"`, `<${kind} Number="9"`)
        .replaceAll(`${kind}Ref Number="2"`, `${kind}Ref Number="9"`);
    expect(told('g.xml', madeSequence, numbered('Step'))).toEqual([
      'step number 2 → 9 at step Left in sequence 1 of Cycle (FB20)',
    ]);
    expect(told('g.xml', madeSequence, numbered('Transition'))).toEqual([
      'transition T2 Other Wait → Right priority 2 → T9 Other Wait → Right priority 2 in sequence 1 of Cycle (FB20)',
    ]);
  });

  test('tell from where to where a network moved', () => {
    const [first = '', second = ''] =
      madeBlock.match(/<SW\.Blocks\.CompileUnit.*?<\/SW\.Blocks\.CompileUnit>/gs) ?? [];
    expect(told('f.xml', madeBlock, madeBlock.replace(first + second, second + first))).toEqual([
      'network 1 moved, now in network 2 of Fill (FB12)',
    ]);
  });

  test('tell an interlock and a supervision that a step lost', () => {
    const without = (part: string) =>
      told('g.xml', madeSequence, madeSequence.replace(new RegExp(`<${part} Prog.*?</${part}>`, 's'), ''));
    expect(without('Interlock')).toEqual([
      'interlock #guard removed at step Wait in sequence 1 of Cycle (FB20)',
      'interlock-removed',
    ]);
    expect(without('Supervision')).toEqual([
      'supervision #fault removed at step Wait in sequence 1 of Cycle (FB20), 1 comment',
      'interlock-removed',
    ]);
  });

  test('tell a coil that became another one', () => {
    expect(told('f.xml', madeBlock, madeBlock.replace('Name="SCoil"', 'Name="Coil"'))).toEqual([
      'coil set #run → #run in network 1 of Fill (FB12)',
    ]);
  });

  test('tell a block that others may reach again', () => {
    const closed = madeCyclic.replace('<DBAccessibleFromOPCUA>true', '<DBAccessibleFromOPCUA>false');
    expect(told('o.xml', closed, madeCyclic)).toEqual([
      'protection lowered: DBAccessibleFromOPCUA false → none in line 2 of Recipe (DB40)',
      'protection-lowered',
    ]);
    expect(told('o.xml', madeCyclic, closed).slice(1)).toEqual([]);
  });
});
