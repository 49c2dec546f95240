import type { TypeLookup } from './match.ts';
import type { DeclaredMember, NameSource, SourceBlock } from './source.ts';

/** One file names are taken from. */
export interface NameFile {
  readonly path: string;
  readonly source: NameSource;
}

/** One name for something, and the files that say it, by their index in the book. */
export interface NameCandidate {
  /** As a statement writes it: `"Start_Button"`, `"Limits".Force`, `#Preset`. */
  readonly text: string;
  readonly type: string | null;
  readonly comment: string | null;
  readonly files: readonly number[];
}

/** A block of a source, with the file that declares it. */
export interface DeclaredBlock {
  readonly block: SourceBlock;
  readonly file: number;
}

/** Names that contradict each other are all kept, up to this many; declarations of one block likewise. */
const mostCandidates = 8;
const mostDeclarations = 32;

/**
 * What all files of an asset name, put together. Where two files give one address different names both are
 * kept; which is right is not decided here.
 */
export class NameBook implements TypeLookup {
  readonly files: readonly NameFile[];
  readonly #names = new Map<string, NameCandidate[]>();
  /** Blocks by their kind and what they are called, in lower case as symbols are compared; null for several. */
  readonly #called = new Map<string, string | null>();
  readonly #members = new Map<string, readonly DeclaredMember[] | null>();
  readonly #blocks = new Map<string, DeclaredBlock[]>();
  /** Blocks no file gives a number, by name. */
  readonly #unnumbered = new Map<string, DeclaredBlock[]>();

  constructor(files: readonly NameFile[]) {
    this.files = files;
    for (const [file, { source }] of files.entries()) {
      for (const { address, name, type, comment } of source.symbols)
        this.#name(address, name, type, comment, file);
      for (const { type, number, name, title } of source.blocks)
        if (number !== null && name !== null) this.#name(`${type} ${number}`, name, null, title, file);
    }
    for (const [file, { source }] of files.entries())
      for (const block of source.blocks) this.#declare({ block, file });
  }

  /** What an address or block in international mnemonics is called; more than one where files contradict each other. */
  namesOf(address: string): readonly NameCandidate[] {
    return this.#names.get(address) ?? [];
  }

  /** Addresses and blocks with more than one name, in no order that matters. */
  conflicts(): { readonly operand: string; readonly candidates: readonly NameCandidate[] }[] {
    return [...this.#names].flatMap(([operand, candidates]) =>
      candidates.length > 1 ? [{ operand, candidates }] : [],
    );
  }

  /** Blocks declared under this address, `FB 10`. */
  declared(address: string): readonly DeclaredBlock[] {
    return this.#blocks.get(address) ?? [];
  }

  blockOf(written: string): string | null {
    const stated = /^(OB|FC|FB|SFC|SFB|DB|UDT) (\d{1,5})$/.exec(written);
    if (stated !== null) return written;
    return this.#addressCalled(written.replaceAll('"', ''), ['FB', 'SFB']);
  }

  membersOf(written: string): readonly DeclaredMember[] | null {
    const known = this.#members.get(written);
    if (known !== undefined) return known;
    const members = this.#findMembers(written);
    this.#members.set(written, members);
    return members;
  }

  #findMembers(written: string): readonly DeclaredMember[] | null {
    const bare = written.replaceAll('"', '');
    const address = /^(?:UDT|FB|SFB) \d+$/.test(written) ? written : this.#addressCalled(bare, ['UDT', 'FB']);
    const found = [
      ...(address === null ? [] : this.declared(address)),
      ...(this.#unnumbered.get(bare.toLowerCase()) ?? []),
    ].filter(({ block }) => block.type === 'UDT' || block.type === 'FB');
    const [first, ...others] = found.map(({ block }) => block.members);
    if (first === undefined) return null;
    const text = others.length === 0 ? '' : JSON.stringify(first);
    return others.every(other => JSON.stringify(other) === text) ? first : null;
  }

  #name(address: string, name: string, type: string | null, comment: string | null, file: number): void {
    const text = `"${name}"`;
    const known = this.#names.get(address) ?? [];
    this.#names.set(address, withCandidate(known, { text, type, comment, files: [file] }));
    const key = calledKey(address.slice(0, address.indexOf(' ')), name);
    const called = this.#called.get(key);
    this.#called.set(key, called === undefined || called === address ? address : null);
  }

  #declare(declared: DeclaredBlock): void {
    const { type, number, name } = declared.block;
    const address =
      number !== null ? `${type} ${number}` : name === null ? null : this.#addressCalled(name, [type]);
    const [map, key] =
      address === null ? [this.#unnumbered, (name ?? '').toLowerCase()] : [this.#blocks, address];
    const known = map.get(key) ?? [];
    if (known.length === 0) map.set(key, known);
    if (known.length < mostDeclarations) known.push(declared);
  }

  /** Null where nothing of these kinds is called so, or two things are. */
  #addressCalled(name: string, kinds: readonly string[]): string | null {
    const found = kinds.flatMap(kind => {
      const address = this.#called.get(calledKey(kind, name));
      return address === undefined ? [] : [address];
    });
    return found.length === 1 ? (found[0] ?? null) : null;
  }
}

function calledKey(kind: string, name: string): string {
  return `${kind} ${name.toLowerCase()}`;
}

/** Adds a name, or the file that says it too. */
export function withCandidate(known: readonly NameCandidate[], more: NameCandidate): NameCandidate[] {
  const same = known.find(({ text }) => text === more.text);
  if (same === undefined) return [...known, more].slice(0, mostCandidates);
  const merged = {
    text: same.text,
    type: same.type ?? more.type,
    comment: same.comment ?? more.comment,
    files: [...new Set([...same.files, ...more.files])],
  };
  return known.map(candidate => (candidate === same ? merged : candidate));
}
