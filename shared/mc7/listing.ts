import { createHash } from 'node:crypto';
import { type Mc7Block, parseBlock } from './block.ts';
import { notationOf, type ReadBlock, readBlock } from './code.ts';
import { sharedData } from './declaration.ts';
import type { Instruction } from './instruction.ts';
import { interfaceLines, interfaceText } from './interface-text.ts';
import type { Mnemonics } from './mnemonics.ts';
import { statementText } from './statement-text.ts';
import { type Understanding, understandingOf, understandingText } from './understanding.ts';

/** A block as text, and how much of it was understood. */
export interface Listing {
  readonly text: string;
  /** The lines of the text. */
  readonly lines: readonly ListedLine[];
  readonly understanding: Understanding;
}

/** A line of a listing, and what stands there. */
export interface ListedLine {
  readonly text: string;
  readonly about:
    | { readonly kind: 'statement'; readonly instruction: Instruction }
    /** By its number, from 1. */
    | { readonly kind: 'network'; readonly network: number }
    /** By its place among `interfaceLines`, from 0. */
    | { readonly kind: 'variable'; readonly variable: number }
    | null;
}

/**
 * The listing of an uploaded block image, LF at every line’s end. The same logic gives the same bytes: time stamps and checksum are
 * left out, author, family, name and version stand as comments. `subject` names the block in errors; throws
 * as `parseBlock` does.
 */
export function listImage(image: Uint8Array, subject: string, mnemonics: Mnemonics): Listing {
  return listBlock(readBlock(parseBlock(image, subject)), mnemonics);
}

export function listBlock(read: ReadBlock, mnemonics: Mnemonics): Listing {
  const { block } = read;
  const understanding = understandingOf(read);
  const lines = [
    ...bare([
      `${keywords[block.type ?? 'none']} ${block.type ?? `16#${block.typeCode.toString(16).toUpperCase()}`} ${block.number}`,
      ...headerLines(block),
      ...understandingText(understanding).map(line => `// ${line}`),
    ]),
    ...declarationLines(read),
    ...bodyLines(read, mnemonics),
    ...bare([endings[block.type ?? 'none']]),
  ];
  return { text: `${lines.map(({ text }) => text).join('\n')}\n`, lines, understanding };
}

function bare(texts: readonly string[]): ListedLine[] {
  return texts.map(text => ({ text, about: null }));
}

const keywords = {
  OB: 'ORGANIZATION_BLOCK',
  FC: 'FUNCTION',
  SFC: 'FUNCTION',
  FB: 'FUNCTION_BLOCK',
  SFB: 'FUNCTION_BLOCK',
  DB: 'DATA_BLOCK',
  SDB: 'DATA_BLOCK',
  none: 'BLOCK',
};
const endings = Object.fromEntries(
  Object.entries(keywords).map(([type, keyword]) => [type, `END_${keyword}`]),
) as Readonly<Record<keyof typeof keywords, string>>;

function headerLines(block: Mc7Block): string[] {
  const { attributes } = block;
  const set = [
    attributes.linked ? 'linked' : 'not linked',
    ...(attributes.standard ? ['standard'] : []),
    ...(block.knowHowProtected ? ['know-how protected'] : []),
    ...(attributes.nonRetain ? ['not retained'] : []),
    `16#${attributes.raw.toString(16).toUpperCase().padStart(2, '0')}`,
  ];
  const language = block.language ?? `16#${block.languageCode.toString(16).toUpperCase()}`;
  return [
    `// Language ${language}; attributes ${set.join(', ')}; local data ${block.localDataBytes} bytes`,
    `// By its header, which anyone can write: author ${named(block.author)}, family ${named(block.family)}, name ${named(block.name)}, version ${block.version}`,
  ];
}

/** A text from the device, made safe to stand in a comment. */
function named(text: string): string {
  return text === '' ? '-' : `'${text.replace(/[^ !-&(-~\u00a1-\u00ff]/g, '?')}'`;
}

function declarationLines({ block, declaration }: ReadBlock): ListedLine[] {
  if (declaration === null) return [];
  const isShared = declaration.kind === sharedData;
  const isInstance = block.type === 'DB' && !isShared;
  const lines = bare(isInstance ? [`// Instance of FB ${declaration.number}`] : []);
  for (const { text, variable } of interfaceText(interfaceLines(declaration, block.type), isShared))
    lines.push({ text, about: variable === null ? null : { kind: 'variable', variable } });
  const unread = [];
  if (declaration.unread !== '') unread.push(`// Not understood in the declaration: ${declaration.unread}`);
  if (declaration.unreadInitials !== '')
    unread.push(`// Not understood in the initial values: ${declaration.unreadInitials}`);
  return [...lines, ...bare(unread)];
}

function bodyLines(read: ReadBlock, mnemonics: Mnemonics): ListedLine[] {
  const { block } = read;
  // A data block’s body is its actual values: data, not logic.
  if (block.type === 'DB') return [];
  if (block.type === 'SDB' || block.type === null) return bare(hexLines(block.body));
  if (block.encrypted)
    return bare([
      `// Encrypted: ${block.body.length} bytes, SHA-256 ${createHash('sha256').update(block.body).digest('hex')}`,
    ]);
  return [...bare(['BEGIN']), ...codeLines(read, mnemonics)];
}

/** The networks of a block, statement by statement. */
function codeLines(read: ReadBlock, mnemonics: Mnemonics): ListedLine[] {
  const notation = notationOf(read, mnemonics);
  const labels = labelsOf(read);
  const lines: ListedLine[] = [];
  for (const [index, network] of read.networks.entries()) {
    lines.push({ text: `NETWORK // ${index + 1}`, about: { kind: 'network', network: index + 1 } });
    for (const instruction of network) {
      const label = labels.get(instruction.at);
      const text = statementText(instruction, notation, target => labels.get(target) ?? '');
      lines.push({
        text: `${label === undefined ? '' : `${label}:`}`.padEnd(6) + text,
        about: { kind: 'statement', instruction },
      });
    }
  }
  const end = labels.get(read.block.body.length);
  return end === undefined ? lines : [...lines, ...bare([`${end}:`])];
}

/** `M001`, `M002` … by the place of the instruction jumped to. */
export function labelsOf({ networks }: ReadBlock): Map<number, string> {
  const targets = new Set<number>();
  for (const instruction of networks.flat()) {
    const operand = instruction.known ? instruction.operand : instruction.target;
    if (operand?.kind === 'label') targets.add(operand.target);
  }
  const ordered = [...targets].sort((a, b) => a - b);
  return new Map(ordered.map((target, index) => [target, `M${String(index + 1).padStart(3, '0')}`]));
}

const bytesPerLine = 16;

function hexLines(bytes: Uint8Array): string[] {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += bytesPerLine) {
    const row = Buffer.from(bytes.subarray(at, at + bytesPerLine));
    lines.push(`  16#${at.toString(16).toUpperCase().padStart(4, '0')} ${row.toString('hex').toUpperCase()}`);
  }
  return lines;
}
