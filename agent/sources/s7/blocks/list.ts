import { group, type S7Transport } from '../transport/index.ts';
import { type BlockType, letterOf, typeOfLetter } from './block-type.ts';
import { type Outcome, refusalAsOutcome } from './outcome.ts';

const listAll = 1;
const listType = 2;

/** How many blocks of each type the controller has; a type it did not name is missing. */
export type BlockCounts = ReadonlyMap<BlockType, number>;

export interface ListedBlock {
  readonly number: number;
  /** 22 hex: of the user; 42: of the system (seen). */
  readonly flags: number;
  readonly language: number;
}

/** Counts of all types: userdata group 3, subfunction 1. */
export function countBlocks(transport: S7Transport, signal: AbortSignal): Promise<Outcome<BlockCounts>> {
  return refusalAsOutcome(transport, async () => {
    const answer = await transport.userdata(group.blocks, listAll, Buffer.alloc(0), signal);
    const value = parseCounts(answer.content);
    if (value === null) throw transport.broken(`block counts in ${answer.content.length} bytes`);
    return { ...answer, failure: null, value };
  });
}

/** All blocks of one type, in as many fragments as it takes. A type without blocks is an empty list. */
export async function listBlocks(
  transport: S7Transport,
  type: BlockType,
  signal: AbortSignal,
): Promise<Outcome<readonly ListedBlock[]>> {
  const request = Buffer.from([0x30, letterOf(type)]);
  const listed = await refusalAsOutcome<readonly ListedBlock[]>(transport, async () => {
    const answer = await transport.userdata(group.blocks, listType, request, signal);
    const value = parseList(answer.content);
    if (value === null) throw transport.broken(`block list of ${type} in ${answer.content.length} bytes`);
    return { ...answer, failure: null, value };
  });
  return listed.failure?.code === 's7.missing' ? { ...listed, failure: null, value: [] } : listed;
}

/** Items of four bytes: `30`, type, count. Null where the bytes are none. */
export function parseCounts(content: Buffer): BlockCounts | null {
  if (content.length % 4 !== 0) return null;
  const counts = new Map<BlockType, number>();
  for (let at = 0; at < content.length; at += 4) {
    const type = typeOfLetter(content.readUInt8(at + 1));
    if (content[at] !== 0x30) return null;
    if (type !== null) counts.set(type, content.readUInt16BE(at + 2));
  }
  return counts;
}

/** Items of four bytes: number, flags, language; in the order of numbers. Null where the bytes are none. */
export function parseList(content: Buffer): ListedBlock[] | null {
  if (content.length % 4 !== 0) return null;
  const blocks = new Map<number, ListedBlock>();
  for (let at = 0; at < content.length; at += 4) {
    const number = content.readUInt16BE(at);
    blocks.set(number, {
      number,
      flags: content.readUInt8(at + 2),
      language: content.readUInt8(at + 3),
    });
  }
  return [...blocks.values()].sort((a, b) => a.number - b.number);
}
