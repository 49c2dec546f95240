import { failureOfReturnCode, failureOfWord, type StatedFailure } from './failures.ts';
import { Malformed } from './malformed.ts';
import { type Pdu, rosctr } from './pdu.ts';

/** Function groups of userdata. */
export const group = { blocks: 3, szl: 4, clock: 7 } as const;

/** The whole answer of a service may take at most this much: well above the largest list of a real CPU. */
const maxBytes = 256 * 1024;
const maxFragments = 2048;

/** Parameters of a first request. */
export function requestParameters(functionGroup: number, subfunction: number): Buffer {
  return Buffer.from([0, 1, 0x12, 4, 0x11, 0x40 | functionGroup, subfunction, 0]);
}

/** Parameters that ask for the next fragment of the answer `sequence`. */
export function continuationParameters(functionGroup: number, subfunction: number, sequence: number): Buffer {
  return Buffer.from([0, 1, 0x12, 8, 0x12, 0x40 | functionGroup, subfunction, sequence, 0, 0, 0, 0]);
}

/** Data of a request without content: return code 0A, no transport size. */
const noData = Buffer.from([0x0a, 0, 0, 0]);

/** Data of a request, its content as an octet string. */
export function requestData(content: Buffer): Buffer {
  if (content.length === 0) return noData;
  const head = Buffer.from([0xff, 0x09, 0, 0]);
  head.writeUInt16BE(content.length, 2);
  return Buffer.concat([head, content]);
}

export type Fragment =
  | { readonly failure: StatedFailure }
  | { readonly failure: null; readonly sequence: number; readonly last: boolean; readonly content: Buffer };

/** Reads one answer to a userdata request. Throws `Malformed`. */
export function parseFragment(pdu: Pdu, functionGroup: number, subfunction: number): Fragment {
  const { parameters, data } = pdu;
  if (pdu.rosctr !== rosctr.userdata) {
    const word = (pdu.errorClass << 8) | pdu.errorCode;
    if (word !== 0) return { failure: failureOfWord(word) };
    throw new Malformed('a job answer to a userdata request');
  }
  if (parameters.length < 12 || parameters.readUIntBE(0, 3) !== 0x000112 || parameters[4] !== 0x12) {
    throw new Malformed('userdata parameters');
  }
  if (parameters[5] !== (0x80 | functionGroup) || parameters[6] !== subfunction) {
    throw new Malformed(
      `an answer of service ${parameters.toString('hex', 5, 7)} to ${functionGroup}/${subfunction}`,
    );
  }
  const word = parameters.readUInt16BE(10);
  if (word !== 0) return { failure: failureOfWord(word) };
  if (data.length < 4) throw new Malformed('userdata without a data header');
  const returnCode = data.readUInt8(0);
  if (returnCode !== 0xff) return { failure: failureOfReturnCode(returnCode) };
  const length = data.readUInt16BE(2);
  if (length + 4 > data.length) throw new Malformed(`userdata of ${length} bytes in ${data.length - 4}`);
  return {
    failure: null,
    sequence: parameters.readUInt8(7),
    last: parameters[9] === 0,
    content: data.subarray(4, 4 + length),
  };
}

/** Puts fragments together, bounded in number and size. */
export class Fragments {
  readonly #parts: Buffer[] = [];
  #bytes = 0;

  /** Throws `Malformed` where the answer grows beyond its bounds or stops making progress. */
  add(content: Buffer, last: boolean): void {
    this.#bytes += content.length;
    this.#parts.push(content);
    if (this.#bytes > maxBytes) throw new Malformed(`userdata answer of more than ${maxBytes} bytes`);
    if (this.#parts.length > maxFragments || (content.length === 0 && !last)) {
      throw new Malformed('userdata answer without an end');
    }
  }

  whole(): Buffer {
    return Buffer.concat(this.#parts);
  }
}
