import { bodyOf, type PlantBlockType, placeOf, plantBlockTypes } from './block-image.ts';
import type { Memory } from './memory.ts';

/**
 * The blocks in a CPU. What programming devices have loaded but not linked waits aside. A data block's actual
 * values are the CPU's memory: loading the block sets them, uploading it shows them.
 */
export class PlantProgram {
  /** Called after the program became another. */
  onChange: () => void = () => undefined;
  readonly #memory: Memory;
  readonly #linked = new Map<string, Buffer>();
  readonly #waiting = new Map<string, Buffer>();

  constructor(memory: Memory) {
    this.#memory = memory;
  }

  /** Puts a block image in as if it had been loaded and linked, and gives its name. */
  put(image: Buffer): string {
    const name = this.load(image);
    if (name === null || !this.link(name)) throw new Error('no block image');
    return name;
  }

  /** Takes a block image in without making it run; null where it is none. */
  load(image: Buffer): string | null {
    const place = placeOf(image);
    if (place === null) return null;
    const name = `${place.type}${place.number}`;
    this.#waiting.set(name, Buffer.from(image));
    return name;
  }

  /** Makes a loaded block run; false where none waits. */
  link(name: string): boolean {
    const image = this.#waiting.get(name);
    if (image === undefined) return false;
    this.#waiting.delete(name);
    this.#linked.set(name, image);
    if (name.startsWith('DB')) this.#memory.dataBlocks.set(numberOf(name), Buffer.from(bodyOf(image)));
    this.onChange();
    return true;
  }

  remove(name: string): boolean {
    const was = this.#linked.delete(name);
    if (was && name.startsWith('DB')) this.#memory.dataBlocks.delete(numberOf(name));
    if (was) this.onChange();
    return was;
  }

  /** The block's image as it is now, actual values and all; undefined where there is none. */
  get(name: string): Buffer | undefined {
    const image = this.#linked.get(name);
    if (image === undefined || !name.startsWith('DB')) return image;
    const now = Buffer.from(image);
    this.#memory.dataBlocks.get(numberOf(name))?.copy(bodyOf(now));
    return now;
  }

  /** The blocks' images as they were loaded, data blocks with the values of that time. */
  loaded(): readonly Buffer[] {
    return [...this.#linked.values()].map(image => Buffer.from(image));
  }

  /** Numbers of a type's blocks, ascending. */
  numbers(type: PlantBlockType): number[] {
    const names = [...this.#linked.keys()].filter(name => typeOf(name) === type);
    return names.map(numberOf).sort((a, b) => a - b);
  }

  /** Moves with what was loaded, never with actual values; not zero. */
  checksum(): number {
    let value = 17;
    for (const type of plantBlockTypes) {
      for (const number of this.numbers(type)) {
        for (const byte of this.#linked.get(`${type}${number}`) ?? []) value = (value * 31 + byte + 1) >>> 0;
      }
    }
    return value === 0 ? 1 : value;
  }
}

function typeOf(name: string): string {
  return name.replace(/\d+$/, '');
}

function numberOf(name: string): number {
  return Number(/\d+$/.exec(name)?.[0]);
}
