/** Who reads, as far as names go: one and the same answer reads differently to different people. */
export interface Reader {
  /** False where accounts, stations and people are shown without their names. */
  readonly named: boolean;
  /** What stands for each person; that names were looked up is logged. */
  names(
    persons: readonly string[],
  ): Promise<ReadonlyMap<string, { readonly label: string; readonly named: boolean }>>;
  /** Logs that names of accounts and stations were looked up, once a day for each. */
  looked(refs: readonly string[]): Promise<void>;
}

/** Somebody who is shown no names at all. */
export const unnamed: Reader = {
  named: false,
  names: () => Promise.resolve(new Map()),
  looked: () => Promise.resolve(),
};
