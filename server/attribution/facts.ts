import { Causes } from './causes.ts';
import { Claims } from './claims.ts';
import type { Evidence, SessionEvidence } from './evidence.ts';
import { Paths } from './paths.ts';
import { Places } from './places.ts';
import type { AttributionPolicy } from './policy.ts';
import { presences } from './presence.ts';
import type { Interval, Part } from './question.ts';
import { type KnownRecord, knownRecords, TouchIndex } from './records.ts';
import { SeenOnPaths } from './seen.ts';
import { TimeIndex } from './time-index.ts';
import { Watches } from './watches.ts';

/** The evidence, made ready to be asked. */
export class Facts {
  readonly policy: AttributionPolicy;
  readonly tooMuch: boolean;
  readonly sessions: readonly SessionEvidence[];
  readonly touches: TouchIndex;
  readonly places: Places;
  readonly paths: Paths;
  readonly seen: SeenOnPaths;
  readonly claims: Claims;
  readonly causes: Causes;
  readonly #unnamed: TimeIndex<KnownRecord>;

  /** @param time in which records are looked at: see `around`. */
  constructor(evidence: Evidence, time: Interval, policy: AttributionPolicy) {
    const records = knownRecords(evidence.records, policy);
    const present = presences(records);
    const watches = new Watches(evidence.watches, policy);
    this.policy = policy;
    this.tooMuch = evidence.tooMuch === true;
    this.sessions = evidence.sessions;
    this.touches = new TouchIndex(records);
    this.places = new Places(present, watches, time);
    this.paths = new Paths(evidence.paths, watches);
    this.seen = new SeenOnPaths(new TimeIndex(present, ({ possible }) => possible), this.paths, this.places);
    this.claims = new Claims(evidence.claims);
    this.causes = new Causes(evidence.causes);
    this.#unnamed = new TimeIndex(
      records.filter(
        ({ record, role, trust }) => role === 'wrote' && trust !== 'hint' && record.touches.length === 0,
      ),
      ({ span }) => span,
    );
  }

  /** Records of something written that do not say what. */
  unnamed(part: Part, window: Interval): readonly KnownRecord[] {
    const ways = this.paths.ways(part);
    return this.#unnamed
      .in(window)
      .filter(({ record }) => record.path === null || this.paths.canWrite(ways, record.path));
  }
}
