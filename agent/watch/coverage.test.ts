import { coverageSchema } from '@witnessmark/shared/facts';
import type { Kind } from '@witnessmark/shared/items';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CoverageLedger } from './coverage.ts';

const boot = 'a'.repeat(32);
const at = (mono: number) => ({ wall: new Date(1_770_000_000_000 + mono).toISOString(), mono, boot });
const all = {
  logic: { sees: true },
  setpoint: { sees: true },
  recipe: { sees: true },
  config: { sees: true },
} as const;
const kinds: readonly Kind[] = ['logic', 'setpoint', 'recipe', 'config'];

test('a gap begins where the last proof was requested, watching where the next one had arrived', () => {
  const ledger = new CoverageLedger();
  ledger.sees(all, at(0));
  ledger.read('setpoint', at(10), at(20), true);
  ledger.read('setpoint', at(110), at(120), true);
  ledger.gap('link-lost', at(200), undefined, ['setpoint']);
  ledger.read('setpoint', at(300), at(310), true);
  const changes = ledger.take(false)?.changes.filter(({ kind }) => kind === 'setpoint');
  expect(changes?.map(({ from, now }) => [from.mono, now.state])).toEqual([
    [0, 'gap'],
    [20, 'watched'],
    [110, 'gap'],
    [310, 'watched'],
  ]);
});

test('a gap ends the run of equal readings, which is told with it', () => {
  const ledger = new CoverageLedger();
  ledger.sees(all, at(0));
  for (let reading = 0; reading < 5; reading += 1) {
    ledger.read('recipe', at(reading * 10), at(reading * 10 + 1), reading !== 2);
  }
  ledger.gap('timed-out', at(60));
  expect(ledger.take(false)?.digests).toEqual([{ kind: 'recipe', first: at(0), last: at(40), readings: 4 }]);
});

test('a blind kind stays blind through gaps and readings, and is told once', () => {
  const ledger = new CoverageLedger();
  const sees = { ...all, logic: { sees: false, reason: 'optimised blocks' } } as const;
  ledger.sees(sees, at(0));
  ledger.sees(sees, at(10));
  ledger.gap('link-lost', at(20));
  ledger.read('logic', at(30), at(31), true);
  const logic = ledger.take(true)?.changes.filter(({ kind }) => kind === 'logic');
  expect(logic).toEqual([
    { kind: 'logic', from: at(0), now: { state: 'blind', reason: 'optimised blocks' } },
  ]);
});

test('the same gap is told once, another reason is another gap', () => {
  const ledger = new CoverageLedger();
  ledger.resume([['setpoint', at(5)]]);
  ledger.gap('agent-down', at(6), undefined, ['setpoint']);
  ledger.gap('hands-off', at(7), 'hand inside', ['setpoint']);
  ledger.gap('hands-off', at(8), 'still', ['setpoint']);
  expect(ledger.take(false)?.changes.map(({ now }) => now.state === 'gap' && now.reason)).toEqual([
    'agent-down',
    'hands-off',
  ]);
});

test('what could not be stored is told again before anything newer', () => {
  const ledger = new CoverageLedger();
  ledger.gap('starting', at(0), undefined, ['config']);
  const taken = ledger.take(false);
  if (taken === null) throw new Error('nothing to tell');
  ledger.putBack(taken);
  ledger.read('config', at(1), at(2), true);
  expect(ledger.take(false)?.changes.map(({ now }) => now.state)).toEqual(['gap', 'watched']);
  expect(ledger.take(false)).toBeNull();
});

test('states follow one another in time and fit the schema, whatever happens', () => {
  const step = fc.record({
    act: fc.constantFrom('read', 'gap', 'blind', 'see', 'hold', 'release', 'digest'),
    kind: fc.constantFrom(...kinds),
    after: fc.nat(1000),
    took: fc.nat(500),
    reason: fc.constantFrom('link-lost', 'timed-out', 'hands-off', 'clock-jump' as const),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), steps => {
      const ledger = new CoverageLedger();
      const last = new Map<Kind, { mono: number; state: string }>();
      let now = 0;
      for (const { act, kind, after, took, reason } of steps) {
        now += after;
        const requested = at(now);
        now += took;
        if (act === 'read') ledger.read(kind, requested, at(now), true);
        else if (act === 'gap') ledger.gap(reason as 'link-lost', at(now));
        else if (act === 'blind') ledger.sees({ ...all, [kind]: { sees: false, reason: 'x' } }, at(now));
        else if (act === 'see') ledger.sees(all, at(now));
        else if (act === 'hold') ledger.hold([kind]);
        else if (act === 'release') ledger.hold([]);
        const taken = ledger.take(act === 'digest');
        if (taken === null) continue;
        expect(coverageSchema.safeParse(taken).success).toBe(true);
        for (const change of taken.changes) {
          const before = last.get(change.kind);
          expect(change.from.mono).toBeGreaterThanOrEqual(before?.mono ?? 0);
          if (change.now.state === 'watched') expect(before?.state).not.toBe('watched');
          last.set(change.kind, { mono: change.from.mono, state: change.now.state });
        }
      }
    }),
  );
});
