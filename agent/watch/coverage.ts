import type { Coverage, CoverageChange, CoverageState, GapReason } from '@witnessmark/shared/facts';
import { factLimits } from '@witnessmark/shared/facts';
import { type Kind, kinds } from '@witnessmark/shared/items';
import type { Instant } from '@witnessmark/shared/time';
import { earlierInstant, laterInstant } from '../clock/index.ts';
import type { Visibility } from '../sources/index.ts';

interface KindCoverage {
  now: CoverageState | null;
  /** Where the present state begins. */
  since: Instant | null;
  /** When the last reading that spoke for the kind was requested. */
  proven: Instant | null;
  /** Readings that found the kind equal since the last digest. */
  run: { first: Instant; last: Instant; readings: number } | null;
}

/** The state of one kind as heartbeats and the status file tell it. */
export interface KindState {
  readonly kind: Kind;
  readonly now: CoverageState;
  readonly lastEqual: Instant | null;
}

/**
 * Coverage of one stream as a state machine per kind: watched, a gap with its reason, or blind. It claims
 * too little rather than too much: a gap begins where the last reading that proved anything was requested,
 * watching begins where the first one after it had arrived. Changes and digests gather until they are taken.
 */
export class CoverageLedger {
  readonly #kinds = new Map<Kind, KindCoverage>(
    kinds.map(kind => [kind, { now: null, since: null, proven: null, run: null }]),
  );
  #changes: CoverageChange[] = [];
  #held: ReadonlySet<Kind> = new Set();
  #digests: { kind: Kind; first: Instant; last: Instant; readings: number }[] = [];

  /** A stream that was watched before, and why it no longer was; `marks` are the last durable watermarks. */
  resume(marks: Iterable<readonly [Kind, Instant]>, reason: GapReason = 'agent-down'): void {
    for (const [kind, mark] of marks) this.#set(kind, { state: 'gap', reason }, mark);
  }

  /** What the source says it can see; called on each connection. */
  sees(sees: Readonly<Record<Kind, Visibility>>, at: Instant): void {
    for (const kind of kinds) {
      const sight = sees[kind];
      const entry = this.#entry(kind);
      if (!sight.sees) {
        if (entry.now?.state === 'blind' && entry.now.reason === sight.reason) continue;
        this.#close(kind);
        this.#set(kind, { state: 'blind', reason: cut(sight.reason) }, at);
      } else if (entry.now === null || entry.now.state === 'blind') {
        this.#set(kind, { state: 'gap', reason: 'starting' }, at);
      }
    }
  }

  /** A reading that spoke for the whole kind; `equal` where it found nothing changed. */
  read(kind: Kind, requestedAt: Instant, arrivedAt: Instant, equal: boolean): void {
    const entry = this.#entry(kind);
    if (entry.now?.state === 'blind') return;
    if (this.#held.has(kind)) {
      entry.proven = requestedAt;
      return;
    }
    if (entry.now?.state !== 'watched') this.#set(kind, { state: 'watched' }, arrivedAt);
    entry.proven = requestedAt;
    if (!equal) return;
    const run = entry.run;
    entry.run = { first: run?.first ?? requestedAt, last: requestedAt, readings: (run?.readings ?? 0) + 1 };
  }

  /** Kinds that stay a gap though single readings come through; none ends it. */
  hold(held: readonly Kind[]): void {
    this.#held = new Set(held);
  }

  /** From now on the kinds are not being watched, for this reason. */
  gap(reason: GapReason, at: Instant, detail?: string, of: readonly Kind[] = kinds): void {
    for (const kind of of) {
      const { now, proven } = this.#entry(kind);
      if (now?.state === 'blind') continue;
      if (now?.state === 'gap' && now.reason === reason) continue;
      this.#close(kind);
      const from = now?.state === 'watched' && proven !== null ? earlierInstant(proven, at) : at;
      const said = detail === undefined ? {} : { detail: cut(detail) };
      this.#set(kind, { state: 'gap', reason, ...said }, from);
    }
  }

  /** True where something waits to be told without the hour being over. */
  get changed(): boolean {
    return this.#changes.length > 0;
  }

  /** What is to be told now: changes with the runs they ended, and every run where `digest`. Null for nothing. */
  take(digest: boolean): Coverage | null {
    if (digest) for (const kind of kinds) this.#close(kind);
    if (this.#changes.length === 0 && this.#digests.length === 0) return null;
    const taken = { changes: this.#changes.slice(0, 64), digests: this.#digests.slice(0, 64) };
    this.#changes = this.#changes.slice(64);
    this.#digests = this.#digests.slice(64);
    return taken;
  }

  /** What `take` gave could not be stored: it is to be told again, before anything newer. */
  putBack(coverage: Coverage): void {
    this.#changes = [...coverage.changes, ...this.#changes];
    this.#digests = [...coverage.digests, ...this.#digests];
  }

  states(): KindState[] {
    const states: KindState[] = [];
    for (const kind of kinds) {
      const { now, proven } = this.#entry(kind);
      if (now !== null) states.push({ kind, now, lastEqual: proven });
    }
    return states;
  }

  #entry(kind: Kind): KindCoverage {
    const entry = this.#kinds.get(kind);
    if (entry === undefined) throw new TypeError(`no such kind: ${kind}`);
    return entry;
  }

  #set(kind: Kind, now: CoverageState, from: Instant): void {
    const entry = this.#entry(kind);
    // States follow one another: one cannot begin before the one it ends.
    const since = entry.since === null ? from : laterInstant(entry.since, from);
    entry.now = now;
    entry.since = since;
    this.#changes.push({ kind, from: since, now });
  }

  #close(kind: Kind): void {
    const entry = this.#entry(kind);
    if (entry.run === null) return;
    this.#digests.push({ kind, ...entry.run });
    entry.run = null;
  }
}

function cut(text: string): string {
  return text.length <= factLimits.textBytes ? text : text.slice(0, factLimits.textBytes);
}
