import { WitnessError } from '@witnessmark/shared/errors';
import {
  type BlockDeclaration,
  type Bounds,
  type Declarations,
  type DeclaredType,
  type Field,
  type Place,
  typeKey,
} from './declaration.ts';
import type { Layout, Leaf } from './leaf.ts';

const maxLeaves = 20_000;
const maxBlockBytes = 65_536;
const maxNesting = 64;

/**
 * Gives every member of a standard (not optimised) data block its address: Bool by the bit, 8-bit types by
 * the byte, everything else by the word; STRUCT, ARRAY and user-defined types begin and end on a word. Two
 * placements that the manuals leave open are refused instead of guessed. Throws `s7.layout-invalid`.
 */
export function placeBlock(block: BlockDeclaration, declarations: Declarations, db: number): Layout {
  if (block.optimised) {
    throw invalid(block.at, 'the block is optimised: its members have no addresses to read by');
  }
  const placer = new Placer(declarations, db);
  placer.place(block.type, block.at, '', 0);
  return { leaves: placer.leaves, blockBytes: placer.finish(block.at) };
}

function invalid(at: Place, detail: string): WitnessError {
  return new WitnessError('s7.layout-invalid', `${at.file}:${at.line}`, detail);
}

class Placer {
  readonly leaves: Leaf[] = [];
  readonly #declarations: Declarations;
  readonly #db: number;
  /** Next free bit of the block. */
  #bits = 0;
  /** True directly after a string of odd length: whether a fill byte follows is not documented. */
  #oddString = false;

  constructor(declarations: Declarations, db: number) {
    this.#declarations = declarations;
    this.#db = db;
  }

  finish(at: Place): number {
    this.#toWord();
    const bytes = this.#bits / 8;
    if (bytes === 0) throw invalid(at, 'the block declares no members');
    return bytes;
  }

  place(type: DeclaredType, at: Place, name: string, depth: number): void {
    if (depth > maxNesting)
      throw invalid(at, `types nested more than ${maxNesting} deep, or within themselves`);
    switch (type.kind) {
      case 'elementary':
        this.#elementary(type.elementary.type, type.elementary.bytes, at, name);
        return;
      case 'string': {
        const bytes = type.wide ? 4 + 2 * type.length : 2 + type.length;
        this.#toWord();
        this.#leaf(type.wide ? 'WString' : 'String', bytes, at, name);
        this.#oddString = bytes % 2 === 1;
        return;
      }
      case 'struct':
        this.#struct(type.fields, at, name, depth);
        return;
      case 'array':
        this.#array(type, at, name, depth);
        return;
      case 'named': {
        const found = this.#declarations.types.get(typeKey(type.name));
        if (found === undefined) throw invalid(at, `the type ${type.name} is not declared in these files`);
        this.place(found.type, at, name, depth + 1);
        return;
      }
    }
  }

  #struct(fields: readonly Field[], at: Place, name: string, depth: number): void {
    if (fields.length === 0) throw invalid(at, 'a structure without members');
    this.#toWord();
    const prefix = name === '' ? '' : `${name}.`;
    for (const field of fields) this.place(field.type, field.at, `${prefix}${field.name}`, depth + 1);
    this.#toWord();
  }

  #array(type: DeclaredType & { kind: 'array' }, at: Place, name: string, depth: number): void {
    this.#toWord();
    refuseOpenRows(type, at);
    for (const index of indices(type.bounds)) {
      if (type.of.kind !== 'elementary') this.#toWord();
      this.place(type.of, at, `${name}[${index.join(',')}]`, depth + 1);
    }
    this.#toWord();
  }

  #elementary(type: Leaf['type'], bytes: number, at: Place, name: string): void {
    if (bytes > 1) {
      this.#toWord();
    } else if (this.#oddString) {
      throw invalid(at, 'a member of at most 8 bits after a string of odd length: list its address instead');
    } else if (type !== 'Bool') {
      this.#bits = Math.ceil(this.#bits / 8) * 8;
    }
    this.#leaf(type, bytes, at, name);
  }

  #leaf(type: Leaf['type'], bytes: number, at: Place, name: string): void {
    const byte = Math.floor(this.#bits / 8);
    const bit = type === 'Bool' ? this.#bits % 8 : 0;
    this.#bits += type === 'Bool' ? 1 : bytes * 8;
    if (this.#bits > maxBlockBytes * 8) throw invalid(at, `the block is longer than ${maxBlockBytes} bytes`);
    if (this.leaves.length === maxLeaves) throw invalid(at, `more than ${maxLeaves} members`);
    this.leaves.push({ name, type, area: 'DB', db: this.#db, byte, bit, bytes });
  }

  #toWord(): void {
    this.#bits = Math.ceil(this.#bits / 16) * 16;
    this.#oddString = false;
  }
}

/** Sources differ on whether each row of such an array is filled to a word. */
function refuseOpenRows(type: DeclaredType & { kind: 'array' }, at: Place): void {
  const last = type.bounds.at(-1);
  if (type.bounds.length < 2 || last === undefined || type.of.kind !== 'elementary') return;
  const bits = type.of.elementary.type === 'Bool' ? 1 : type.of.elementary.bytes * 8;
  if (((last.high - last.low + 1) * bits) % 16 === 0) return;
  throw invalid(
    at,
    'an array of several dimensions whose rows do not fill words: list its addresses instead',
  );
}

/** All indices in the order of memory: the last dimension runs fastest. */
function* indices(bounds: readonly Bounds[], head: readonly number[] = []): Generator<readonly number[]> {
  const [first, ...rest] = bounds;
  if (first === undefined) {
    yield head;
    return;
  }
  for (let index = first.low; index <= first.high; index += 1) yield* indices(rest, [...head, index]);
}
