import {
  bitsOf,
  type Instruction,
  interfaceLines,
  type Member,
  MemberPlaces,
  type MemberStep,
  type ReadBlock,
  type Reference,
  referencesOf,
  sharedData,
  simpleBits,
} from '../mc7/index.ts';
import { type NameBook, type NameCandidate, withCandidate } from './book.ts';
import { type MemberNames, matchMembers } from './match.ts';
import type { SourceNetwork } from './source.ts';

/** What one operand, variable or network is called. More than one candidate: the files contradict each other. */
export interface Named {
  /** What is named, as the listing writes it: `I 0.0`, `DB 20 byte 16.0`, `network 2`. */
  readonly operand: string;
  readonly candidates: readonly NameCandidate[];
}

/** What became of one file's declaration of a block. */
export interface NameVerdict {
  /** By its index in the book. */
  readonly file: number;
  readonly block: string;
  readonly used: boolean;
  /** Why not, or what of it was left out. */
  readonly says: string | null;
}

interface Match {
  readonly file: number;
  readonly members: readonly (MemberNames | null)[];
  readonly networks: readonly SourceNetwork[];
}

/** The names for one block of a controller: of its operands, variables and networks. */
export class NamedBlock {
  readonly verdicts: readonly NameVerdict[];
  readonly #read: ReadBlock;
  readonly #book: NameBook;
  readonly #matches: readonly Match[];
  readonly #references: ReadonlyMap<number, Reference>;
  readonly #dataBlocks: ReadonlyMap<number, ReadBlock>;
  readonly #others = new Map<number, NamedBlock>();
  #places: MemberPlaces | null = null;
  #variables: readonly (Named | null)[] | null = null;

  /** `dataBlocks` are those of the controller that `openedBlocks` tells; of others no member is named. */
  constructor(read: ReadBlock, book: NameBook, dataBlocks: ReadonlyMap<number, ReadBlock>) {
    this.#read = read;
    this.#book = book;
    this.#dataBlocks = dataBlocks;
    this.#references = referencesOf(read);
    const { matches, verdicts } = matchesOf(read, book);
    this.#matches = matches;
    this.verdicts = verdicts;
  }

  /** What the block itself is called. */
  get names(): readonly NameCandidate[] {
    return this.#book.namesOf(addressOf(this.#read));
  }

  /** Names and verdicts of the data blocks its code opens are among these. */
  allVerdicts(): NameVerdict[] {
    return [...this.verdicts, ...[...this.#others.values()].flatMap(({ verdicts }) => verdicts)];
  }

  statement(instruction: Instruction): Named | null {
    const reference = this.#references.get(instruction.at);
    return reference === undefined ? null : this.#named(reference);
  }

  /** By its index among `interfaceLines`. */
  variable(index: number): Named | null {
    this.#variables ??= this.#nameVariables();
    return this.#variables[index] ?? null;
  }

  /** A network by its number, from 1. */
  network(number: number): Named | null {
    let candidates: NameCandidate[] = [];
    for (const { file, networks } of this.#matches) {
      const network = networks[number - 1];
      const text = network?.title ?? network?.comment ?? null;
      if (text === null) continue;
      const comment = network?.title === null ? null : (network?.comment ?? null);
      candidates = withCandidate(candidates, { text, type: null, comment, files: [file] });
    }
    return candidates.length === 0 ? null : { operand: `network ${number}`, candidates };
  }

  /** The value of a data block that begins at a bit, of so many bits. */
  valueAt(at: number, bits: number): readonly NameCandidate[] {
    return this.#member('data', at, bits, '');
  }

  /** The value of a data block whose place, `12.0`, and type a difference gives. */
  value(address: string, type: string): Named | null {
    const [byte = 0, bit = 0] = address.split('.').map(Number);
    const capacity = /^STRING \[(\d+)\]$/.exec(type)?.[1];
    const bits =
      capacity === undefined ? simpleBits(type) : bitsOf({ kind: 'string', capacity: Number(capacity) });
    return bits === null ? null : some(address, this.valueAt(byte * 8 + bit, bits));
  }

  #named(reference: Reference): Named | null {
    switch (reference.kind) {
      case 'absolute':
        return some(reference.address, this.#book.namesOf(reference.address));
      case 'data': {
        const operand = `DB ${reference.block} byte ${placeText(reference.at)}`;
        return some(operand, this.#inDataBlock(reference.block, reference.at, reference.bits));
      }
      case 'instance':
        return some(
          `byte ${placeText(reference.at)}`,
          this.#member('data', reference.at, reference.bits, '#'),
        );
      case 'local':
        return some(
          `local byte ${placeText(reference.at)}`,
          this.#member('local', reference.at, reference.bits, '#'),
        );
      case 'parameter':
        return some('parameter', this.#byWay([{ kind: 'member', index: reference.member }], '#'));
    }
  }

  #inDataBlock(number: number, at: number, bits: number): readonly NameCandidate[] {
    const read = this.#dataBlocks.get(number);
    if (read === undefined) return [];
    const known = this.#others.get(number) ?? new NamedBlock(read, this.#book, new Map());
    this.#others.set(number, known);
    const [called, other] = known.names;
    const block = called !== undefined && other === undefined ? called.text : `DB${number}`;
    return known.valueAt(at, bits).map(candidate => ({ ...candidate, text: `${block}.${candidate.text}` }));
  }

  #member(area: 'data' | 'local', at: number, bits: number, mark: string): readonly NameCandidate[] {
    this.#places ??= new MemberPlaces(this.#read.declaration?.members ?? [], this.#read.block.type);
    const way = this.#places.at(area, at, bits);
    return way === null ? [] : this.#byWay(way, mark);
  }

  #byWay(way: readonly MemberStep[], mark: string): readonly NameCandidate[] {
    let candidates: NameCandidate[] = [];
    for (const { file, members } of this.#matches) {
      const found = textOfWay(way, members);
      if (found === null) continue;
      const { text, comment } = found;
      candidates = withCandidate(candidates, { text: `${mark}${text}`, type: null, comment, files: [file] });
    }
    return candidates;
  }

  /** In the order of the declaration's lines: a member, then those inside it. */
  #nameVariables(): readonly (Named | null)[] {
    const { declaration, block } = this.#read;
    if (declaration === null) return [];
    const ways = waysOf(declaration.members);
    return interfaceLines(declaration, block.type).map(({ place }, index) =>
      some(place, this.#byWay(ways[index] ?? [], '')),
    );
  }
}

/** Numbers of the data blocks a block's code refers to, at most `most`. */
export function openedBlocks(read: ReadBlock, most: number): number[] {
  const numbers = new Set<number>();
  for (const reference of referencesOf(read).values()) {
    if (reference.kind === 'data' && numbers.size < most) numbers.add(reference.block);
  }
  return [...numbers];
}

function matchesOf(read: ReadBlock, book: NameBook): { matches: Match[]; verdicts: NameVerdict[] } {
  const matches: Match[] = [];
  const verdicts: NameVerdict[] = [];
  const { block, declaration } = read;
  const isInstance = block.type === 'DB' && declaration !== null && declaration.kind !== sharedData;
  const addresses = [addressOf(read), ...(isInstance ? [`FB ${declaration.number}`] : [])];
  for (const [index, address] of addresses.entries()) {
    for (const { block: source, file } of book.declared(address)) {
      const name = source.name === null ? address : `${address} "${source.name}"`;
      const match =
        declaration === null
          ? ({ state: 'differs', why: 'the controller’s block has no declaration' } as const)
          : matchMembers(source, declaration, isInstance, book);
      if (match.state === 'differs') {
        verdicts.push({ file, block: name, used: false, says: `interface differs: ${match.why}` });
        continue;
      }
      const agree = index === 0 && source.networks.length === read.networks.length;
      matches.push({ file, members: match.members, networks: agree ? source.networks : [] });
      const titled =
        index === 0 && source.networks.some(({ title, comment }) => title !== null || comment !== null);
      const leftOut =
        titled && !agree
          ? `titles of networks are not used: ${source.networks.length} in the file, ${read.networks.length} in the controller`
          : null;
      verdicts.push({ file, block: name, used: true, says: leftOut });
    }
  }
  return { matches, verdicts };
}

function addressOf({ block }: ReadBlock): string {
  return `${block.type ?? 'block'} ${block.number}`;
}

function some(operand: string, candidates: readonly NameCandidate[]): Named | null {
  return candidates.length === 0 ? null : { operand, candidates };
}

/** `Motor[3].Speed`; null where a member on the way has no name. */
function textOfWay(
  way: readonly MemberStep[],
  members: readonly (MemberNames | null)[],
): { text: string; comment: string | null } | null {
  let text = '';
  let inside: readonly (MemberNames | null)[] = members;
  let comment: string | null = null;
  for (const step of way) {
    if (step.kind === 'element') {
      text += `[${step.indices.join(', ')}]`;
      continue;
    }
    const member = inside[step.index];
    if (member === undefined || member === null) return null;
    text += text === '' ? member.name : `.${member.name}`;
    comment = member.comment;
    inside = member.members;
  }
  return text === '' ? null : { text, comment };
}

/** The way to each line of an interface, in their order. */
function waysOf(members: readonly Member[], before: readonly MemberStep[] = []): MemberStep[][] {
  return members.flatMap(({ type }, index) => {
    const way: MemberStep[] = [...before, { kind: 'member', index }];
    let inner = type;
    while (inner.kind === 'array') inner = inner.element;
    const below = inner.kind === 'struct' || inner.kind === 'instance' ? waysOf(inner.members, way) : [];
    return [way, ...below];
  });
}

function placeText(at: number): string {
  return `${Math.floor(at / 8)}.${at % 8}`;
}
