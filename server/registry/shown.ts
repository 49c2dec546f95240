import type { MeaningShown, Somebody } from '@witnessmark/shared/api';
import type { IdentityMeaning } from '../events/index.ts';
import type { Reach } from '../identity/index.ts';

/** What stands for people, by id. */
export type PeopleNamed = ReadonlyMap<string, { readonly label: string; readonly named: boolean }>;

/** Who asks, as far as names and reach go. */
export interface RegistryReader {
  /** How far they may see names: nothing outside is listed. */
  readonly reach: Reach;
  names(persons: readonly string[]): Promise<PeopleNamed>;
  /** Logs that names of accounts and stations were looked up. */
  looked(refs: readonly string[]): Promise<void>;
}

/** Ids of the people a meaning names. */
export function peopleIn(meaning: IdentityMeaning): readonly string[] {
  if (meaning.to === 'person') return [meaning.person];
  return meaning.to === 'shared' ? meaning.people : [];
}

export function somebodyIn(names: PeopleNamed, person: string): Somebody {
  return { person, label: names.get(person)?.label ?? person, named: names.get(person)?.named ?? false };
}

export function shownMeaning(meaning: IdentityMeaning, names: PeopleNamed): MeaningShown {
  switch (meaning.to) {
    case 'person':
      return { to: 'person', person: somebodyIn(names, meaning.person) };
    case 'shared':
      return { to: 'shared', people: meaning.people.map(person => somebodyIn(names, person)) };
    case 'system':
    case 'unknown':
      return meaning;
  }
}
