import type { Kind } from '@witnessmark/shared/items';
import type { Attribution } from './attribution.ts';
import type { SessionEvidence } from './evidence.ts';
import type { AttributionPolicy } from './policy.ts';
import type { Part } from './question.ts';
import { type SessionView, sessionsAround } from './sessions.ts';

/**
 * A change against what was declared. `undecided`: it can have been work of a session and something else as well.
 * `with-cause`: it follows from another change, and is what that one is.
 */
export interface Planned {
  readonly state: 'planned' | 'unplanned' | 'outside-scope' | 'undecided' | 'with-cause';
  /** Sessions it belongs or may belong to. */
  readonly sessions: readonly string[];
}

/** What a part is against the engineer sessions around it. Whoever is named decides whose sessions count. */
export function plannedAs(
  part: Part,
  attribution: Attribution,
  sessions: readonly SessionEvidence[],
  policy: AttributionPolicy,
): Planned {
  const { actor, verdict } = attribution;
  if (verdict === 'witnessed' && (actor.kind === 'effect' || actor.kind === 'restart'))
    return { state: 'with-cause', sessions: [] };
  const window = { from: part.lastClean ?? Number.NEGATIVE_INFINITY, to: part.firstDirty };
  const open = sessionsAround(sessions, part, window, policy).here.filter(({ names }) => names);
  if (open.length === 0) return { state: 'unplanned', sessions: [] };
  // A name decides whose sessions count; without one nobody can say.
  if (verdict === 'ambiguous' || verdict === 'unattributed' || actor.kind === 'unknown')
    return { state: 'undecided', sessions: idsOf(open) };
  const own = open.filter(({ session }) => actor.kind === 'person' && session.person === actor.person);
  const named = own.filter(({ session }) => session.id === attribution.session);
  return ofSessions(named.length > 0 ? named : own);
}

function ofSessions(views: readonly SessionView[]): Planned {
  if (views.length === 0) return { state: 'unplanned', sessions: [] };
  const ofKind = views.filter(view => view.ofKind);
  return ofKind.length > 0
    ? { state: 'planned', sessions: idsOf(ofKind) }
    : { state: 'outside-scope', sessions: idsOf(views) };
}

function idsOf(views: readonly SessionView[]): string[] {
  return views.map(({ session }) => session.id);
}

/** What was declared: each asset with each kind. */
export interface Declared {
  readonly assets: readonly string[];
  readonly kinds: readonly Kind[];
}

/** Declared work of which nothing was seen: a plan that was not done, or not where it was meant. */
export function notDone(
  { assets, kinds }: Declared,
  done: readonly { readonly asset: string; readonly kind: Kind }[],
): { readonly asset: string; readonly kind: Kind }[] {
  const seen = new Set(done.map(({ asset, kind }) => `${kind} ${asset}`));
  return assets.flatMap(asset =>
    kinds.filter(kind => !seen.has(`${kind} ${asset}`)).map(kind => ({ asset, kind })),
  );
}
