import { type PlantPdu, pduKind, writePdu } from './bytes.ts';

const overhead = 10 + 12 + 4;

/** An answer too long for one PDU, of which a client fetches the rest. */
export interface OpenAnswer {
  readonly sequence: number;
  readonly group: number;
  readonly subfunction: number;
  /** A part holds whole ones of so many bytes. */
  readonly itemBytes: number;
  rest: Buffer;
}

export function userdataError(request: PlantPdu, word: number): Buffer {
  return userdataPdu(request, 0, false, word, Buffer.from([0x0a, 0, 0, 0]));
}

/**
 * The first or next part of an answer that fits `pduSize`; `open.rest` keeps what is left. A client asks for
 * more while the part says so.
 */
export function userdataPart(request: PlantPdu, open: OpenAnswer, pduSize: number): Buffer {
  const room = pduSize - overhead;
  const part = open.rest.subarray(0, room - (room % open.itemBytes));
  open.rest = open.rest.subarray(part.length);
  const head = Buffer.from([0xff, 9, 0, 0]);
  head.writeUInt16BE(part.length, 2);
  return userdataPdu(request, open.sequence, open.rest.length > 0, 0, Buffer.concat([head, part]));
}

function userdataPdu(request: PlantPdu, sequence: number, more: boolean, word: number, data: Buffer): Buffer {
  const group = 0x80 | (request.parameters.readUInt8(5) & 0x0f);
  const subfunction = request.parameters.readUInt8(6);
  const parameters = Buffer.from([0, 1, 0x12, 8, 0x12, group, subfunction, sequence, 0, more ? 1 : 0, 0, 0]);
  parameters.writeUInt16BE(word, 10);
  return writePdu(pduKind.userdata, request.reference, parameters, data);
}
