import { describe, expect, test } from 'vitest';
import {
  address,
  bracketed,
  candidatesOf,
  codes,
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
import type { Part, WitnessRecord } from './index.ts';

const byRecords = (...records: WitnessRecord[]) => judged({ records });

describe('a record of a write', () => {
  test('that is authentic, in the window, with this value and the last one, is a witness', () => {
    const attribution = byRecords(record({ ref: 7 }));
    expect(told(attribution)).toBe('witnessed person A');
    expect(attribution).toMatchObject({ identity: 'id-A', path: 'opcua', session: null, candidates: [] });
    expect(attribution.reasons).toEqual([
      { code: 'record-explains-value', refs: [7], witness: 'audit', path: 'opcua' },
    ]);
  });

  test.each<[string, Partial<WitnessRecord>, Partial<Part>, string, string]>([
    ['sent by anybody', { authenticity: 'unauthenticated' }, {}, 'unattributed', 'record-unauthenticated'],
    ['that a person typed', { authenticity: 'claimed' }, {}, 'unattributed', 'record-unauthenticated'],
    ['of a kind policy does not list', { witnessKind: 'other' }, {}, 'unattributed', 'record-not-trusted'],
    [
      'with an authenticity policy does not list',
      { authenticity: 'device-record' },
      {},
      'unattributed',
      'record-not-trusted',
    ],
    ['without a bound of its clock', { clockErrorMs: null }, {}, 'ambiguous', 'record-without-clock-bound'],
    ['of another value', { touches: [touch({ new: '56.0' })] }, {}, 'ambiguous', 'record-other-value'],
    ['that tells no value', { touches: [touch({ new: null })] }, {}, 'ambiguous', 'record-without-value'],
    [
      'of a write that changed nothing',
      { touches: [touch({ old: '55.0' })] },
      {},
      'unattributed',
      'record-changed-nothing',
    ],
    [
      'that reaches far over the edge of the window',
      { clockErrorMs: 8000 },
      {},
      'ambiguous',
      'record-over-edge',
    ],
    ['for a window without a beginning', {}, { lastClean: null, old: null }, 'ambiguous', 'window-open'],
    ['for a value that did not settle', {}, { settled: false }, 'ambiguous', 'not-settled'],
    ['that names nothing', { identities: [], path: null }, {}, 'unattributed', 'record-names-nobody'],
    [
      'whose own identities are two people',
      { identities: [person('A'), person('B')] },
      {},
      'ambiguous',
      'records-conflict',
    ],
    [
      'of a person under an account he is no user of',
      { identities: [person('A'), shared('maint', 'B', 'C')] },
      {},
      'ambiguous',
      'records-conflict',
    ],
    [
      'of a block’s author',
      { witnessKind: 's7-block-author', authenticity: 'authenticated' },
      {},
      'unattributed',
      'record-unauthenticated',
    ],
  ])('%s is none', (_, more, of, verdict, code) => {
    const attribution = judged({ records: [record(more)] }, part(of), {
      ...policy,
      authentic: { ...policy.authentic, 's7-block-author': ['authenticated'] },
    });
    expect(attribution.verdict).toBe(verdict);
    expect(attribution.actor).toEqual({ kind: 'unknown' });
    expect(codes(attribution)).toContain(code);
    expect(codes(attribution)).not.toContain('record-explains-value');
  });

  test.each([
    [99.4, 500, 'unattributed'],
    [99.6, 500, 'witnessed'],
    [110.4, 500, 'witnessed'],
    [110.6, 500, 'unattributed'],
    [111.5, 1600, 'ambiguous'],
  ])(
    'at second %d with an error of %d ms, for a window from 100 to 110, is %s',
    (second, clockErrorMs, verdict) => {
      expect(byRecords(record({ when: span(second, second), clockErrorMs })).verdict).toBe(verdict);
    },
  );

  test.each<[string, string, Part['type'], boolean]>([
    ['55', '55.0', 'Real', true],
    ['55.00', '55.0', 'Real', true],
    ['0.1', '0.1', 'Real', true],
    ['0.100000001', '0.1', 'Real', true],
    ['55.01', '55.0', 'Real', false],
    ['5e1', '50.0', 'LReal', true],
    ['TRUE', 'true', 'Bool', true],
    ['0', 'false', 'Bool', true],
    ['255', '16#00FF', 'Word', true],
    ['12.0', '12', 'Int', true],
    ['12.5', '12', 'Int', false],
    ['T#1000ms', 'T#1s', 'Time', true],
    ['Lager', '"Lager"', 'String', true],
    ['lager', '"Lager"', 'String', false],
    ['sha256:AA', 'sha256:aa', null, true],
    ['55', '55.0', null, false],
    ['', '55.0', 'Real', false],
    ['NaN', 'NaN', 'Real', true],
    ['null', 'null', 'Int', true],
  ])('that tells %s for a value %s of type %s explains it: %s', (told, held, type, explains) => {
    const attribution = judged(
      { records: [record({ touches: [touch({ old: null, new: told })] })] },
      part({ new: held, type }),
    );
    expect(attribution.verdict).toBe(explains ? 'witnessed' : 'ambiguous');
  });

  test('of the whole item explains each member by the bytes it wrote, and refutes none by others', () => {
    const whole = (content: string) =>
      record({ act: 'downloaded', touches: [touch({ member: null, old: null, new: content })] });
    expect(told(byRecords(whole('sha256:aa')))).toBe('witnessed person A');
    const other = byRecords(whole('sha256:bb'));
    expect(other.verdict).toBe('ambiguous');
    expect(codes(other)).toContain('record-without-value');
  });

  test('of another member or another item is nothing to this one', () => {
    const records = [
      record({ touches: [touch({ member: 'Tank1.LevelSP2' })] }),
      record({ touches: [touch({ path: 'setpoints/DB200.txt' })] }),
    ];
    expect(judged({ records }).verdict).toBe('unattributed');
  });
});

describe('several records', () => {
  const by = (name: string, second: number, more: Partial<WitnessRecord> = {}) =>
    record({ identities: [person(name)], when: span(second, second), ...more });
  const other = { touches: [touch({ new: '60.0' })] };

  test('of one actor are one trail, told twice or written twice', () => {
    const attribution = byRecords(
      by('A', 104, { ref: 31 }),
      by('A', 104, { ref: 32 }),
      by('A', 108, { ref: 33 }),
    );
    expect(told(attribution)).toBe('witnessed person A');
    expect(attribution.reasons[0]).toMatchObject({ code: 'record-explains-value', refs: [31, 32, 33] });
  });

  test.each<[string, WitnessRecord[], string, string]>([
    [
      'somebody else surely before with another value',
      [by('B', 102, other), by('A', 105)],
      'witnessed person A',
      'record-explains-value',
    ],
    [
      'somebody else who can be later',
      [by('B', 105.5, other), by('A', 105)],
      'ambiguous nothing unknown',
      'records-compete',
    ],
    [
      'somebody else surely later with another value',
      [by('B', 108, other), by('A', 105)],
      'ambiguous nothing unknown',
      'records-compete',
    ],
    [
      'somebody else with the same value at once',
      [by('B', 105.5), by('A', 105)],
      'ambiguous nothing unknown',
      'records-conflict',
    ],
    [
      'somebody else before with the same value, and this one found another',
      [by('B', 102), by('A', 105)],
      'witnessed person A',
      'record-explains-value',
    ],
    [
      'somebody else before with the same value, and this one may have changed nothing',
      [by('B', 102), by('A', 105, { touches: [touch({ old: null })] })],
      'ambiguous nothing unknown',
      'records-compete',
    ],
    [
      'somebody else later who changed nothing any more',
      [by('A', 102), by('B', 105, { touches: [touch({ old: '55.0' })] })],
      'witnessed person A',
      'record-changed-nothing',
    ],
    [
      'the same one surely later with another value',
      [by('A', 108, other), by('A', 105)],
      'ambiguous nothing unknown',
      'record-other-value',
    ],
    [
      'the same one before with another value',
      [by('A', 102, other), by('A', 105)],
      'witnessed person A',
      'record-other-value',
    ],
    [
      'somebody without a bound of the clock',
      [by('B', 50, { clockErrorMs: null }), by('A', 105)],
      'ambiguous nothing unknown',
      'records-conflict',
    ],
    [
      'somebody whom policy does not trust',
      [by('B', 106, { witnessKind: 'x' }), by('A', 105.5)],
      'ambiguous nothing unknown',
      'records-compete',
    ],
    [
      'somebody unauthenticated',
      [by('B', 106, { authenticity: 'unauthenticated' }), by('A', 105.5)],
      'witnessed person A',
      'record-unauthenticated',
    ],
    [
      'a write that does not say what it wrote',
      [by('B', 106, { touches: [] }), by('A', 105.5)],
      'ambiguous nothing unknown',
      'records-compete',
    ],
    [
      'a write that was refused',
      [by('B', 106, { act: 'other' }), by('A', 105.5)],
      'witnessed person A',
      'somebody-had-access',
    ],
  ])('with %s', (_, records, expected, code) => {
    const attribution = byRecords(...records);
    expect(told(attribution)).toBe(expected);
    expect(codes(attribution)).toContain(code);
  });

  test('of one witness are in the order it counted them, whatever its clock says', () => {
    const first = by('A', 106, { order: 1, ...other });
    const last = by('A', 105, { order: 2 });
    expect(told(byRecords(first, last))).toBe('witnessed person A');
    expect(byRecords(first, { ...last, order: null }).verdict).toBe('ambiguous');
    expect(byRecords({ ...first, order: 3 }, last).verdict).toBe('ambiguous');
    expect(byRecords({ ...first, witness: 'another' }, last).verdict).toBe('ambiguous');
  });

  test('of one act by witnesses that see less and less far name whom the best one names', () => {
    const scada = by('A', 105, { witness: 'trail', witnessKind: 'hmi-audit', station: 'wincc-2' });
    const audit = record({
      identities: [service('svc_scada')],
      station: 'wincc-2',
      when: span(105.2, 105.2),
    });
    expect(told(byRecords(scada, audit))).toBe('witnessed person A');
    expect(byRecords(scada, { ...audit, station: 'wincc-3' }).verdict).toBe('ambiguous');
    expect(byRecords(scada, { ...audit, when: span(109, 109), clockErrorMs: 6000 }).verdict).toBe(
      'ambiguous',
    );
    expect(byRecords(scada, { ...audit, witness: 'trail' }).verdict).toBe('ambiguous');
    const strangers = { ...audit, identities: [shared('maint', 'B', 'C')] };
    expect(byRecords(scada, strangers).verdict).toBe('ambiguous');
    expect(byRecords(scada, { ...audit, identities: [person('B')] }).verdict).toBe('ambiguous');
    const device = record({ identities: [], path: 'opcua', witness: 'cpu', touches: [touch({ new: null })] });
    expect(told(byRecords(record(), device))).toBe('witnessed person A');
    expect(byRecords(record(), { ...device, path: 'panel' }).verdict).toBe('ambiguous');
  });
});

describe('how far the trail goes', () => {
  test('a service account is a system, from its station, and no person', () => {
    const attribution = byRecords(record({ identities: [service('svc_scada')], station: 'wincc-2' }));
    expect(told(attribution)).toBe('witnessed account svc_scada');
    expect(attribution).toMatchObject({ identity: 'id-svc_scada', station: 'wincc-2' });
    expect(codes(attribution)).toContain('record-names-account-only');
  });

  test('an account the registry does not know stays an account', () => {
    const unknown = { ...person('X'), resolves: { to: 'unknown' } } as const;
    expect(told(byRecords(record({ identities: [unknown] })))).toBe('witnessed account unknown');
  });

  test('an address ends at the station, also where the registry knows whose it is: it can be lent', () => {
    const attribution = byRecords(record({ identities: [address('laptop-7', 'A')] }));
    expect(told(attribution)).toBe('witnessed station unknown');
    expect(codes(attribution)).toContain('record-names-station-only');
  });

  test('a certificate beside an account is the machine’s', () => {
    const certificate = { ...person('A'), id: 'id-cert', scheme: 'certificate' } as const;
    expect(told(byRecords(record({ identities: [certificate, shared('maint', 'A', 'B')] })))).toBe(
      'witnessed account unknown',
    );
    expect(told(byRecords(record({ identities: [certificate] })))).toBe('witnessed person A');
  });

  test('a device’s own record ends at the way', () => {
    const stop = part({
      path: 'config/s7.txt',
      member: 'Mode',
      kind: 'config',
      type: 'String',
      old: '"RUN"',
      new: '"STOP"',
    });
    const cpu = record({
      witness: 'cpu',
      witnessKind: 's7-cpu',
      act: 'mode-changed',
      authenticity: 'device-record',
      reach: 'path',
      identities: [],
      path: 'programming-device',
      touches: [{ path: 'config/s7.txt', member: 'Mode', old: '"RUN"', new: '"STOP"' }],
    });
    const attribution = judged({ records: [cpu] }, stop);
    expect(told(attribution)).toBe('witnessed path unknown');
    expect(attribution.path).toBe('programming-device');
    expect(codes(attribution)).toContain('record-names-path-only');
  });

  test('no further than the witness itself says it goes', () => {
    expect(told(byRecords(record({ reach: 'station', station: 'x' })))).toBe('witnessed station unknown');
    expect(told(byRecords(record({ reach: 'path' })))).toBe('witnessed path unknown');
    expect(byRecords(record({ reach: 'nothing' })).verdict).toBe('unattributed');
  });
});

describe('an account that several people use', () => {
  const maint = record({ identities: [shared('maint', 'A', 'B')], station: 'es-1' });
  const listened = watch('log-on', 0, 1000, { witness: 'domain' });
  const resolve = (records: WitnessRecord[], watches = [listened]) =>
    judged({ records: [maint, ...records], watches });

  test('is by itself nobody', () => {
    const attribution = resolve([]);
    expect(told(attribution)).toBe('witnessed account unknown');
    expect(codes(attribution)).toContain('record-names-account-only');
  });

  test('is the one user whom another witness, listening all the time, placed there alone', () => {
    const attribution = resolve([logOn('A', 'es-1', 50, 200)]);
    expect(told(attribution)).toBe('witnessed person A');
    expect(codes(attribution)).toContain('account-resolved-by-other-witness');
    expect(told(resolve([logOn('A', 'es-1', 50, 50)]))).toBe('witnessed person A');
  });

  test.each<[string, WitnessRecord[], (typeof listened)[]]>([
    ['two were there', [logOn('A', 'es-1', 50, 200), logOn('B', 'es-1', 60, 200)], [listened]],
    [
      'somebody unknown was there too',
      [
        logOn('A', 'es-1', 50, 200),
        logOn('X', 'es-1', 60, 200, { identities: [{ ...person('X'), resolves: { to: 'unknown' } }] }),
      ],
      [listened],
    ],
    ['the one there is no user of it', [logOn('C', 'es-1', 50, 200)], [listened]],
    ['he was at another station', [logOn('A', 'es-2', 50, 200)], [listened]],
    ['he had left', [logOn('A', 'es-1', 50, 104)], [listened]],
    ['he was only connected from there', [logOn('A', 'es-1', 50, 200, { act: 'connected' })], [listened]],
    [
      'he left in the meantime, as his log-off says',
      [logOn('A', 'es-1', 50, 50), logOn('A', 'es-1', 104, 104, { act: 'logged-off' })],
      [listened],
    ],
    ['he came at about that time', [logOn('A', 'es-1', 104.9, 200)], [listened]],
    ['nothing proves that the log-ons were listened to', [logOn('A', 'es-1', 50, 200)], []],
    [
      'they were not listened to from his coming on',
      [logOn('A', 'es-1', 50, 200)],
      [watch('log-on', 90, 1000, { witness: 'domain' })],
    ],
    [
      'only an unauthenticated record says so',
      [logOn('A', 'es-1', 50, 200, { authenticity: 'unauthenticated' })],
      [listened],
    ],
    ['policy does not rely on that witness', [logOn('A', 'es-1', 50, 200, { witnessKind: 'x' })], [listened]],
    [
      'the same witness says so',
      [logOn('A', 'es-1', 50, 200, { witness: 'audit' })],
      [watch('log-on', 0, 1000, { witness: 'audit' })],
    ],
  ])('stays an account where %s', (_, records, watches) => {
    expect(told(resolve(records, watches))).toBe('witnessed account unknown');
  });

  test('shows who of its users may have been there', () => {
    expect(candidatesOf(resolve([logOn('A', 'es-1', 50, 200)], []))).toContain('record A');
  });
});

test('a session of whoever is witnessed is named, and one of somebody else is only shown', () => {
  const attribution = judged(bracketed({ records: [record()] }));
  expect(told(attribution)).toBe('witnessed person A');
  expect(attribution.session).toBe('S-A');
  const other = judged(bracketed({ records: [record({ identities: [person('B')] })] }));
  expect(told(other)).toBe('witnessed person B');
  expect(other.session).toBeNull();
  expect(candidatesOf(other)).toEqual(['session A']);
  expect(
    judged({ records: [record()], sessions: [session('A', 106, 600)], paths: [path('opcua')] }).session,
  ).toBeNull();
});
