import type { EngineerSession } from '@witnessmark/shared/api';
import type { Sessions } from './plant.ts';

/** One session, and acts that are only counted: what the routes' own tests need. */
export function fakeSessions(): Sessions & { readonly acts: string[] } {
  const acts: string[] = [];
  const act = (name: string) => async () => {
    acts.push(name);
  };
  return {
    acts,
    book: {
      page: async () => ({ rows: [], next: null }),
      one: async () => session,
      rule: async () => ({ rule: 'staff', approvals: 0, longestHours: 8, running: [] }),
    },
    desk: {
      request: async () => {
        acts.push('request');
        return session.id;
      },
      approve: act('approve'),
      decline: act('decline'),
      withdraw: act('withdraw'),
      start: act('start'),
      extend: act('extend'),
      end: act('end'),
      review: act('review'),
    },
  };
}

const session: EngineerSession = {
  id: 's-0000000000000001',
  number: 'S-1',
  state: 'requested',
  who: { person: 'person-000000000000000a', label: 'engineer 000a', named: false },
  vendor: false,
  sponsor: null,
  breakGlass: false,
  reviewWanted: false,
  assets: [{ id: 'press-2', name: 'Press 2', area: 'hall' }],
  kinds: ['logic'],
  purpose: 'timer of the ejector',
  ticket: null,
  from: '2026-11-23T06:00:00.000Z',
  until: '2026-11-23T07:00:00.000Z',
  asksAt: '2026-11-23T06:45:00.000Z',
  endsBy: '2026-11-23T07:30:00.000Z',
  approvals: { needed: 0, given: 0, rule: 'staff' },
  startedAt: null,
  endedAt: null,
  endedHow: null,
  others: [],
  may: [],
  requestedAt: '2026-11-23T06:00:00.000Z',
  plan: [],
  approvedBy: [],
  extensions: [],
  stateReason: null,
  opening: [],
  closing: [],
  review: null,
};
