import type { Actor, Reach } from './attribution.ts';
import type { ResolvedIdentity, WitnessRecord } from './evidence.ts';

/** Whom a record names by itself, and how far that goes. */
export interface Named {
  readonly actor: Actor;
  readonly reach: Reach;
  /** Account or station the trail ends at. */
  readonly identity: string | null;
  /** Of an account that several people use: these. */
  readonly users: readonly string[];
  /** Whom the registry says the station or the address belongs to. That names nobody: it can be lent. */
  readonly owners: readonly string[];
  /** Stations and addresses it came from. */
  readonly places: readonly string[];
  /** Equal where two records name the same, as far as each goes. */
  readonly key: string;
  /** The record's own identities belong to different people. */
  readonly contradictory: boolean;
}

const accounts: ReadonlySet<ResolvedIdentity['scheme']> = new Set([
  'opcua-user',
  'windows-account',
  'device-account',
  'badge',
  'person',
]);

export function namedBy(record: WitnessRecord): Named {
  const byAccount = record.identities.filter(({ scheme }) => accounts.has(scheme));
  const certificates = record.identities.filter(({ scheme }) => scheme === 'certificate');
  // Beside an account a certificate is the program's or the machine's: a laptop that is lent keeps it.
  const deciding = byAccount.length > 0 ? byAccount : certificates;
  const atPlace = record.identities.filter(identity => !deciding.includes(identity));
  const places = sorted([
    ...atPlace.map(({ id }) => id),
    ...(record.station === null ? [] : [record.station]),
  ]);
  const around = { owners: peopleOf(atPlace), places };
  const reaches = record.reach === 'person' || record.reach === 'account';
  return deciding.length > 0 && reaches
    ? { ...byIdentities(deciding), ...around }
    : { ...byPlace(record, places), ...around };
}

type ByIdentity = Omit<Named, 'owners' | 'places'>;

function byIdentities(deciding: readonly ResolvedIdentity[]): ByIdentity {
  const people = peopleOf(deciding);
  const [person] = people;
  const shared = deciding.flatMap(({ resolves }) => (resolves.to === 'shared' ? [resolves.people] : []));
  const identity = sorted(deciding.map(({ id }) => id)).at(0) ?? null;
  const foreign = person !== undefined && shared.some(users => !users.includes(person));
  if (person !== undefined && people.length === 1 && !foreign) {
    const actor = { kind: 'person', person } as const;
    return { actor, reach: 'person', identity, users: [], key: `person:${person}`, contradictory: false };
  }
  const account = { reach: 'account', identity } as const;
  const systems = sorted(
    deciding.flatMap(({ resolves }) => (resolves.to === 'system' ? [resolves.system] : [])),
  );
  const [system] = systems;
  if (people.length === 0 && shared.length === 0 && system !== undefined && systems.length === 1) {
    const actor = { kind: 'system', system } as const;
    return { actor, ...account, users: [], key: `system:${system}`, contradictory: false };
  }
  const [first = [], ...more] = shared;
  const users = sorted(first.filter(user => more.every(others => others.includes(user))));
  return {
    actor: { kind: 'unknown' },
    ...account,
    users,
    key: `account:${identity}`,
    contradictory: people.length > 1 || foreign,
  };
}

function byPlace(record: WitnessRecord, places: readonly string[]): ByIdentity {
  const nobody = { actor: { kind: 'unknown' }, users: [], contradictory: false } as const;
  const station = record.station ?? places[0];
  const reach = record.reach === 'path' || record.reach === 'nothing' ? record.reach : 'station';
  if (station !== undefined && reach === 'station')
    return { ...nobody, reach, identity: station, key: `station:${station}` };
  if (record.path !== null && reach !== 'nothing')
    return { ...nobody, reach: 'path', identity: null, key: `path:${record.path}` };
  return { ...nobody, reach: 'nothing', identity: null, key: `nobody:${record.witness}` };
}

function peopleOf(identities: readonly ResolvedIdentity[]): string[] {
  return sorted(identities.flatMap(({ resolves }) => (resolves.to === 'person' ? [resolves.person] : [])));
}

function sorted(ids: readonly string[]): string[] {
  return [...new Set(ids)].sort();
}
