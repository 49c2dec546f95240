/** TPKT, COTP and S7 framing as the plant speaks it: its own code, so that it cannot share a mistake with the agent. */

/** Cuts whole TPKT packets off the front of `stream`; what is left over comes back as `rest`. */
export function takePackets(stream: Buffer): { packets: Buffer[]; rest: Buffer } {
  const packets: Buffer[] = [];
  let rest = stream;
  while (rest.length >= 4) {
    const length = rest.readUInt16BE(2);
    if (rest.readUInt8(0) !== 3 || length < 7) throw new Error(`no TPKT: ${rest.toString('hex', 0, 8)}`);
    if (rest.length < length) break;
    packets.push(rest.subarray(4, length));
    rest = rest.subarray(length);
  }
  return { packets, rest };
}

export function packet(tpdu: Buffer): Buffer {
  const head = Buffer.from([3, 0, 0, 0]);
  head.writeUInt16BE(tpdu.length + 4, 2);
  return Buffer.concat([head, tpdu]);
}

export function dataPacket(pdu: Buffer): Buffer {
  return packet(Buffer.concat([Buffer.from([2, 0xf0, 0x80]), pdu]));
}

export interface PlantPdu {
  readonly kind: number;
  readonly reference: number;
  readonly error: number;
  readonly parameters: Buffer;
  readonly data: Buffer;
}

export const pduKind = { job: 1, ack: 2, answer: 3, userdata: 7 } as const;

/** Reads an S7 PDU out of a DT TPDU. */
export function readPdu(tpdu: Buffer): PlantPdu {
  const pdu = tpdu.subarray((tpdu[0] ?? 0) + 1);
  if (pdu.length < 10 || pdu[0] !== 0x32) throw new Error(`no S7 PDU: ${pdu.toString('hex', 0, 12)}`);
  const kind = pdu.readUInt8(1);
  const start = kind === pduKind.ack || kind === pduKind.answer ? 12 : 10;
  const parametersEnd = start + pdu.readUInt16BE(6);
  const end = parametersEnd + pdu.readUInt16BE(8);
  if (end !== pdu.length) throw new Error(`S7 PDU of ${pdu.length} bytes announces ${end}`);
  return {
    kind,
    reference: pdu.readUInt16BE(4),
    error: start === 12 ? pdu.readUInt16BE(10) : 0,
    parameters: pdu.subarray(start, parametersEnd),
    data: pdu.subarray(parametersEnd),
  };
}

export function writePdu(
  kind: number,
  reference: number,
  parameters: Buffer,
  data: Buffer = Buffer.alloc(0),
  error = 0,
): Buffer {
  const answers = kind === pduKind.ack || kind === pduKind.answer;
  const head = Buffer.alloc(answers ? 12 : 10);
  head.writeUInt8(0x32, 0);
  head.writeUInt8(kind, 1);
  head.writeUInt16BE(reference, 4);
  head.writeUInt16BE(parameters.length, 6);
  head.writeUInt16BE(data.length, 8);
  if (answers) head.writeUInt16BE(error, 10);
  return Buffer.concat([head, parameters, data]);
}
