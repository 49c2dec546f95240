import { type PlantPdu, pduKind, writePdu } from './bytes.ts';

const part = 0x1b;
const end = 0x1c;

/** One block on its way into the CPU, which asks for it part by part under references of its own. */
export class Download {
  readonly #name: Buffer;
  readonly #bytes: number;
  readonly #parts: Buffer[] = [];
  #asked: number = part;
  #reference = 0x6500;

  /** `name` as the client gave it; `bytes` is the announced length of the image. */
  constructor(name: Buffer, bytes: number) {
    this.#name = Buffer.from(name);
    this.#bytes = bytes;
  }

  nextJob(): Buffer {
    this.#reference += 1;
    const head = Buffer.from([this.#asked, 0, 0, 0, 0, 0, 0, 0, this.#name.length]);
    return writePdu(pduKind.job, this.#reference, Buffer.concat([head, this.#name]));
  }

  /** Takes the client's answer; gives the whole image once it has agreed that this was all. */
  answered({ reference, error, parameters, data }: PlantPdu): Buffer | 'more' {
    if (reference !== this.#reference || error !== 0 || parameters[0] !== this.#asked) {
      throw new Error('no answer to what was asked for');
    }
    if (this.#asked === end) {
      const image = Buffer.concat(this.#parts);
      if (image.length !== this.#bytes) throw new Error('not as many bytes as announced');
      return image;
    }
    if (data.length < 4 || data.readUInt16BE(0) + 4 !== data.length)
      throw new Error('a part of wrong length');
    this.#parts.push(Buffer.from(data.subarray(4)));
    if (parameters[1] === 0) this.#asked = end;
    return 'more';
  }
}
