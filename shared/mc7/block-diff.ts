import type { Mc7Block } from './block.ts';
import { type ReadBlock, readBlock } from './code.ts';
import { type CodeDiff, diffCode } from './code-diff.ts';
import { instanceOf } from './declaration.ts';
import { logicHash } from './identity.ts';
import type { Mnemonics } from './mnemonics.ts';
import { diffActualValues, type ValueChange } from './value-diff.ts';
import { diffInterfaces, type VariableChange } from './variable-diff.ts';

/** A field of the header or trailer that differs, as text. */
export interface FieldChange {
  readonly field:
    | 'code time'
    | 'interface time'
    | 'checksum'
    | 'author'
    | 'family'
    | 'name'
    | 'version'
    | 'format'
    | 'type'
    | 'number'
    | 'language'
    | 'attributes'
    | 'protection'
    | 'local data';
  readonly old: string;
  readonly now: string;
}

/** What a difference comes to, the strongest first. */
export type DiffVerdict =
  /** What the block does, or what a data block starts with. */
  | 'logic'
  /** Actual values of a data block alone. */
  | 'actual values'
  /** A byte beside a variable’s declaration, the only trace that comments or attributes of variables leave. */
  | 'interface comments'
  /** Author, family, name or version. */
  | 'header'
  /** Time stamps and the checksum over them. */
  | 'time stamp'
  /** Reserved and filling bytes, or the order of the list of jumps. */
  | 'without effect'
  | 'none';

export interface BlockDiff {
  readonly verdict: DiffVerdict;
  /** The verdict as a sentence. */
  readonly sentence: string;
  readonly fields: readonly FieldChange[];
  readonly variables: readonly VariableChange[];
  readonly code: CodeDiff;
  /** Content that is not read (system data, encrypted code, what was not understood) is another. */
  readonly opaqueChanged: boolean;
  readonly actualValues: readonly ValueChange[];
  /** Actual values differ beyond those listed, because their places are not known. */
  readonly moreActualValues: boolean;
}

const fields: readonly (readonly [FieldChange['field'], (block: Mc7Block) => string, DiffVerdict])[] = [
  ['format', block => String(block.headerVersion), 'logic'],
  ['type', block => block.type ?? String(block.typeCode), 'logic'],
  ['number', block => String(block.number), 'logic'],
  ['language', block => block.language ?? String(block.languageCode), 'logic'],
  ['attributes', block => `16#${block.attributes.raw.toString(16).toUpperCase()}`, 'logic'],
  [
    'protection',
    block => (block.knowHowProtected ? `know-how, key ${block.key}` : `key ${block.key}`),
    'logic',
  ],
  ['local data', block => String(block.localDataBytes), 'logic'],
  ['author', block => block.author, 'header'],
  ['family', block => block.family, 'header'],
  ['name', block => block.name, 'header'],
  ['version', block => block.version, 'header'],
  ['code time', block => block.codeTime.local ?? block.codeTime.raw, 'time stamp'],
  ['interface time', block => block.interfaceTime.local ?? block.interfaceTime.raw, 'time stamp'],
  ['checksum', block => block.checksum.toString(16).padStart(4, '0'), 'time stamp'],
];

const sentences: Readonly<Record<DiffVerdict, string>> = {
  logic: 'The logic changed.',
  'actual values': 'Only actual values changed.',
  'interface comments': 'Only comments or attributes of interface variables changed.',
  header: 'Only author, family, name or version in the header changed.',
  'time stamp': 'Only the time stamp changed.',
  'without effect': 'Only bytes without effect changed.',
  none: 'Nothing changed.',
};
const strength: readonly DiffVerdict[] = [
  'logic',
  'actual values',
  'interface comments',
  'header',
  'time stamp',
  'without effect',
  'none',
];

/** What became of a block, from one image to the next. */
export function diffBlocks(oldBlock: Mc7Block, newBlock: Mc7Block, mnemonics: Mnemonics): BlockDiff {
  const old = readBlock(oldBlock);
  const now = readBlock(newBlock);
  const found = new Set<DiffVerdict>();
  const changed = fields.flatMap(([field, text, verdict]) => {
    const [before, after] = [text(oldBlock), text(newBlock)];
    if (before === after) return [];
    found.add(verdict);
    return [{ field, old: before, now: after }];
  });
  const { variables, marks } = diffInterfaces(old, now);
  const code = diffCode(old, now, mnemonics);
  const opaqueChanged = opaqueOf(old) !== opaqueOf(now);
  const { values, more } = diffActualValues(old, now);
  if (variables.length + code.statements.length + code.networks.length > 0 || opaqueChanged)
    found.add('logic');
  // Where a network begins can change without a statement that does.
  if (logicHash(old) !== logicHash(now)) found.add('logic');
  if (values.length > 0 || more) found.add('actual values');
  if (marks) found.add('interface comments');
  // What no part above shows is still a difference.
  if (found.size === 0 && Buffer.compare(oldBlock.image, newBlock.image) !== 0) found.add('without effect');
  const verdict = strength.find(each => found.has(each)) ?? 'none';
  return {
    verdict,
    sentence: sentenceOf(verdict, changed),
    fields: changed,
    variables,
    code,
    opaqueChanged,
    actualValues: values,
    moreActualValues: more,
  };
}

function sentenceOf(verdict: DiffVerdict, changed: readonly FieldChange[]): string {
  const interfaceToo = changed.some(({ field }) => field === 'interface time');
  return verdict === 'time stamp' && interfaceToo
    ? 'Only the time stamps changed, the interface’s too: its names or comments may be others, its variables are not.'
    : sentences[verdict];
}

/** Everything that is content and only known as bytes. */
function opaqueOf({ block, declaration, networks }: ReadBlock): string {
  const unread =
    declaration === null
      ? hexOf(block.interfacePart)
      : `${instanceOf(declaration)}/${declaration.unread}/${declaration.unreadInitials}`;
  const body = block.type === 'DB' || networks.length > 0 ? '' : hexOf(block.body);
  return `${unread} ${body}`;
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
