import { Malformed } from './malformed.ts';

/** What a received COTP TPDU says (ISO 8073, class 0). */
export type Cotp =
  | { readonly kind: 'connect-confirm' }
  | { readonly kind: 'disconnect'; readonly reason: number }
  | { readonly kind: 'data'; readonly last: boolean; readonly payload: Buffer };

/**
 * Connect request, class 0, TPDU size 1024, with both TSAPs. The remote TSAP of an S7 CPU is
 * `type << 8 | rack * 0x20 + slot`; type 1 programming device, 2 OP, 3 S7 basic.
 */
export function connectRequest(localTsap: number, remoteTsap: number): Buffer {
  const tpdu = Buffer.from('11e00000000100c0010ac1020000c2020000', 'hex');
  tpdu.writeUInt16BE(localTsap, 12);
  tpdu.writeUInt16BE(remoteTsap, 16);
  return tpdu;
}

const dataHeader = Buffer.from([2, 0xf0, 0x80]);

/** One DT TPDU that holds a whole S7 PDU. */
export function dataTpdu(payload: Buffer): Buffer {
  return Buffer.concat([dataHeader, payload]);
}

/**
 * Reads a TPDU. A connect confirm may be as short as its fixed part: some servers leave every parameter
 * out, and nothing in them is needed. Throws `Malformed`.
 */
export function parseCotp(tpdu: Buffer): Cotp {
  const headerLength = tpdu[0] ?? 0;
  const type = (tpdu[1] ?? 0) & 0xf0;
  if (headerLength + 1 > tpdu.length) throw new Malformed('COTP header longer than its packet');
  if (type === 0xf0 && headerLength >= 2) {
    return { kind: 'data', last: ((tpdu[2] ?? 0) & 0x80) !== 0, payload: tpdu.subarray(headerLength + 1) };
  }
  if (type === 0xd0 && headerLength >= 6) return { kind: 'connect-confirm' };
  if (type === 0x80 && headerLength >= 6) return { kind: 'disconnect', reason: tpdu[6] ?? 0 };
  throw new Malformed(`COTP type ${type.toString(16)} with a header of ${headerLength} bytes`);
}
