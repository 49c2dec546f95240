import { Malformed } from './malformed.ts';

/** Remote operation codes of an S7 PDU (second byte). */
export const rosctr = { job: 1, ack: 2, ackData: 3, userdata: 7 } as const;

export interface Pdu {
  readonly rosctr: number;
  readonly reference: number;
  /** Zero in requests and in userdata. */
  readonly errorClass: number;
  readonly errorCode: number;
  readonly parameters: Buffer;
  readonly data: Buffer;
}

const protocolId = 0x32;

/** Bytes before the parameters of an answer; requests and userdata have two fewer. */
export const answerHeaderBytes = 12;
export const requestHeaderBytes = 10;

export function encodePdu(kind: number, reference: number, parameters: Buffer, data: Buffer): Buffer {
  const header = Buffer.from([protocolId, kind, 0, 0, 0, 0, 0, 0, 0, 0]);
  header.writeUInt16BE(reference, 4);
  header.writeUInt16BE(parameters.length, 6);
  header.writeUInt16BE(data.length, 8);
  return Buffer.concat([header, parameters, data]);
}

/** Reads one whole S7 PDU; lengths must agree with the bytes exactly. Throws `Malformed`. */
export function parsePdu(bytes: Buffer): Pdu {
  if (bytes.length < requestHeaderBytes) throw new Malformed(`S7 PDU of ${bytes.length} bytes`);
  if (bytes[0] !== protocolId) throw new Malformed(`protocol id ${bytes[0]} instead of ${protocolId}`);
  const kind = bytes.readUInt8(1);
  const answers = kind === rosctr.ack || kind === rosctr.ackData;
  if (!answers && kind !== rosctr.job && kind !== rosctr.userdata) {
    throw new Malformed(`S7 PDU of unknown kind ${kind}`);
  }
  const start = answers ? answerHeaderBytes : requestHeaderBytes;
  const parameterLength = bytes.readUInt16BE(6);
  const dataLength = bytes.readUInt16BE(8);
  if (start + parameterLength + dataLength !== bytes.length) {
    throw new Malformed(
      `S7 PDU of ${bytes.length} bytes announces ${parameterLength} of parameters and ${dataLength} of data`,
    );
  }
  return {
    rosctr: kind,
    reference: bytes.readUInt16BE(4),
    errorClass: answers ? bytes.readUInt8(10) : 0,
    errorCode: answers ? bytes.readUInt8(11) : 0,
    parameters: bytes.subarray(start, start + parameterLength),
    data: bytes.subarray(start + parameterLength),
  };
}
