/** The first thing found that does not hold. */
export interface Finding {
  /** Position of the log entry; null where it belongs to none, such as a commit the log does not know. */
  readonly pos: number | null;
  readonly what: string;
}

/** Told as the check goes on; `total` may still grow. */
export interface Progress {
  readonly done: number;
  readonly total: number;
}

export interface CheckTools {
  readonly step: (done: number) => void;
  readonly signal: AbortSignal | undefined;
}

/** The one at the lowest position; what belongs to no entry comes last. */
export function firstOf(findings: readonly (Finding | null)[]): Finding | null {
  const found = findings.filter(finding => finding !== null);
  return found.reduce<Finding | null>((first, finding) => {
    if (first === null) return finding;
    return (finding.pos ?? Number.POSITIVE_INFINITY) < (first.pos ?? Number.POSITIVE_INFINITY)
      ? finding
      : first;
  }, null);
}
