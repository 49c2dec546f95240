import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  address,
  at,
  part,
  path,
  person,
  policy,
  record,
  service,
  session,
  shared,
  span,
  touch,
  watch,
} from './evidence.fixture.ts';
import { type Attribution, attributionSchema, type Evidence, judge, type WitnessRecord } from './index.ts';

const strict = { ...policy, edgeToleranceMs: 0 };
const question = {
  change: 'c1',
  asset: 'press-2',
  parts: [part(), part({ member: 'Tank2.LevelSP', new: '12.0', old: '1.0' })],
};

const second = fc.oneof(fc.integer({ min: 101, max: 109 }), fc.integer({ min: 90, max: 120 }));
const interval = fc
  .tuple(second, fc.integer({ min: 0, max: 12 }))
  .map(([from, length]) => span(from, from + length));
const clockErrorMs = fc.constantFrom(0, 0, 200, 200, 1500, 6000, null);
const someone = fc.constantFrom(
  person('A'),
  person('B'),
  shared('maint', 'A', 'B'),
  service('svc'),
  address('laptop', 'A'),
  { ...person('X'), resolves: { to: 'unknown' as const } },
);
const touched = fc.record({
  member: fc.constantFrom('Tank1.LevelSP', 'Tank1.LevelSP', 'Tank1.LevelSP', 'Tank2.LevelSP', null),
  old: fc.constantFrom(null, '42.5', '42.5', '55.0', '1.0'),
  new: fc.constantFrom(null, '55.0', '55.0', '55.0', '12.0', '7.0', 'sha256:aa'),
});

const anyRecord: fc.Arbitrary<WitnessRecord> = fc
  .record({
    witness: fc.constantFrom('audit', 'trail', 'domain'),
    witnessKind: fc.constantFrom('opcua-audit', 'opcua-audit', 'hmi-audit', 'windows', 'unlisted'),
    act: fc.constantFrom(
      'wrote',
      'wrote',
      'wrote',
      'wrote',
      'wrote',
      'downloaded',
      'connected',
      'disconnected',
      'logged-on',
      'logged-off',
      'could-touch',
      'other',
    ),
    authenticity: fc.constantFrom('authenticated', 'authenticated', 'device-record', 'unauthenticated'),
    reach: fc.constantFrom('person', 'account', 'station', 'path'),
    when: fc.oneof(
      second.map(from => span(from, from)),
      interval,
    ),
    clockErrorMs,
    identities: fc.oneof(
      { weight: 5, arbitrary: someone.map(one => [one]) },
      { weight: 1, arbitrary: fc.array(someone, { maxLength: 2 }) },
    ),
    path: fc.constantFrom('opcua', 'panel', null),
    station: fc.constantFrom('es-1', null),
    order: fc.constantFrom(null, null, 1, 2, 3),
    count: fc.constantFrom(null, null, null, null, null, null, 0, 1, 2),
    touches: fc.oneof(
      { weight: 4, arbitrary: touched.map(one => [one]) },
      { weight: 1, arbitrary: fc.array(touched, { maxLength: 2 }) },
    ),
  })
  .map(({ touches, ...rest }) => record({ ...rest, touches: touches.map(one => touch(one)) }));

const anyEvidence: fc.Arbitrary<Evidence> = fc.record({
  records: fc.array(anyRecord, { maxLength: 5 }),
  watches: fc.array(
    fc.record({
      witness: fc.constantFrom('watch-opcua', 'watch-panel', 'domain'),
      witnessKind: fc.constant('opcua-audit'),
      authenticity: fc.constant('authenticated' as const),
      path: fc.constantFrom('opcua', 'panel', 'log-on'),
      during: fc.oneof(
        fc.constant(span(0, 1000)),
        fc
          .tuple(fc.integer({ min: 0, max: 110 }), fc.integer({ min: 0, max: 1000 }))
          .map(([from, length]) => span(from, from + length)),
      ),
      clockErrorMs,
    }),
    { maxLength: 6 },
  ),
  paths: fc.constantFrom([], [path('opcua')], [path('opcua'), path('panel')]),
  sessions: fc.array(
    fc
      .record({
        who: fc.constantFrom('A', 'B'),
        from: fc.constantFrom(0, 0, 95, 105),
        to: fc.constantFrom(null, 60, 108, 600),
        kinds: fc.constantFrom(['setpoint' as const], ['logic' as const]),
        approved: fc.boolean(),
        breakGlass: fc.boolean(),
      })
      .map(({ who, from, to, ...more }) => session(who, from, to, { id: `S-${who}-${from}-${to}`, ...more })),
    { maxLength: 2 },
  ),
  claims: fc.array(
    fc.record({
      ref: fc.integer({ min: 1, max: 9 }),
      part: fc.constant(null),
      person: fc.constantFrom('A', 'B'),
      confirmedBy: fc.constantFrom(null, 'A', 'L'),
      disputedBy: fc.constantFrom(null, null, 'B'),
    }),
    { maxLength: 2 },
  ),
  causes: fc.array(
    fc
      .record({
        rule: fc.constantFrom('block-download' as const, 'restart' as const, 'recipe-load' as const),
        when: interval,
      })
      .map(({ rule, when }) => ({
        part: { path: 'setpoints/DB20.txt', member: 'Tank1.LevelSP' },
        rule,
        cause: null,
        ref: 3,
        recipe: rule === 'recipe-load' ? 'Lager' : null,
        when,
      })),
    { maxLength: 1 },
  ),
});

/** How much is asserted: nothing, an account or less, a session or a claim, an actor. */
function sureness({ verdict, actor }: Attribution): number {
  switch (verdict) {
    case 'unattributed':
    case 'ambiguous':
      return 0;
    case 'claimed':
    case 'bracketed':
      return 3;
    case 'witnessed':
      return actor.kind === 'unknown' ? 2 : 4;
  }
}

const sure = (evidence: Evidence) => judge(question, evidence, strict).map(sureness);

function neverSurer(before: Evidence, after: Evidence): void {
  const [were, are] = [sure(before), sure(after)];
  for (const [n, was] of were.entries()) expect(are[n]).toBeLessThanOrEqual(was);
}

const runs = { numRuns: 500 };

describe('the rules', () => {
  test('say the same whatever order evidence comes in, and what the log can hold', () => {
    fc.assert(
      fc.property(anyEvidence, fc.integer(), (evidence, seed) => {
        const turned = <Entry>(list: readonly Entry[]) =>
          list
            .map((entry, n) => ({ entry, key: Math.imul(n + 1, seed | 1) % 97 }))
            .sort((a, b) => a.key - b.key)
            .map(({ entry }) => entry);
        const other: Evidence = {
          records: turned(evidence.records).map(one => ({
            ...one,
            identities: turned(one.identities),
            touches: turned(one.touches),
          })),
          watches: turned(evidence.watches),
          paths: turned(evidence.paths),
          sessions: turned(evidence.sessions),
          claims: turned(evidence.claims),
          causes: turned(evidence.causes),
        };
        const found = judge(question, evidence, policy);
        expect(judge(question, other, policy)).toEqual(found);
        for (const attribution of found) expect(attributionSchema.parse(attribution)).toEqual(attribution);
      }),
      runs,
    );
  });

  test('give nothing to whoever can send an unauthenticated record', () => {
    fc.assert(
      fc.property(anyEvidence, anyRecord, (evidence, forged) => {
        const hint = { ...forged, authenticity: 'unauthenticated' as const };
        const without = judge(question, evidence, policy);
        const given = judge(question, { ...evidence, records: [...evidence.records, hint] }, policy);
        const bare = (list: Attribution[]) =>
          list.map(({ reasons, ...rest }) => ({
            ...rest,
            reasons: reasons.filter(({ code }) => code !== 'record-unauthenticated'),
          }));
        expect(bare(given)).toEqual(bare(without));
      }),
      runs,
    );
  });

  test('do not mind what has nothing to do with the window', () => {
    fc.assert(
      fc.property(anyEvidence, anyRecord, fc.boolean(), (evidence, other, late) => {
        const far = late ? span(90_000, 90_001) : span(-90_000, -89_000);
        const unrelated: WitnessRecord = { ...other, act: 'wrote', when: far, clockErrorMs: 6000 };
        const elsewhere: WitnessRecord = {
          ...other,
          act: 'other',
          path: 'usb',
          station: null,
          identities: [person('Z')],
          touches: [touch({ path: 'logic/FC1.awl', member: null })],
        };
        const more: Evidence = {
          ...evidence,
          records: [...evidence.records, unrelated, elsewhere],
          sessions: [...evidence.sessions, session('C', late ? 9000 : -9000, late ? 9100 : -8000)],
          watches: [...evidence.watches, watch('usb', 0, 1, { during: far })],
          paths: evidence.paths.length === 0 ? [] : [...evidence.paths, path('usb', { kinds: ['logic'] })],
        };
        fc.pre(evidence.paths.length > 0);
        expect(judge(question, more, policy)).toEqual(judge(question, evidence, policy));
      }),
      runs,
    );
  });

  test('are never surer for a worse clock', () => {
    fc.assert(
      fc.property(
        anyEvidence,
        fc.nat({ max: 11 }),
        fc.constantFrom(300, 3000, 20_000, null),
        (evidence, n, more) => {
          const worse = <Entry extends { readonly clockErrorMs: number | null }>(entry: Entry): Entry => ({
            ...entry,
            clockErrorMs: entry.clockErrorMs === null || more === null ? null : entry.clockErrorMs + more,
          });
          const records = evidence.records.map((one, at) => (at === n ? worse(one) : one));
          const watches = evidence.watches.map((one, at) => (at === n - 6 ? worse(one) : one));
          neverSurer(evidence, { ...evidence, records, watches });
        },
      ),
      { numRuns: 1500 },
    );
  });

  test('are never surer without a watch, and never less sure with one more', () => {
    fc.assert(
      fc.property(anyEvidence, fc.nat({ max: 5 }), (evidence, n) => {
        neverSurer(evidence, { ...evidence, watches: evidence.watches.filter((_, at) => at !== n) });
      }),
      runs,
    );
  });

  test('are not surer because time has passed', () => {
    fc.assert(
      fc.property(anyEvidence, evidence => {
        const ended = evidence.sessions.map(one => (one.to === null ? { ...one, to: at(90_000) } : one));
        expect(judge(question, { ...evidence, sessions: ended }, policy)).toEqual(
          judge(question, evidence, policy),
        );
      }),
      runs,
    );
  });

  test('name somebody as a witness’s only where an authentic record says what was read', () => {
    let named = 0;
    fc.assert(
      fc.property(anyEvidence, evidence => {
        const records = [...evidence.records.slice(0, 2), record()];
        const [first] = judge(question, { ...evidence, records, causes: [] }, policy);
        if (first?.verdict !== 'witnessed') return;
        named += 1;
        const refs = first.reasons.find(({ code }) => code === 'record-explains-value')?.refs ?? [];
        const proving = records.filter(({ ref }) => refs.includes(ref));
        expect(proving.length).toBeGreaterThan(0);
        for (const { authenticity, witnessKind, clockErrorMs: error } of proving) {
          expect(error).not.toBeNull();
          expect(policy.authentic[witnessKind]).toContain(authenticity);
        }
      }),
      runs,
    );
    // Of the ones above some were named: what they promise was looked at.
    expect(named).toBeGreaterThan(50);
  });
});
