import type { Actor, Reach } from './attribution.ts';
import type { Places } from './places.ts';
import type { KnownRecord } from './records.ts';

/** Whom a record names, with what other witnesses add. */
export interface Acting {
  readonly actor: Actor;
  readonly reach: Reach;
  readonly identity: string | null;
  readonly station: string | null;
  readonly path: string | null;
  /** Equal where two records name the same. */
  readonly key: string;
  /** Records of other witnesses that placed the person. */
  readonly placedBy: readonly number[];
  /** Users of the account who were seen at the place, without it being sure. */
  readonly perhaps: readonly string[];
}

/** A shared account becomes a person where another witness places exactly one of its users there, and never else. */
export function actingIn(known: KnownRecord, places: Places): Acting {
  const { record, named } = known;
  const acting: Acting = {
    actor: named.actor,
    reach: named.reach,
    identity: named.identity,
    station: record.station ?? named.places[0] ?? null,
    path: record.path,
    key: named.key,
    placedBy: [],
    perhaps: [],
  };
  if (named.users.length === 0 || named.contradictory) return acting;
  const placed = places.at(known);
  if (placed.placed === 'none') return acting;
  if (placed.placed === 'perhaps')
    return { ...acting, perhaps: placed.people.filter(person => named.users.includes(person)) };
  if (!named.users.includes(placed.person)) return acting;
  const actor = { kind: 'person', person: placed.person } as const;
  return { ...acting, actor, reach: 'person', key: `person:${placed.person}`, placedBy: placed.refs };
}
