import type { Statement } from '@witnessmark/shared/facts';
import type { Kind } from '@witnessmark/shared/items';
import type { Interval, Moment, PartName } from './question.ts';

/**
 * Everything that is known around a change when it is judged. Collected by who asks; nothing here is a judgement
 * yet, and no order within a list means anything.
 */
export interface Evidence {
  readonly records: readonly WitnessRecord[];
  /** Proven life of witnesses: outside of these intervals a silent witness proves nothing. */
  readonly watches: readonly Watch[];
  readonly paths: readonly AccessPath[];
  readonly sessions: readonly SessionEvidence[];
  readonly claims: readonly Claim[];
  /** Parts that follow from something else by proof (a block download, a restart, a load), with that proof. */
  readonly causes: readonly Cause[];
  /** There is more than anybody looks at, so that none of it is here: nobody can be named. */
  readonly tooMuch?: true;
}

/** A statement as the log has it, its identities resolved by the registry as of the moment it speaks of. */
export interface WitnessRecord {
  /** Position in the log: how reasons refer to it. */
  readonly ref: number;
  readonly witness: string;
  readonly witnessKind: string;
  readonly act: Statement['act'];
  readonly authenticity: Statement['authenticity'];
  readonly reach: Statement['reach'];
  /** When it happened by the record, on the site's scale, before its clock error is applied. */
  readonly when: Interval;
  /** Bound of the clock error in milliseconds; null where unknown. */
  readonly clockErrorMs: number | null;
  readonly identities: readonly ResolvedIdentity[];
  /** The way it came, in the words of `AccessPath.id`; null where the record does not say. */
  readonly path: string | null;
  /** Where it came from, as the id of the station's or the address's identity. */
  readonly station: string | null;
  /**
   * The witness's own count of its records, where it has one that cannot run back: of two records of one witness
   * it tells the later one, whatever the clock did. Null where there is none.
   */
  readonly order: number | null;
  /** How many were seen at once on the path, where the record is such a count; else null. */
  readonly count: number | null;
  /** Empty: it says nothing of which items. */
  readonly touches: readonly Touch[];
}

export interface Touch extends PartName {
  readonly old: string | null;
  /** Value text, or `sha256:<hex>` of written content; null where the record does not tell it. */
  readonly new: string | null;
}

/** What the registry makes of an identity at the time of the record. */
export interface ResolvedIdentity {
  /** Random id of the identity; the name itself rests in the vault. */
  readonly id: string;
  readonly scheme: Statement['identities'][number]['scheme'];
  readonly resolves:
    | { readonly to: 'person'; readonly person: string }
    | { readonly to: 'system'; readonly system: string }
    /** Several people use it: by itself it names nobody. */
    | { readonly to: 'shared'; readonly people: readonly string[] }
    | { readonly to: 'unknown' };
}

/** A witness was proven alive, without a break, over an interval, on the path it watches. */
export interface Watch {
  readonly witness: string;
  readonly witnessKind: string;
  /** Of the statement that says so: policy decides on it as on a record. */
  readonly authenticity: Statement['authenticity'];
  readonly path: string;
  readonly during: Interval;
  /** Bound of the clock error of both ends in milliseconds; where it is unknown the watch proves nothing. */
  readonly clockErrorMs: number | null;
}

/** A way by which items of the asset can be written, as declared by a person who knows the plant. */
export interface AccessPath {
  /** Word of the site, e.g. `opcua`, `panel`, `scada`, `mes`, `programming-device`. */
  readonly id: string;
  readonly kinds: readonly Kind[];
  /** Only these items, as globs over item paths; every item of the kinds where null. */
  readonly items: readonly string[] | null;
  /** Any of these witnesses, alive, watches the path. */
  readonly witnesses: readonly string[];
  /** Intervals over which it was technically closed, as somebody answers for it. */
  readonly closed: readonly { readonly during: Interval; readonly how: string }[];
}

/** An engineer session, as far as it matters around the change. */
export interface SessionEvidence {
  readonly id: string;
  readonly person: string;
  /** Started and not ended yet: `to` is null. */
  readonly from: Moment;
  readonly to: Moment | null;
  /** False where policy asked for an approval that nobody gave: it names nobody. */
  readonly approved: boolean;
  readonly breakGlass: boolean;
  /** True where the asset is one of the session's. */
  readonly inScope: boolean;
  /** Kinds of change that were declared; a change of another kind is outside its scope. */
  readonly kinds: readonly Kind[];
}

/** A person says "mine"; a second one confirms or disputes. */
export interface Claim {
  readonly ref: number;
  readonly part: PartName | null;
  readonly person: string;
  readonly confirmedBy: string | null;
  readonly disputedBy: string | null;
}

export interface Cause {
  readonly part: PartName;
  readonly rule: 'block-download' | 'checksum-of-blocks' | 'restart' | 'recipe-load' | 'own-restore';
  /** Change the cause is part of, and the part; null where the cause is no change (a restart). */
  readonly cause: { readonly change: string; readonly part: PartName } | null;
  /** What proves it, as the position of the event that records it. */
  readonly ref: number;
  /** For a load: the record of who loaded is looked for among the records that touch the recipe. */
  readonly recipe: string | null;
  /** When it happened, where that is known more narrowly than the window of the part. */
  readonly when?: Interval;
}
