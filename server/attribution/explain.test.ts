import { describe, expect, test } from 'vitest';
import {
  address,
  bracketed,
  codes,
  judged,
  part,
  path,
  person,
  record,
  service,
  session,
  shared,
  span,
  touch,
  watch,
} from './evidence.fixture.ts';
import { type Attribution, attributionSchema, explain, explainChange, type Names } from './index.ts';

const known = (names: Readonly<Record<string, string>>) => (id: string) => names[id] ?? null;
const names: Names = {
  person: known({ A: 'A. Kovač', B: 'N. Horvat' }),
  system: known({ svc_scada: 'WinCC' }),
  identity: known({
    'id-svc_scada': 'svc_scada',
    'wincc-2': 'WINCC-2',
    'id-maint': 'maint',
    'id-laptop': 'LAPTOP-7',
  }),
  session: known({ 'S-A': 'S-77' }),
  path: known({ panel: 'panel', 'programming-device': 'programming device', opcua: 'OPC UA' }),
  witness: known({ audit: 'OPC UA audit event' }),
};
const hidden: Names = {
  person: () => null,
  system: () => null,
  identity: () => null,
  session: () => null,
  path: () => null,
  witness: () => null,
};
const says = (attribution: Attribution, by = names) => explain(attribution, by).sentence;
const claim = { ref: 1, part: null, person: 'A', confirmedBy: null, disputedBy: null };
const cause = {
  part: { path: 'setpoints/DB20.txt', member: 'Tank1.LevelSP' },
  rule: 'block-download',
  cause: null,
  ref: 1,
  recipe: null,
} as const;

describe('a judgement in a sentence', () => {
  test.each<[string, Attribution]>([
    ['A. Kovač, witnessed: OPC UA audit event with this value.', judged({ records: [record()] })],
    [
      'svc_scada from WINCC-2, account witnessed; person unknown: OPC UA audit event with this value.',
      judged({ records: [record({ identities: [service('svc_scada')], station: 'wincc-2' })] }),
    ],
    [
      'maint, account witnessed; person unknown: OPC UA audit event with this value.',
      judged({ records: [record({ identities: [shared('maint', 'A', 'B')] })] }),
    ],
    [
      'LAPTOP-7, station witnessed; person unknown: OPC UA audit event with this value.',
      judged({ records: [record({ identities: [address('laptop')] })] }),
    ],
    [
      'programming device, path witnessed; person unknown: OPC UA audit event with this value.',
      judged({ records: [record({ identities: [], path: 'programming-device' })] }),
    ],
    ["In A. Kovač's session: every other way was watched or closed.", judged(bracketed())],
    [
      "In A. Kovač's session: break-glass; every other way was watched or closed.",
      judged(bracketed({ sessions: [session('A', 0, 600, { breakGlass: true })] })),
    ],
    [
      "Ambiguous: in A. Kovač's session, or by the panel (not observed).",
      judged(bracketed({ watches: [watch('opcua')] })),
    ],
    [
      "Ambiguous: in A. Kovač's session, or somebody not recorded.",
      judged(bracketed({ sessions: [session('A', 105, 600)] })),
    ],
    [
      'Ambiguous: A. Kovač, or N. Horvat: records contradict each other.',
      judged({ records: [record(), record({ identities: [person('B')] })] }),
    ],
    [
      'Claimed by A. Kovač: confirmed by a second person.',
      judged({ claims: [{ ...claim, confirmedBy: 'B' }] }),
    ],
    ['Claimed by A. Kovač, awaiting confirmation.', judged({ claims: [claim] })],
    ['Claimed by A. Kovač, disputed.', judged({ claims: [{ ...claim, disputedBy: 'B' }] })],
    ['Effect of a block download, witnessed: readings prove it.', judged({ causes: [cause] })],
    ['Restart, witnessed: readings prove it.', judged({ causes: [{ ...cause, rule: 'restart' }] })],
    ['Nobody is named yet.', judged({})],
  ])('%s', (sentence, attribution) => {
    expect(says(attribution)).toBe(sentence);
  });

  test('names nobody to a reader who may not see names', () => {
    expect(says(judged({ records: [record()] }), hidden)).toBe(
      'A person, witnessed: a record with this value.',
    );
    expect(says(judged(bracketed()), hidden)).toMatch(/^In a person's session/);
    const all = [
      judged({ records: [record()] }),
      judged(bracketed({ watches: [] })),
      judged({ claims: [claim] }),
    ];
    for (const attribution of all) {
      const { sentence, label, reasons } = explain(attribution, hidden);
      expect([sentence, label, ...reasons].join(' ')).not.toMatch(/Kovač|Horvat|maint|WINCC/);
    }
  });

  test('never lets a bracket, a claim or an ambiguity read as the bare name', () => {
    for (const attribution of [
      judged(bracketed()),
      judged(bracketed({ watches: [] })),
      judged({ claims: [claim] }),
      judged({ claims: [{ ...claim, confirmedBy: 'B' }] }),
    ])
      expect(explain(attribution, names).label).not.toBe('A. Kovač');
  });
});

describe('a whole change', () => {
  const byA = judged({ records: [record()] });
  const byB = judged({ records: [record({ identities: [person('B')] })] });

  test('has one actor where all its parts agree', () => {
    expect(explainChange([byA, byA], names)).toEqual(explain(byA, names).who);
  });

  test('counts where they do not, under the verdict of the least sure one', () => {
    expect(explainChange([byA, byB, byA], names)).toMatchObject({
      verdict: 'witnessed',
      actor: 'person',
      label: '2 actors: A. Kovač (2); N. Horvat (1)',
    });
    expect(explainChange([byA, judged({})], names)).toMatchObject({
      verdict: 'ambiguous',
      actor: 'unknown',
      reach: 'nothing',
      label: 'A. Kovač (1); nobody known (1)',
    });
    expect(explainChange([byA, judged(bracketed())], names).verdict).toBe('bracketed');
    expect(explainChange([], names)).toMatchObject({ verdict: 'unattributed', label: 'nobody known' });
  });
});

test('every reason has a sentence of its own, which ends as one', () => {
  const all = attributionSchema.shape.reasons.element.shape.code.options.map(code => ({ code, refs: [1] }));
  const { reasons } = explain({ ...judged({}), reasons: all }, names);
  expect(new Set(reasons).size).toBe(all.length);
  for (const sentence of reasons) expect(sentence).toMatch(/^[A-Z].*\.$/);
});

test('every reason there is can come up', () => {
  const stranger = { ...person('B') };
  const seen = new Set(
    [
      judged({
        records: [
          record({ touches: [touch({ new: null })], act: 'could-touch' }),
          record({ touches: [touch({ new: null })] }),
        ],
        claims: [{ ...claim, confirmedBy: 'A' }],
      }),
      judged({
        records: [record({ clockErrorMs: 9000 })],
        sessions: [session('A', 105, 600, { approved: false, breakGlass: true })],
      }),
      judged(
        bracketed({
          records: [record({ act: 'connected', identities: [stranger], touches: [], when: span(90, 120) })],
        }),
      ),
      judged({ paths: [path('x', { closed: [{ during: span(0, 900), how: 'off' }] })] }),
      judged(
        {
          paths: [path('x', { closed: [{ during: span(0, 900), how: 'off' }] }), path('y')],
          causes: [{ ...cause, rule: 'recipe-load', recipe: 'L' }],
        },
        part({ lastClean: null }),
      ),
    ].flatMap(codes),
  );
  for (const code of [
    'record-without-value',
    'somebody-had-access',
    'claim-self-confirmed',
    'record-over-edge',
    'break-glass',
    'somebody-else-seen',
    'path-closed',
    'load-of-recipe',
    'window-open',
  ])
    expect([...seen], code).toContain(code);
});
