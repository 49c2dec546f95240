import { Malformed } from './malformed.ts';
import { parsePdu, rosctr } from './pdu.ts';

/** The services that may leave the agent. Everything else, known or not, stays inside. */
export type ReadService =
  | 'negotiate'
  | 'read-variable'
  | 'upload'
  | 'read-szl'
  | 'list-blocks'
  | 'list-blocks-of-type'
  | 'block-info'
  | 'read-clock';

const jobs: ReadonlyMap<number, ReadService> = new Map([
  [0xf0, 'negotiate'],
  [0x04, 'read-variable'],
  [0x1d, 'upload'],
  [0x1e, 'upload'],
  [0x1f, 'upload'],
]);

/** Key: function group << 8 | subfunction. */
const userdata: ReadonlyMap<number, ReadService> = new Map([
  [0x0301, 'list-blocks'],
  [0x0302, 'list-blocks-of-type'],
  [0x0303, 'block-info'],
  [0x0401, 'read-szl'],
  [0x0701, 'read-clock'],
]);

/**
 * Names the reading service of an outgoing S7 PDU, or null where it is none. The whole PDU is judged: one
 * that is not well-formed, an answer, or a request with bytes after its end is not a read either.
 */
export function readService(bytes: Buffer): ReadService | null {
  const pdu = parsed(bytes);
  if (pdu === null) return null;
  const { parameters } = pdu;
  if (pdu.rosctr === rosctr.job) return jobs.get(parameters[0] ?? -1) ?? null;
  if (pdu.rosctr !== rosctr.userdata) return null;
  // Head 000112, then its length, request 11 or next fragment 12, request type 4 with the group.
  if (parameters.length < 8 || parameters.readUIntBE(0, 3) !== 0x000112) return null;
  if (parameters[3] !== parameters.length - 4) return null;
  if (parameters[4] !== 0x11 && parameters[4] !== 0x12) return null;
  const group = parameters.readUInt8(5);
  if (group >> 4 !== 4) return null;
  return userdata.get(((group & 0x0f) << 8) | parameters.readUInt8(6)) ?? null;
}

function parsed(bytes: Buffer) {
  try {
    return parsePdu(bytes);
  } catch (error) {
    if (error instanceof Malformed) return null;
    throw error;
  }
}
