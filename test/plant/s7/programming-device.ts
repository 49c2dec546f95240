import { bodyOf, type PlantBlockType, placeOf, typeLetters } from './block-image.ts';
import type { PlantPdu } from './bytes.ts';
import { testFunction, testGroup } from './service.ts';
import { StationLink, type StationOptions } from './station-link.ts';

interface Loading {
  readonly image: Buffer;
  sent: number;
  readonly done: () => void;
}

const ownTsap = 0x0100;
const program = Buffer.from('P_PROGRAM', 'latin1');
const partHeaderBytes = 18;

/**
 * An engineer's programming device: loads blocks into a CPU, which asks for them part by part, links them, and
 * deletes them; stops, starts, resets it and forces its variables. While it is connected the CPU counts it among its programming devices.
 */
export class S7ProgrammingDevice {
  readonly #link: StationLink;
  #loading: Loading | null = null;

  constructor(options: StationOptions) {
    this.#link = new StationLink(options, { localTsap: ownTsap, type: 1 }, pdu => this.#give(pdu));
  }

  connect(): Promise<void> {
    return this.#link.connect();
  }

  /** Loads a block image and makes it run. */
  async download(image: Buffer): Promise<void> {
    await this.load(image);
    await this.insert(image);
  }

  /** Loads a block image; it does not run before it is inserted. */
  async load(image: Buffer): Promise<void> {
    const digits = (bytes: number) => String(bytes).padStart(6, '0');
    const name = Buffer.from(`_${wireName(image)}P`, 'latin1');
    const lengths = Buffer.from(`1${digits(image.length)}${digits(bodyOf(image).length)}`, 'latin1');
    const head = Buffer.from([0x1a, 0, 1, 0, 0, 0, 0, 0, name.length]);
    let done = () => {};
    const given = new Promise<void>(resolve => {
      done = resolve;
    });
    this.#loading = { image, sent: 0, done };
    try {
      await this.#link.job(Buffer.concat([head, name, Buffer.from([lengths.length]), lengths]));
      await this.#link.within(given);
    } finally {
      this.#loading = null;
    }
  }

  async insert(image: Buffer): Promise<void> {
    await this.#control('_INSE', `${wireName(image)}P`);
  }

  async delete(type: PlantBlockType, number: number): Promise<void> {
    await this.#control('_DELE', `0${typeLetters[type]}${String(number).padStart(5, '0')}B`);
  }

  /** Begins an upload and leaves it open, as a programming device does that shows a large block. */
  async holdUpload(type: PlantBlockType, number: number): Promise<void> {
    const name = Buffer.from(`_0${typeLetters[type]}${String(number).padStart(5, '0')}A`, 'latin1');
    await this.#link.job(Buffer.concat([Buffer.from([0x1d, 0, 0, 0, 0, 0, 0, 0, name.length]), name]));
  }

  /** Stops the CPU. */
  async stop(): Promise<void> {
    await this.#link.job(Buffer.concat([Buffer.from([0x29, 0, 0, 0, 0, 0, program.length]), program]));
  }

  /** Starts the CPU warm. */
  async start(): Promise<void> {
    const head = Buffer.from([0x28, 0, 0, 0, 0, 0, 0, 0xfd, 0, 0, program.length]);
    await this.#link.job(Buffer.concat([head, program]));
  }

  async memoryReset(): Promise<void> {
    await this.#link.userdata(testGroup, testFunction.memoryReset);
  }

  /** Forces variables, or ends all forces. */
  async force(on: boolean): Promise<void> {
    await this.#link.userdata(testGroup, on ? testFunction.force : testFunction.endForce);
  }

  close(): void {
    this.#link.close();
  }

  async #control(service: string, name: string): Promise<void> {
    const list = Buffer.concat([Buffer.from([1, 0]), Buffer.from(name, 'latin1')]);
    const head = Buffer.from([0x28, 0, 0, 0, 0, 0, 0, 0xfd, 0, list.length]);
    await this.#link.job(
      Buffer.concat([head, list, Buffer.from([service.length]), Buffer.from(service, 'latin1')]),
    );
  }

  #give({ parameters }: PlantPdu): { parameters: Buffer; data: Buffer } | null {
    const loading = this.#loading;
    if (loading === null) return null;
    if (parameters[0] === 0x1c) {
      setImmediate(loading.done);
      return { parameters: Buffer.from([0x1c]), data: Buffer.alloc(0) };
    }
    if (parameters[0] !== 0x1b) return null;
    const part = loading.image.subarray(loading.sent, loading.sent + this.#link.pduSize - partHeaderBytes);
    loading.sent += part.length;
    const head = Buffer.from([0, 0, 0, 0xfb]);
    head.writeUInt16BE(part.length, 0);
    const more = loading.sent < loading.image.length;
    return { parameters: Buffer.from([0x1b, more ? 1 : 0]), data: Buffer.concat([head, part]) };
  }
}

/** `0C00012` */
function wireName(image: Buffer): string {
  const place = placeOf(image);
  if (place === null) throw new Error('no block image');
  return `0${typeLetters[place.type]}${String(place.number).padStart(5, '0')}`;
}
