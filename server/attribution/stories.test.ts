import { describe, expect, test } from 'vitest';
import {
  bracketed,
  candidatesOf,
  codes,
  evidence,
  judged,
  logOn,
  part,
  path,
  person,
  policy,
  record,
  service,
  session,
  shared,
  span,
  told,
  touch,
  watch,
} from './evidence.fixture.ts';
import { classify, judge, parsePolicy, plannedAs } from './index.ts';

const byB = { identities: [person('B')] };
const panelRecord = (name: string, second: number) =>
  record({
    witness: 'trail',
    witnessKind: 'hmi-audit',
    identities: [{ ...person(name), scheme: 'windows-account' }],
    path: 'panel',
    station: 'panel-1',
    when: span(second, second),
  });

describe('what another tool got wrong', () => {
  test('1: a record that comes while the asset is being read counts like any other', () => {
    expect(told(judged({ records: [record({ when: span(109.9, 109.9), clockErrorMs: 0 })] }))).toBe(
      'witnessed person A',
    );
  });

  test('2: of two people’s records none wins by being the last to come', () => {
    const [first, second] = [record({ ref: 1 }), record({ ref: 2, ...byB })];
    for (const records of [
      [first, second],
      [second, first],
    ]) {
      const attribution = judged({ records });
      expect(attribution.verdict).toBe('ambiguous');
      expect(candidatesOf(attribution)).toEqual(['record A', 'record B']);
    }
  });

  test('3: a record that comes long after the reading makes a new judgement, and the first stays what it was', () => {
    const before = judged({});
    expect(before.verdict).toBe('unattributed');
    expect(told(judged({ records: [record({ ref: 999_999 })] }))).toBe('witnessed person A');
    expect(judged({})).toEqual(before);
  });

  test('4: a name that anybody can send is a hint', () => {
    const attribution = judged({ records: [record({ authenticity: 'unauthenticated' })] });
    expect(told(attribution)).toBe('unattributed nothing unknown');
    expect(codes(attribution)).toContain('record-unauthenticated');
  });

  test('5: nothing is remembered between two judgements', () => {
    judged({ records: [record(byB)] });
    expect(judged({}).verdict).toBe('unattributed');
  });

  test('6: there is no author for all that comes', () => {
    const other = part({ member: 'Tank9' });
    const [mine, others] = judge(
      { change: 'c', asset: 'a', parts: [part(), other] },
      evidence({ records: [record()] }),
      policy,
    );
    expect(mine?.verdict).toBe('witnessed');
    expect(others?.verdict).toBe('unattributed');
  });

  test('7: what was read while it was still changing is no proof of who made it', () => {
    const attribution = judged({ records: [record()] }, part({ settled: false }));
    expect(attribution.verdict).toBe('ambiguous');
    expect(codes(attribution)).toContain('not-settled');
  });

  test('8: the name is in the judgement itself, so that every list and message has it', () => {
    expect(judged({ records: [record()] }).actor).toEqual({ kind: 'person', person: 'A' });
  });

  test('9: paths and members are compared whole', () => {
    for (const other of [
      touch({ path: 'setpoints/DB2.txt' }),
      touch({ path: 'setpoints/DB20.txt2' }),
      touch({ member: 'Tank1.Level' }),
    ])
      expect(judged({ records: [record({ touches: [other] })] }).verdict).toBe('unattributed');
  });

  test('10: who is meant is an id, and one name on two accounts is two', () => {
    const twin = { ...person('A'), id: 'id-A-of-line-2', resolves: { to: 'person', person: 'A2' } } as const;
    expect(told(judged({ records: [record({ identities: [twin] })] }))).toBe('witnessed person A2');
  });

  test('11: evidence is never filtered as noise: each record that spoke of the part is in the reasons', () => {
    const records = [
      record({ ref: 1, touches: [touch({ new: '1.0' })], when: span(101, 101) }),
      record({ ref: 2, touches: [touch({ new: null })] }),
      record({ ref: 3, touches: [touch({ old: '55.0' })] }),
      record({ ref: 4, authenticity: 'unauthenticated' }),
      record({ ref: 5 }),
    ];
    const refs = judged({ records }).reasons.flatMap(reason => reason.refs);
    expect([...new Set(refs)].sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5]);
  });
});

describe('what must come out right', () => {
  test('1: the night shift’s change at the panel: who it was, and whether it was allowed', () => {
    const attribution = judged({ records: [panelRecord('B', 105)] });
    expect(told(attribution)).toBe('witnessed person B');
    const site = parsePolicy(
      'operator: { items: [{ name: tank levels, items: [setpoints/DB20.txt], members: ["*.LevelSP"], limits: { low: 0, high: 80 }, by: [panel] }] }\njudged: { operator: shift }\n',
      'p',
    );
    const context = { asset: 'press-2', phase: 'production', attribution, causes: [], range: null };
    expect(classify(part(), context, site)).toMatchObject({
      class: 'operator',
      judged: 'shift',
      rule: 'operator: tank levels',
    });
    expect(classify(part({ new: '81.0' }), context, site)).toMatchObject({
      class: 'engineering',
      judged: 'each',
      rule: null,
    });
  });

  test('2: a vendor who leaves without a word: each change is known to be of his session', () => {
    const vendor = session('V', 0, 300);
    const attribution = judged(bracketed({ sessions: [vendor] }));
    expect(told(attribution)).toBe('bracketed person V');
    expect(plannedAs(part(), attribution, [vendor], policy)).toEqual({ state: 'planned', sessions: ['S-V'] });
  });

  test('3: approved on the phone: without a session, claimed by one and confirmed by another', () => {
    const claim = { ref: 5, part: null, person: 'A', confirmedBy: null, disputedBy: null };
    const awaiting = judged({ claims: [claim] });
    expect(told(awaiting)).toBe('ambiguous nothing unknown');
    expect(codes(awaiting)).toContain('claim-awaiting');
    const claimed = judged({ claims: [{ ...claim, confirmedBy: 'L' }] });
    expect(told(claimed)).toBe('claimed person A');
    expect(plannedAs(part(), claimed, [], policy).state).toBe('unplanned');
  });

  test('4: two engineers in one hour, one on a borrowed laptop under a shared account', () => {
    const maint = record({
      identities: [
        shared('maint', 'A', 'B'),
        { id: 'laptop-a', scheme: 'address', resolves: { to: 'person', person: 'A' } },
      ],
      station: 'laptop-a',
    });
    const both = [session('A', 0, 600), session('B', 0, 600)];
    const paths = [path('opcua')];
    const unresolved = judged({ records: [maint], sessions: both, paths, watches: [watch('opcua')] });
    expect(told(unresolved)).toBe('witnessed account unknown');
    expect(candidatesOf(unresolved)).toEqual(['session A', 'session B']);
    const resolved = judged({
      records: [maint, logOn('B', 'laptop-a', 20, 400)],
      sessions: both,
      paths,
      watches: [watch('opcua'), watch('log-on', 0, 1000, { witness: 'domain' })],
    });
    expect(told(resolved)).toBe('witnessed person B');
    expect(resolved.session).toBe('S-B');
  });

  test('5: a change and its reversal between two readings are in the record of who made the next one', () => {
    const records = [
      record({ ...byB, ref: 1, when: span(101, 101), order: 1, touches: [touch({ new: '70.0' })] }),
      record({
        ...byB,
        ref: 2,
        when: span(102, 102),
        order: 2,
        touches: [touch({ old: '70.0', new: '42.5' })],
      }),
      record({ ref: 3, when: span(104, 104), order: 3 }),
    ];
    const attribution = judged({ records });
    expect(told(attribution)).toBe('witnessed person A');
    expect(attribution.reasons).toContainEqual({
      code: 'record-other-value',
      refs: [1, 2],
      witness: 'audit',
    });
    expect(candidatesOf(attribution)).toEqual(['record B']);
  });

  test('6: a forged line that puts it on a colleague changes nothing', () => {
    const truth = { records: [record()] };
    const forged = record({ ...byB, authenticity: 'unauthenticated', when: span(106, 106) });
    const { reasons, ...rest } = judged({ records: [...truth.records, forged] });
    const { reasons: before, ...same } = judged(truth);
    expect(rest).toEqual(same);
    expect(reasons).toHaveLength(before.length + 1);
  });

  test('7: a silent panel while an engineer’s session is open: not the engineer’s name', () => {
    const attribution = judged(bracketed({ watches: [watch('opcua')] }));
    expect(told(attribution)).toBe('ambiguous nothing unknown');
    expect(candidatesOf(attribution)).toEqual(['session A', 'path panel']);
  });

  test('8: a recipe that the MES loads: a load by a system, which nobody has to judge', () => {
    const loaded = record({
      act: 'loaded',
      witness: 'mes',
      identities: [service('svc_mes')],
      path: 'mes',
      station: 'mes-1',
      touches: [touch({ path: 'recipes/Lager.txt', member: null, old: null, new: null })],
    });
    const causes = [
      {
        part: { path: 'setpoints/DB20.txt', member: 'Tank1.LevelSP' },
        rule: 'recipe-load' as const,
        cause: null,
        ref: 3,
        recipe: 'Lager',
      },
    ];
    const attribution = judged({ records: [loaded], causes });
    expect(told(attribution)).toBe('witnessed account svc_mes');
    const context = { asset: 'press-2', phase: 'production', attribution, causes, range: null };
    expect(classify(part(), context, parsePolicy('judged: { load: shift }', 'p'))).toMatchObject({
      class: 'load',
      judged: 'shift',
      rule: 'load',
    });
  });

  test('9: two hundred values that a download put back are one cause and two hundred effects', () => {
    const parts = Array.from({ length: 200 }, (_, n) => part({ member: `Value${n}` }));
    const causes = parts.map(({ member }) => ({
      part: { path: 'setpoints/DB20.txt', member },
      rule: 'block-download' as const,
      cause: { change: 'c0', part: { path: 'raw/DB20.mc7', member: null } },
      ref: 3,
      recipe: null,
    }));
    const found = judge({ change: 'c', asset: 'a', parts }, evidence({ causes }), policy);
    expect(new Set(found.map(told))).toEqual(new Set(['witnessed nothing effect']));
    expect(new Set(found.map(({ actor }) => JSON.stringify(actor))).size).toBe(1);
  });

  test('10: what people did on another device at the same address is no evidence here', () => {
    // Whoever asks gives the records of this asset alone; of the test PLC's day only its sessions may be among them.
    const attribution = judged({ sessions: [session('B', 0, 600, { inScope: false })] });
    expect(attribution.verdict).toBe('unattributed');
    expect(attribution.candidates).toEqual([]);
    expect(plannedAs(part(), attribution, [session('B', 0, 600, { inScope: false })], policy).state).toBe(
      'unplanned',
    );
  });
});

describe('a change against the sessions around it', () => {
  const open = session('A', 0, 600);
  const witnessed = judged({ records: [record()] });

  test('is planned, outside of its scope, or unplanned, by who it was', () => {
    expect(plannedAs(part(), witnessed, [open], policy)).toEqual({ state: 'planned', sessions: ['S-A'] });
    const other = session('A', 0, 600, { kinds: ['logic'] });
    expect(plannedAs(part(), witnessed, [other], policy)).toEqual({
      state: 'outside-scope',
      sessions: ['S-A'],
    });
    expect(plannedAs(part(), witnessed, [session('B', 0, 600)], policy).state).toBe('unplanned');
    expect(plannedAs(part(), witnessed, [], policy).state).toBe('unplanned');
    expect(plannedAs(part(), witnessed, [session('A', 0, 600, { approved: false })], policy).state).toBe(
      'unplanned',
    );
  });

  test('is undecided where nobody can say whose it is, and goes with its cause where it has one', () => {
    const unsure = judged({ sessions: [open], paths: [path('panel')] });
    expect(plannedAs(part(), unsure, [open], policy)).toEqual({ state: 'undecided', sessions: ['S-A'] });
    const cause = {
      part: { path: 'setpoints/DB20.txt', member: 'Tank1.LevelSP' },
      rule: 'restart',
      cause: null,
      ref: 1,
      recipe: null,
    } as const;
    expect(plannedAs(part(), judged({ causes: [cause] }), [open], policy).state).toBe('with-cause');
  });
});
