import type { Elementary } from './elementary.ts';

/** A declared type before it has an address. */
export type DeclaredType =
  | { readonly kind: 'elementary'; readonly elementary: Elementary }
  /** STRING[length] or, `wide`, WSTRING[length]; length in characters. */
  | { readonly kind: 'string'; readonly wide: boolean; readonly length: number }
  | { readonly kind: 'struct'; readonly fields: readonly Field[] }
  | { readonly kind: 'array'; readonly bounds: readonly Bounds[]; readonly of: DeclaredType }
  /** A user-defined type, looked up by `typeKey`. */
  | { readonly kind: 'named'; readonly name: string };

export interface Bounds {
  readonly low: number;
  readonly high: number;
}

export interface Field {
  readonly name: string;
  readonly type: DeclaredType;
  readonly at: Place;
}

/** Where in which file something was declared. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

export interface BlockDeclaration {
  /** As declared, without quotes: `Recipes`, `DB 20`. */
  readonly name: string;
  readonly type: DeclaredType;
  readonly optimised: boolean;
  readonly at: Place;
}

/** What a set of declaration files declares; user-defined types by `typeKey`. */
export interface Declarations {
  readonly types: ReadonlyMap<string, { readonly type: DeclaredType; readonly at: Place }>;
  readonly blocks: readonly BlockDeclaration[];
}

/** Names of types and blocks are told apart without case, quotes and blanks, as the engineering tools do. */
export function typeKey(name: string): string {
  return name.replaceAll(/[\s"]/g, '').toUpperCase();
}
