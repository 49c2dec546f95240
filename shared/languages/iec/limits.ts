/** What one file may cost; beyond `characters` or `lexemes` it is refused whole, beyond the others a part is kept verbatim. */
export interface IecLimits {
  readonly characters: number;
  readonly lexemes: number;
  /** Statements in statements, and brackets in brackets. */
  readonly depth: number;
  /** Problems and verbatim parts that are kept one by one; the rest of the file is then one verbatim part. */
  readonly faults: number;
  /** Noises that are kept one by one; beyond it they are counted. */
  readonly noises: number;
}

export const iecLimits: IecLimits = {
  characters: 32 * 1024 * 1024,
  lexemes: 2_000_000,
  depth: 100,
  faults: 2_000,
  noises: 50_000,
};
