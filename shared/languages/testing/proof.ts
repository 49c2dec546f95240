import type { DifferenceClass } from '../compare/index.ts';

/** One kind of edit that an engineer makes, and how it has to be told: as one change and as nothing else. */
export interface Edit {
  readonly says: string;
  /** Finds where it can be made; the group `it` is what becomes something else. Flags `dgu`, and `m` where lines count. */
  readonly at: RegExp;
  readonly to: (it: string) => string;
  /** What class the one change is of. */
  readonly class: DifferenceClass;
  /** A sign or a word of the form that the model says otherwise: the change need not hold it. */
  readonly isSign?: true;
}

/** Another writing of the same. The same for the same `seed`. */
export interface Layout {
  readonly says: string;
  readonly write: (text: string, seed: number) => string;
  /** Files whose form it is not. */
  readonly notFor?: RegExp;
}

/** Where an alteration means nothing, as a reader of it has to agree. */
export type Meaningless =
  /** Counted as noise by a rule of the language, which says why; `written-by`: who wrote it is said beside the source. */
  | { readonly at: RegExp; readonly rule: string }
  /** Not even counted, and why not. */
  | { readonly at: RegExp; readonly rule: null; readonly because: string };

/** How one form of a language is shown to be read right. */
export interface Proof {
  /** As engineers call it. */
  readonly form: string;
  readonly isXml: boolean;
  /** Recorded files, below the artefacts. */
  readonly files: readonly string[];
  /** Files made for this, which hold what recorded ones lack. */
  readonly made: readonly { readonly path: string; readonly text: string }[];
  readonly edits: readonly Edit[];
  readonly layouts: readonly Layout[];
  /** `at` is looked for in the sort of place, and in the sort, a tabulator and the line it stands in. */
  readonly meaningless: readonly Meaningless[];
  /** A text in which letters of each alphabet can stand without a change of meaning: `§` is replaced. */
  readonly prose: string;
}
