import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  at,
  codes,
  evidence,
  judged,
  logOn,
  part,
  path,
  person,
  policy,
  record,
  session,
  shared,
  span,
  told,
  touch,
  watch,
} from './evidence.fixture.ts';
import { type Evidence, judge, type WitnessRecord } from './index.ts';
import { bearing, bearingOn, edgeMs, presentMs, unboundMs } from './reach.ts';
import { judgeAll } from './verdict.ts';

const hour = 3600;
const question = { change: 'c1', asset: 'press-2', parts: [part(), part({ lastClean: at(80) })] };

const moment = fc.oneof(
  fc.integer({ min: 70, max: 130 }),
  fc.integer({ min: -3 * hour, max: 3 * hour }),
  fc.integer({ min: -30 * hour, max: 30 * hour }),
);
const someone = fc.constantFrom(person('A'), person('B'), shared('maint', 'A', 'B'));
const anyRecord = (acts: readonly WitnessRecord['act'][], errors: readonly (number | null)[]) =>
  fc
    .record({
      act: fc.constantFrom(...acts),
      witness: fc.constantFrom('audit', 'domain'),
      witnessKind: fc.constantFrom('opcua-audit', 'windows', 'unlisted'),
      clockErrorMs: fc.constantFrom(...errors),
      from: moment,
      lasts: fc.constantFrom(0, 0, 5, 2 * hour),
      identities: someone.map(one => [one]),
      path: fc.constantFrom('opcua', 'panel', null),
      station: fc.constantFrom('es-1', null),
      touches: fc.constantFrom([], [touch()], [touch({ new: '7.0' })], [touch({ member: null, new: null })]),
    })
    .map(({ from, lasts, ...more }) => record({ ...more, when: span(from, from + lasts) }));

const anyEvidence = (records: fc.Arbitrary<WitnessRecord>): fc.Arbitrary<Evidence> =>
  fc
    .record({
      records: fc.array(records, { maxLength: 6 }),
      watches: fc.array(
        fc
          .record({
            id: fc.constantFrom('opcua', 'panel'),
            from: moment,
            lasts: fc.constantFrom(60, hour, 90 * hour),
            clockErrorMs: fc.constantFrom(0, 200, 90_000),
          })
          .map(({ id, from, lasts, clockErrorMs }) => watch(id, from, from + lasts, { clockErrorMs })),
        { maxLength: 5 },
      ),
      sessions: fc.array(
        fc
          .record({
            who: fc.constantFrom('A', 'B'),
            from: moment,
            lasts: fc.constantFrom(60, 2 * hour, null),
          })
          .map(({ who, from, lasts }) =>
            session(who, from, lasts === null ? null : from + lasts, { id: `S-${who}-${from}` }),
          ),
        { maxLength: 3 },
      ),
    })
    .map(({ records: all, ...more }) =>
      evidence({ ...more, records: all, paths: [path('opcua'), path('panel')] }),
    );

const happened: readonly WitnessRecord['act'][] = ['wrote', 'wrote', 'downloaded', 'could-touch', 'other'];
const came: readonly WitnessRecord['act'][] = ['connected', 'disconnected', 'logged-on', 'logged-off'];
const runs = { numRuns: 600 };

describe('what the rules look at', () => {
  test('is all of what happened that they could ever use, where its clock has a bound', () => {
    let cut = 0;
    fc.assert(
      fc.property(anyEvidence(anyRecord(happened, [0, 200, 6000, 900_000])), given => {
        const near = bearingOn(question, given);
        cut += given.records.length - near.records.length;
        expect(judge(question, given, policy)).toEqual(judgeAll(question, given, policy));
        expect(judge(question, near, policy)).toEqual(judgeAll(question, given, policy));
      }),
      runs,
    );
    expect(cut).toBeGreaterThan(100);
  });

  test('is everybody who came or went within a day before it and an hour after it', () => {
    const moves = fc.integer({ min: -20 * hour, max: 50 * 60 });
    const near = fc.integer({ min: 60, max: 130 });
    const one = fc
      .record({
        act: fc.constantFrom(...came),
        from: fc.oneof(moves, near),
        who: someone,
        clockErrorMs: fc.constantFrom(0, 200, 6000),
        path: fc.constantFrom('opcua', 'panel', null),
        station: fc.constantFrom('es-1', null),
      })
      .map(({ from, who, ...more }) =>
        record({ ...more, witness: 'domain', when: span(from, from), identities: [who], touches: [] }),
      );
    fc.assert(
      fc.property(fc.array(one, { maxLength: 8 }), fc.boolean(), (records, wrote) => {
        const given = evidence({
          records: wrote ? [...records, record({ identities: [shared('maint', 'A', 'B')] })] : records,
          paths: [path('opcua'), path('panel')],
          watches: [watch('opcua', -90_000, 9000), watch('panel', -90_000, 9000)],
          sessions: [session('A', -90_000, null)],
        });
        expect(judge(question, given, policy)).toEqual(judgeAll(question, given, policy));
      }),
      runs,
    );
  });

  test('is not changed by whatever else is brought', () => {
    const all = anyRecord([...happened, ...came, ...came], [0, 200, 6000, 900_000, null]);
    let left = 0;
    fc.assert(
      fc.property(anyEvidence(all), anyEvidence(all), (given, more) => {
        const time = { from: at(80) - edgeMs, to: at(110) + edgeMs };
        const outside = more.records.filter(({ act, when, clockErrorMs }) => {
          const { from, to } = bearing(act, when, clockErrorMs);
          return to < time.from || from > time.to;
        });
        left += outside.length;
        const wider = { ...given, records: [...given.records, ...outside] };
        expect(judge(question, wider, policy)).toEqual(judge(question, given, policy));
      }),
      runs,
    );
    expect(left).toBeGreaterThan(100);
  });

  test('is a record without a bound of its clock only where it is told near the window', () => {
    const far = (seconds: number) =>
      record({ identities: [person('B')], when: span(seconds, seconds), clockErrorMs: null });
    const near = judged({ records: [record(), far(110 + unboundMs / 1000)] });
    expect(codes(near)).toContain('record-without-clock-bound');
    expect(told(near)).toBe('ambiguous nothing unknown');
    expect(told(judged({ records: [record(), far(120 + unboundMs / 1000)] }))).toBe('witnessed person A');
  });

  test('is who came up to a day before and was not seen leaving', () => {
    const write = record({ identities: [shared('maint', 'A', 'B')], station: 'es-1' });
    const alive = { witness: 'domain', witnessKind: 'windows', path: 'log-on' };
    const since = -presentMs / 1000;
    const watches = [watch('log-on', since - 100, 1000, alive)];
    const there = (from: number) => logOn('A', 'es-1', from, from);
    expect(told(judged({ records: [write, there(since + 200)], watches }))).toBe('witnessed person A');
    expect(told(judged({ records: [write, there(since - 200)], watches }))).toBe('witnessed account unknown');
  });

  test('is no shared account’s user by where a record came from that reaches far over the edge', () => {
    const alive = { witness: 'domain', witnessKind: 'windows', path: 'log-on' };
    const watches = [watch('log-on', 0, 1000, alive)];
    const on = logOn('A', 'es-1', 10, 10);
    const wide = { ...policy, edgeToleranceMs: 60_000 };
    const by = (clockErrorMs: number) =>
      record({ identities: [shared('maint', 'A', 'B')], station: 'es-1', clockErrorMs });
    expect(told(judged({ records: [by(9000), on], watches }, part(), wide))).toBe('witnessed person A');
    expect(told(judged({ records: [by(11_000), on], watches }, part(), wide))).toBe(
      'witnessed account unknown',
    );
  });

  test('of too much evidence is none, and nobody is named by a claim or a cause either', () => {
    const claim = { ref: 1, part: null, person: 'A', confirmedBy: 'B', disputedBy: null };
    const given = judged({ tooMuch: true, claims: [{ ...claim, confirmedBy: null }] });
    expect(told(given)).toBe('ambiguous nothing unknown');
    expect(codes(given)).toContain('too-much-evidence');
  });
});

test('a way that was watched or closed over the whole window is so, whatever gap there was before', () => {
  const watches = [watch('opcua', -3600, -1800), watch('opcua', 0, 1000), watch('panel')];
  const paths = [
    path('opcua'),
    path('panel', {
      witnesses: [],
      closed: [
        { during: span(-9000, -8000), how: 'key taken' },
        { during: span(0, 1000), how: 'key taken' },
      ],
    }),
  ];
  const found = judged({ records: [], watches, paths, sessions: [session('A', 0, 600)] });
  expect(codes(found)).toEqual(expect.arrayContaining(['path-watched', 'path-closed']));
  expect(codes(found)).not.toContain('path-not-watched');
});
