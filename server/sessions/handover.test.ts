import { describe, expect, test } from 'vitest';
import { type FoundRow, type HandoverFindings, packOf } from './handover.ts';

const ana = 'person-000000000000000a';
const ben = 'person-000000000000000b';
const fits = (glob: string, path: string) =>
  glob === path || (glob === 'logic/*' && path.startsWith('logic/'));

function row(more: Partial<FoundRow> = {}): FoundRow {
  return {
    change: 'c-aaaaaaaaaaaa',
    asset: 'press-2',
    path: 'setpoints/DB20.txt',
    kind: 'setpoint',
    sign: 'changed',
    member: 'Press.Force',
    old: '60',
    new: '70',
    unit: 'kN',
    says: '',
    window: { from: '2026-11-23T06:10:00.000Z', to: '2026-11-23T06:10:10.000Z' },
    settled: true,
    verdict: 'witnessed',
    reach: 'person',
    actor: 'person',
    person: ana,
    sessions: ['S-1'],
    planned: 'planned',
    judged: true,
    cause: null,
    ...more,
  };
}

function findings(
  rows: readonly FoundRow[],
  more: Partial<HandoverFindings> = {},
  head: Partial<HandoverFindings['head']> = {},
): HandoverFindings {
  return {
    head: {
      session: 's-0000000000000001',
      number: 'S-1',
      state: 'ended',
      person: ana,
      purpose: 'timer of the ejector',
      ticket: null,
      breakGlass: false,
      assets: ['press-2'],
      partial: false,
      kinds: ['logic', 'setpoint', 'recipe', 'config'],
      plan: [],
      from: '2026-11-23T06:00:00.000Z',
      to: '2026-11-23T07:00:00.000Z',
      ...head,
    },
    rows,
    tooMany: false,
    forces: [],
    closing: [{ asset: 'press-2', stream: 'press-2/s7', kind: 'setpoint', state: 'read' }],
    blind: [],
    gaps: [],
    exports: [],
    reviewWanted: false,
    ...more,
  };
}
const pack = (...of: Parameters<typeof findings>) => packOf(findings(...of), fits);
const members = (rows: readonly { member: string | null }[]) => rows.map(({ member }) => member);

describe('a handover pack', () => {
  test('is complete where everything was read after the end, and says so', () => {
    const made = pack([row()]);
    expect(made).toMatchObject({ complete: true, open: [], notDone: [] });
    expect(made.says).toBe(
      '1 value or block changed in this session. This is complete: everything that can be seen was read after the end.',
    );
  });

  test('keeps apart what the session did, may have done, caused, and what was somebody else’s', () => {
    const effect: Partial<FoundRow> = {
      planned: 'with-cause',
      sessions: [],
      actor: 'effect',
      person: null,
    };
    const made = pack([
      row({ member: 'own' }),
      row({ member: 'maybe', planned: 'undecided', verdict: 'ambiguous', person: null }),
      row({ member: 'bens', planned: 'unplanned', sessions: [], person: ben }),
      row({ member: 'in bens session', planned: 'planned', sessions: ['S-2'], person: ben }),
      row({ ...effect, member: 'followed', cause: 'c-aaaaaaaaaaaa' }),
      row({ ...effect, member: 'followed from another', cause: 'c-bbbbbbbbbbbb' }),
      row({ ...effect, member: 'restart', actor: 'restart' }),
    ]);
    expect(members(made.work)).toEqual(['own']);
    expect(members(made.unclear)).toEqual(['maybe']);
    expect(members(made.effects)).toEqual(['followed', 'restart']);
    expect(members(made.others)).toEqual(['bens', 'in bens session', 'followed from another']);
    expect(made.open).toMatchObject([{ what: 'nobody-sure', blocks: false }]);
    expect(made.says).toContain('1 not certain; 3 of somebody else meanwhile');
    expect(made.complete).toBe(true);
  });

  test.each<[string, Partial<HandoverFindings>, Partial<HandoverFindings['head']>, string]>([
    ['it still runs', {}, { to: null, state: 'running' }, 'running'],
    [
      'a closing reading has not come',
      { closing: [{ asset: 'press-2', stream: 'press-2/s7', kind: 'logic', state: 'awaited' }] },
      {},
      'closing-reading',
    ],
    ['it was not watched for a while', { gaps: [{ asset: 'press-2', says: 'logic: link lost' }] }, {}, 'gap'],
    ['something did not settle', { rows: [row({ settled: false })] }, {}, 'unsettled'],
    ['something is not judged yet', { rows: [row({ judged: false })] }, {}, 'not-judged'],
    ['there was more than it holds', { tooMany: true }, {}, 'too-many'],
  ])('is not complete while %s', (_, more, head, what) => {
    const made = pack([row()], more, head);
    expect(made.complete).toBe(false);
    expect(made.open).toMatchObject([{ what, blocks: true }]);
    expect(made.says).toMatch(/not complete yet\.$|still runs\.$/);
  });

  test('names an export that is wanted and a review, which do not stand against its being complete', () => {
    const wanted = { asset: 'press-2', change: 'c-aaaaaaaaaaaa', says: 'an export is wanted' };
    const made = pack([row()], { exports: [wanted], reviewWanted: true });
    expect(made.open.map(({ what }) => what)).toEqual(['export', 'review']);
    expect(made.complete).toBe(true);
  });

  test('tells planned items without work, and work outside of the plan or the declared kinds', () => {
    const plan = [
      { asset: 'press-2', items: 'logic/*' },
      { asset: 'press-2', items: 'recipes/Lager.txt' },
    ];
    const made = pack(
      [
        row({ path: 'logic/OB1.mc7', kind: 'logic', member: null }),
        row({ planned: 'outside-scope' }),
        row({ asset: 'mixer-1' }),
      ],
      {},
      { plan, assets: ['press-2', 'mixer-1'], kinds: ['logic', 'recipe'] },
    );
    expect(made.work.map(({ inPlan }) => inPlan)).toEqual([true, false, null]);
    expect(made.notDone).toEqual([
      { asset: 'press-2', kind: null, items: 'recipes/Lager.txt' },
      { asset: 'mixer-1', kind: 'logic', items: null },
      { asset: 'mixer-1', kind: 'recipe', items: null },
    ]);
    expect(made.says).toContain('1 of them outside of what was declared; 3 declared and not done');
  });

  test('promises nothing of each kind where all were declared, and tells an asset that nobody touched', () => {
    expect(pack([row()]).notDone).toEqual([]);
    expect(pack([]).notDone).toEqual([{ asset: 'press-2', kind: null, items: null }]);
    expect(pack([]).says).toMatch(/^Nothing is known to have been changed/);
  });

  test('says that something is forced', () => {
    const forces = [{ asset: 'press-2', state: 'on', path: 'config/s7.txt' }] as const;
    expect(pack([row()], { forces: [...forces] }).says).toContain('forces on at 1 asset');
  });
});
