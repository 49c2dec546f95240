/** One row of the error table. */
export interface ErrorEntry {
  /** HTTP status where the failure reaches a caller over HTTP. */
  readonly status: number;
  /** What happened, as the second half of a sentence, without a full stop. */
  readonly happened: string;
  /** What to do next: one or two sentences. */
  readonly remedy: string;
}

/** Keeps the keys as literal types while checking each row. */
export function errorEntries<Code extends string>(
  entries: Record<Code, ErrorEntry>,
): Record<Code, ErrorEntry> {
  return entries;
}
