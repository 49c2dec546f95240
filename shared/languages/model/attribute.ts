export interface Attribute {
  readonly name: string;
  readonly value: string;
  /** What is compared where the language ignores the case of `value`; else `value` is. */
  readonly key?: string;
}
