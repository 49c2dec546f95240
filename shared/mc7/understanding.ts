import { hasCode } from './block.ts';
import { hex } from './bytes.ts';
import type { ReadBlock } from './code.ts';

/** How much of a block was understood; every listing says it. */
export interface Understanding {
  readonly instructions: number;
  /** Of these, shown word by word because their meaning is not known. */
  readonly unknown: number;
  /** First words of the unknown ones, in hex, each once, in order. */
  readonly unknownCodes: readonly string[];
  /** Of the known ones, read by a coding that is inferred from its family and was not seen beside a listing. */
  readonly inferred: number;
  readonly inferredCodes: readonly string[];
  /** Bytes of the interface that were not understood. */
  readonly interfaceBytesUnread: number;
  /** Whether networks are those of the segment table; null for a block without code. */
  readonly networksKnown: boolean | null;
  /** The body is none that is read: encrypted code, system data, a block of unknown type. */
  readonly bodyUnread: boolean;
}

export function understandingOf(read: ReadBlock): Understanding {
  const instructions = read.networks.flat();
  const unknown = new Set<string>();
  const inferred = new Set<string>();
  let unknownCount = 0;
  let inferredCount = 0;
  const firstWord = (at: number) =>
    hex(((read.block.body[at] ?? 0) << 8) | (read.block.body[at + 1] ?? 0), 4);
  for (const instruction of instructions) {
    if (!instruction.known) {
      unknownCount++;
      unknown.add(firstWord(instruction.at));
    } else if (instruction.evidence === 'inferred') {
      inferredCount++;
      inferred.add(firstWord(instruction.at));
    }
  }
  const { declaration } = read;
  return {
    instructions: instructions.length,
    unknown: unknownCount,
    unknownCodes: [...unknown].sort(),
    inferred: inferredCount,
    inferredCodes: [...inferred].sort(),
    interfaceBytesUnread:
      declaration === null ? 0 : bytesIn(declaration.unread) + bytesIn(declaration.unreadInitials),
    networksKnown: read.networks.length === 0 ? null : read.networksFromTable,
    bodyUnread: read.block.type !== 'DB' && !hasCode(read.block),
  };
}

/** The same in sentences, a line each; the first says it all where nothing is missing. */
export function understandingText(understanding: Understanding): string[] {
  const { instructions, unknown, inferred, interfaceBytesUnread, networksKnown } = understanding;
  const variables =
    interfaceBytesUnread === 0 ? 'the whole interface' : `the interface but ${interfaceBytesUnread} bytes`;
  const read = networksKnown === null ? '' : `${instructions - unknown} of ${instructions} instructions, `;
  const lines = [
    `Understood: ${read}${variables}${understanding.bodyUnread ? '; the content is not read' : ''}`,
  ];
  if (unknown > 0) lines.push(`Shown word by word: ${unknown} (${some(understanding.unknownCodes)})`);
  if (inferred > 0)
    lines.push(
      `Read by a coding inferred from its family: ${inferred} (${some(understanding.inferredCodes)})`,
    );
  if (networksKnown === false) lines.push('The segment table does not fit: shown as one network.');
  return lines;
}

const mostCodes = 20;

function some(codes: readonly string[]): string {
  const more = codes.length - mostCodes;
  return `${codes.slice(0, mostCodes).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function bytesIn(text: string): number {
  return text === '' ? 0 : (text.length + 1) / 3;
}
