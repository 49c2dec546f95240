import type { Acting } from './actors.ts';
import type { Candidate } from './attribution.ts';
import type { Effecting } from './causes.ts';
import type { PersonsClaim } from './claims.ts';
import { firstOf } from './reasons.ts';
import type { KnownRecord } from './records.ts';
import type { Seen } from './seen.ts';
import type { SessionView } from './sessions.ts';
import type { Write } from './writes.ts';

const most = 100;

/** All who can have done it, each once for each way it is known. */
export class Candidates {
  readonly #found = new Map<string, { candidate: Candidate; refs: number[] }>();

  /** Authentic records of a write that can have been it. */
  addWrite({ known, acting, telling }: Write): void {
    if (known.trust === 'proof' && telling !== 'nothing-new') this.#addRecord(acting, [known.record.ref]);
  }

  /**
   * Somebody whom an authentic record shows where it can be done. A count of connections is nobody; and whose record
   * tells what he touched is known to have touched that.
   */
  addSeen({ known, acting, refs }: Seen): void {
    if (known.trust === 'proof' && acting.identity !== null && known.record.touches.length === 0)
      this.#addRecord(acting, refs);
  }

  /** An authentic record that somebody could touch this very part. */
  addAble({ record, trust }: KnownRecord, acting: Acting): void {
    if (trust === 'proof' && acting.identity !== null) this.#addRecord(acting, [record.ref]);
  }

  addSession({ session, names }: SessionView): void {
    if (!names) return;
    const actor = { kind: 'person', person: session.person } as const;
    this.#add({ actor, reach: 'person', by: 'session', session: session.id, refs: [] }, []);
  }

  addClaim({ person, refs }: PersonsClaim): void {
    this.#add({ actor: { kind: 'person', person }, reach: 'person', by: 'claim', refs: [] }, refs);
  }

  addEffect({ actor, causes }: Effecting): void {
    this.#add(
      { actor, reach: 'nothing', by: 'cause', refs: [] },
      causes.map(({ ref }) => ref),
    );
  }

  /** A way nobody watched. It makes nothing ambiguous by itself: there has to be somebody it can be instead of. */
  addPath(path: string): void {
    this.#add({ actor: { kind: 'unknown' }, reach: 'path', by: 'path', path, refs: [] }, []);
  }

  #addRecord({ actor, reach, identity, path, perhaps }: Acting, refs: readonly number[]): void {
    if (reach === 'nothing') return;
    const trail = {
      by: 'record' as const,
      ...(identity === null ? {} : { identity }),
      ...(path === null ? {} : { path }),
    };
    this.#add({ actor, reach, ...trail, refs: [] }, refs);
    for (const person of perhaps)
      this.#add({ actor: { kind: 'person', person }, reach: 'person', ...trail, refs: [] }, refs);
  }

  #add(candidate: Candidate, refs: readonly number[]): void {
    const key = JSON.stringify([
      order.indexOf(candidate.by),
      candidate.actor,
      candidate.reach,
      candidate.session,
      candidate.identity,
      candidate.path,
    ]);
    const found = this.#found.get(key) ?? { candidate, refs: [] };
    found.refs.push(...refs);
    this.#found.set(key, found);
  }

  /** Records first, then sessions, claims, causes, and the paths nobody watched. */
  list(): Candidate[] {
    return [...this.#found]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .slice(0, most)
      .map(([, { candidate, refs }]) => ({ ...candidate, refs: firstOf(refs) }));
  }
}

const order: readonly Candidate['by'][] = ['record', 'session', 'claim', 'cause', 'path'];
