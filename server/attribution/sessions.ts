import type { SessionEvidence } from './evidence.ts';
import { meets } from './intervals.ts';
import type { AttributionPolicy } from './policy.ts';
import type { Interval, Part } from './question.ts';

/** A session of the asset that touches a part's window. */
export interface SessionView {
  readonly session: SessionEvidence;
  /** It was open over the whole window, its grace counted. */
  readonly covers: boolean;
  /** It needs its grace for that. */
  readonly inGrace: boolean;
  /** A change of this kind was declared. */
  readonly ofKind: boolean;
  /** It can be named: approved, or begun in an emergency and not reviewed yet. */
  readonly names: boolean;
}

/** Sessions that touch a window, by id; `elsewhere` are those on other assets. */
export function sessionsAround(
  sessions: readonly SessionEvidence[],
  { kind }: Pick<Part, 'kind'>,
  window: Interval,
  policy: AttributionPolicy,
): { readonly here: readonly SessionView[]; readonly elsewhere: readonly SessionEvidence[] } {
  const touching = [...sessions]
    .filter(session => meets(openWith(session, policy), window))
    .sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  return {
    here: touching
      .filter(({ inScope }) => inScope)
      .map(session => {
        const open = openWith(session, policy);
        const covers = open.from <= window.from && window.to <= open.to;
        return {
          session,
          covers,
          inGrace: covers && session.to !== null && window.to > session.to,
          ofKind: session.kinds.includes(kind),
          names: session.approved || session.breakGlass,
        };
      }),
    elsewhere: touching.filter(({ inScope }) => !inScope),
  };
}

/** When a session's work can have been done: one that has not ended lasts. */
export function openWith({ from, to }: SessionEvidence, { sessionGraceMs }: AttributionPolicy): Interval {
  return { from, to: to === null ? Number.POSITIVE_INFINITY : to + sessionGraceMs };
}
