import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Two versions of one large controller. */
export interface LargePair {
  readonly old: Uint8Array;
  readonly now: Uint8Array;
  /** Places in which they differ, beside the times of export. */
  readonly edits: number;
}

/** How often the instruction, which is all rungs, stands in a copy: a quarter of the bytes is ladder. */
const instructions = 8;

const lists = ['DataTypes', 'Modules', 'AddOnInstructionDefinitions', 'Tags', 'Programs'] as const;
const named = /(<(?:DataType|Module|AddOnInstructionDefinition|Tag|Program)(?: Use="\w+")? Name=")([^"]+)/g;

/** What an engineer does to one place of a program; each is looked for in a copy of its own. */
const edits: readonly (readonly [from: string | RegExp, to: string])[] = [
  ['XIC(InOutTest.BoolMember)OTL(LocalBool);', 'XIO(InOutTest.BoolMember)OTL(LocalBool);'],
  ['MOVE(100,LocalArray[2]);', 'MOVE(120,LocalArray[2]);'],
  [
    /<DataValueMember Name="PRE" DataType="DINT" Radix="Decimal" Value="\d+"\/>/,
    '<DataValueMember Name="PRE" DataType="DINT" Radix="Decimal" Value="4711"/>',
  ],
  ['Test Int Array', 'Test array of INT'],
  [/<Rung Number="3" Type="N">\n<Text>\n<!\[CDATA\[MOVE\(100[^\]]*\[2\]\);\]\]>\n<\/Text>\n<\/Rung>\n/, ''],
  ['<Member Name="Member05" DataType="BOOL"', '<Member Name="Member06" DataType="BOOL"'],
];

/**
 * A pair of controllers of at least `bytes` a side: what real exports hold, repeated under other names, and edits
 * throughout the file, one every few hundred kilobytes.
 */
export function largePair(folder: string, bytes: number): LargePair {
  const text = (name: string) => readFileSync(join(folder, name), 'utf8').replaceAll('\r\n', '\n');
  const controller = text('L5Sharp_Test.L5X');
  const instruction = between(text('DUTY_CYCLE_AOI.v2.L5X'), 'AddOnInstructionDefinitions');
  const repeated = lists.map(list => {
    const own = between(controller, list);
    return list === 'AddOnInstructionDefinitions' ? own + inCopies(instruction, instructions) : own;
  });
  const copies = Math.ceil(bytes / repeated.join('').length);
  const newer = lists.map(() => '');
  const older = lists.map(() => '');
  let edited = 0;
  for (let copy = 0; copy < copies; copy++) {
    const edit = edits[copy % edits.length];
    repeated.forEach((part, at) => {
      const own = renamed(part, copy);
      const changed = edit === undefined ? own : own.replace(edit[0], edit[1]);
      if (changed !== own) edited++;
      older[at] += own;
      newer[at] += changed;
    });
  }
  if (edited < copies) throw new Error('an edit of the bench found nothing to edit');
  const filled = (parts: readonly string[]) =>
    lists.reduce((whole, list, at) => whole.replace(between(whole, list), () => parts[at] ?? ''), controller);
  return {
    old: Buffer.from(filled(older)),
    now: Buffer.from(filled(newer).replace(/ExportDate="[^"]*"/, 'ExportDate="Wed Feb 18 07:00:00 2026"')),
    edits: edited,
  };
}

/** What the first list of a name in a file holds. */
function between(text: string, list: string): string {
  const opening = new RegExp(`<${list}(?: [^>]*)?>\\n`).exec(text);
  const from = (opening?.index ?? 0) + (opening?.[0].length ?? 0);
  const to = text.indexOf(`</${list}>\n`, from);
  if (opening === null || to < 0) throw new Error(`no ${list} in the file`);
  return text.slice(from, to);
}

function inCopies(part: string, count: number): string {
  return Array.from({ length: count }, (_, at) => renamed(part, at)).join('');
}

function renamed(part: string, copy: number): string {
  return part.replace(named, `$1$2_${copy}`);
}
