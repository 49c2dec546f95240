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
