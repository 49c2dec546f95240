import type { TextEncoding } from '../encoding/index.ts';
import type { Bounds, Section } from '../mc7/index.ts';

/** What kind of engineering file names were read from, as people call it. */
export type SourceForm =
  | 'STEP 7 symbol table'
  | 'TIA tag table'
  | 'AWL source'
  | 'SCL source'
  | 'TIA source'
  | 'SimaticML';

/** A symbol of a table: one absolute address or block and what the engineers call it. */
export interface NamedAddress {
  /** As international mnemonics write it: `I 0.0`, `MW 10`, `T 5`, `DB 20`. */
  readonly address: string;
  readonly name: string;
  readonly type: string | null;
  readonly comment: string | null;
}

/** The type of a member as a source writes it; a name in quotes, `UDT 7` or `FB 10` stays a name. */
export type DeclaredType =
  | { readonly kind: 'named'; readonly name: string }
  | { readonly kind: 'string'; readonly capacity: number }
  | { readonly kind: 'struct'; readonly members: readonly DeclaredMember[] }
  | { readonly kind: 'array'; readonly bounds: readonly Bounds[]; readonly element: DeclaredType };

export interface DeclaredMember {
  readonly name: string;
  readonly section: Section;
  readonly type: DeclaredType;
  readonly comment: string | null;
}

export type SourceBlockType = 'OB' | 'FC' | 'FB' | 'DB' | 'UDT';

export interface SourceNetwork {
  readonly title: string | null;
  readonly comment: string | null;
}

/** A block or data type as a source declares it. */
export interface SourceBlock {
  readonly type: SourceBlockType;
  /** Only where the source states it; a name alone is looked up in symbol tables. */
  readonly number: number | null;
  readonly name: string | null;
  readonly title: string | null;
  readonly members: readonly DeclaredMember[];
  /** What a data block is an instance of, or which type it has, instead of members of its own: `FB 10`, `"Motor"`. */
  readonly instanceOf: string | null;
  /** Empty where the language has none or the file holds none. */
  readonly networks: readonly SourceNetwork[];
}

/** Everything a file names. */
export interface NameSource {
  readonly form: SourceForm;
  readonly encoding: TextEncoding;
  /** False where the encoding is a guess: letters above ASCII may be others. */
  readonly encodingCertain: boolean;
  readonly symbols: readonly NamedAddress[];
  readonly blocks: readonly SourceBlock[];
  /** Entries of the file that were not understood. */
  readonly unread: number;
  /** The file holds more than is read of one. */
  readonly truncated: boolean;
}

/** What a reader found, before the file's encoding is put to it. */
export type FoundNames = Omit<NameSource, 'encoding' | 'encodingCertain'>;

/** Bounds of one file. */
export const nameLimits = {
  bytes: 8 * 1024 * 1024,
  symbols: 65_536,
  blocks: 4096,
  /** Members of one file together. */
  members: 200_000,
  /** Structures inside structures. */
  depth: 16,
  networks: 4096,
  name: 128,
  comment: 500,
} as const;

/** A text of a file, cut to what is shown; null for a blank one. */
export function clipped(text: string | null | undefined, longest: number): string | null {
  const line = (text ?? '').replace(/[\u0000-\u001f\u007f\s]+/g, ' ').trim();
  return line === '' ? null : line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}
