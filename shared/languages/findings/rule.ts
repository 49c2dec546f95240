import type { Difference } from '../compare/index.ts';
import type { Source } from '../model/index.ts';

/** What a rule looks at: both versions, and how they differ. */
export interface Evidence {
  readonly old: Source;
  readonly new: Source;
  readonly differences: readonly Difference[];
}

/** What a rule found. */
export interface Found {
  /** One plain phrase without where it is: `timer preset of T_Eject 3 s → 5 s`. */
  readonly says: string;
  /** The difference that it is found in. */
  readonly difference: Difference;
}

/** Two versions in words of structured text or of rungs, for the list of rules and its tests. */
export interface Example {
  readonly old: string;
  readonly new: string;
}

/**
 * A rule of what a change does to the machine. It fires on what stands in the source and never on what might be
 * meant by it; the same two versions always give the same findings.
 */
export interface Rule {
  readonly id: string;
  /** When it fires, in one or two sentences for the list of rules. */
  readonly words: string;
  readonly fires: Example;
  /** Looks like it and is none. */
  readonly quiet: Example;
  readonly look: (evidence: Evidence) => readonly Found[];
}
