import type { Registry, Witnesses } from './plant.ts';

/** A registry that knows nobody, for tests of other routes. */
export function fakeRegistry(): Registry {
  return {
    identities: { declare: async () => 'i-0000000000000001' },
    erasure: { erase: async () => ({ identities: 0, records: 0 }) },
    paths: { declare: async () => undefined },
    book: {
      page: async () => ({ rows: [], next: null, unresolved: 0, total: 0 }),
      one: async () => null,
      shared: async () => ({ rows: [] }),
      named: async () => null,
    },
    shown: { of: async () => ({ declared: null, paths: [], unreached: [], idle: [] }) },
    lives: { all: async () => [] },
  };
}

/** Witnesses that take nothing, for tests of other routes. */
export function fakeWitnesses(): Witnesses {
  const nothing = { taken: 0, known: 0, unmatched: 0, unplaced: 0 };
  return { receive: async () => nothing, import: async () => nothing, unmatched: () => [] };
}
