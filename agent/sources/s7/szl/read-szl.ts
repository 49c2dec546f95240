import type { Instant } from '@witnessmark/shared/time';
import { group, isRefusal, type S7Transport } from '../transport/index.ts';

/** One reading of a system status list: records of equal length, without the list's head. */
export interface Szl {
  readonly id: number;
  readonly index: number;
  readonly records: readonly Buffer[];
  readonly requestedAt: Instant;
  readonly arrivedAt: Instant;
}

const read = 1;
const headBytes = 8;

/**
 * Reads a system status list (Siemens A5E00739858, chapter "System Status Lists"). Null where the CPU states
 * that it has no such list or index, or does not offer the service; every other failure throws.
 */
export async function readSzl(
  transport: S7Transport,
  id: number,
  index: number,
  signal: AbortSignal,
): Promise<Szl | null> {
  try {
    return await askSzl(transport, id, index, signal);
  } catch (error) {
    if (isRefusal(error)) return null;
    throw error;
  }
}

/** The same, for who wants to know what the CPU refuses it with: a refusal throws too. */
export async function askSzl(
  transport: S7Transport,
  id: number,
  index: number,
  signal: AbortSignal,
): Promise<Szl> {
  const request = Buffer.alloc(4);
  request.writeUInt16BE(id, 0);
  request.writeUInt16BE(index, 2);
  const answer = await transport.userdata(group.szl, read, request, signal);
  const parsed = parseSzl(answer.content);
  if (parsed === null) throw transport.broken(`system status list ${id.toString(16)}`);
  return { ...parsed, requestedAt: answer.requestedAt, arrivedAt: answer.arrivedAt };
}

/** The records of a whole answer, or null where its lengths do not agree. A list may be empty. */
export function parseSzl(content: Buffer): Pick<Szl, 'id' | 'index' | 'records'> | null {
  if (content.length < headBytes) return null;
  const length = content.readUInt16BE(4);
  const count = content.readUInt16BE(6);
  if (content.length < headBytes + length * count || (length === 0 && count > 0)) return null;
  const records = Array.from({ length: count }, (_, at) =>
    content.subarray(headBytes + at * length, headBytes + (at + 1) * length),
  );
  return { id: content.readUInt16BE(0), index: content.readUInt16BE(2), records };
}
