import type { MeaningShown, SharedWhy } from '@witnessmark/shared/api';

const schemes: Readonly<Record<string, string>> = {
  'opcua-user': 'OPC UA user',
  'windows-account': 'Windows account',
  certificate: 'certificate',
  address: 'address',
  badge: 'badge',
  station: 'station',
  'device-account': 'account of a device',
  person: 'person',
};

export function schemeWords(scheme: string): string {
  return schemes[scheme] ?? scheme;
}

export const sharedWords: Readonly<Record<SharedWhy, string>> = {
  declared: 'shared',
  'two-stations': 'seen at two stations at once',
  'two-people': 'declared for two people at once',
};

/** Whom it means, in a few words. */
export function meaningWords(meaning: MeaningShown): string {
  switch (meaning.to) {
    case 'person':
      return meaning.person.label;
    case 'system':
      return `system ${meaning.system}`;
    case 'shared':
      return `shared by ${meaning.people.map(({ label }) => label).join(', ') || 'people nobody named'}`;
    case 'unknown':
      return 'unresolved';
  }
}
