/** One line of BENCHMARKS.md: what was measured, against what in the same run, and what it should reach. */
export interface BenchRow {
  readonly what: string;
  readonly against: string;
  /** Ours by theirs, so that more is better. */
  readonly ratio: number;
  readonly aim: string;
  /** Whether this run reached the aim. */
  readonly met: boolean;
  /** True where missing the aim is a defect, not a matter of the machine: the whole run then fails. */
  readonly must?: boolean;
  /** The figures themselves, with units. */
  readonly detail: string;
}
