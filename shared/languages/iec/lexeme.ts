import type { Problem, Token } from '../model/index.ts';

/** A piece of source that is neither layout nor remark, with its place in the text. */
export interface Lexeme {
  readonly kind: Token['kind'] | 'pragma';
  readonly text: string;
  readonly key: string;
  readonly line: number;
  readonly from: number;
  readonly to: number;
}

/** A comment, its marks taken off and its blank space one blank. */
export interface Remark {
  readonly text: string;
  /** As it stands in the file. */
  readonly raw: string;
  readonly line: number;
  /** How many lexemes stand before it. */
  readonly before: number;
}

export interface Lexed {
  readonly lexemes: readonly Lexeme[];
  readonly remarks: readonly Remark[];
  readonly problems: readonly Problem[];
  /** What remains where a comment or a limit swallows the rest; null where all was read. */
  readonly rest: { readonly from: number; readonly line: number } | null;
}
