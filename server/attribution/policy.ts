import type { Statement } from '@witnessmark/shared/facts';

/** What a site decides about attribution. Read from a reviewed file; its digest stands in every judgement. */
export interface AttributionPolicy {
  /** SHA-256 (hex) of the file. */
  readonly digest: string;
  /**
   * Whose records can prove who wrote: for each kind of witness the authenticities that count. A kind that is not
   * listed proves nothing by itself. Unauthenticated records never count, whatever is written here.
   */
  readonly authentic: Readonly<Record<string, readonly Statement['authenticity'][]>>;
  /** After the end of a session its work may still be read as its own for this long, in milliseconds. */
  readonly sessionGraceMs: number;
  /**
   * A record proves what lies inside a window; its time, widened by its clock error, may reach over the window's
   * edges by at most this, in milliseconds. At 0 only what surely lies inside proves.
   */
  readonly edgeToleranceMs: number;
}

/** What sort of work a change is; policy says what each sort needs. */
export const changeClasses = ['engineering', 'operator', 'load', 'effect', 'commissioning'] as const;
export type ChangeClass = (typeof changeClasses)[number];

/**
 * How a class leaves the inbox. `each`: somebody judges every single change. `shift`: recorded, counted, and signed
 * off a shift at a time as a set. `cause`: with the change it follows from. `phase`: with the baseline that ends the
 * commissioning.
 */
export type Judged = 'each' | 'shift' | 'cause' | 'phase';

/** Items that operators adjust as part of their work. */
export interface OperatorItems {
  /** Named beside whatever it takes out of the inbox. */
  readonly name: string;
  /** Globs over asset ids; every asset where null. */
  readonly assets: readonly string[] | null;
  /** Globs over item paths. */
  readonly items: readonly string[];
  /** Globs over member names; every member where null. */
  readonly members: readonly string[] | null;
  /** `own`: the range that the controller itself gives for the value. */
  readonly limits:
    | 'own'
    | { readonly low: number; readonly high: number }
    | { readonly oneOf: readonly string[] };
  /** The usual paths, in the words of `AccessPath.id`. */
  readonly by: readonly string[];
  /** True where the site takes a change for an operator's also when nobody saw by which path it came. */
  readonly alsoUnseen: boolean;
}

/** Policy as a whole: who counts as proof, and what each sort of change needs. */
export interface SitePolicy extends AttributionPolicy {
  readonly judged: Readonly<Record<ChangeClass, Judged>>;
  readonly operator: readonly OperatorItems[];
  /** `shift`: operator changes are shown by their shift alone, without names. */
  readonly operatorNames: 'shown' | 'shift';
}
