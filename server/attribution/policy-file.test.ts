import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { judged, part, record } from './evidence.fixture.ts';
import {
  type Attribution,
  type ClassContext,
  classify,
  notDone,
  parsePolicy,
  strictPolicy,
} from './index.ts';

const site = parsePolicy(
  `judged: { operator: shift, commissioning: phase }
operator:
  names: shift
  items:
    - { name: levels, assets: [press-*], items: ['setpoints/DB2*.txt'], members: ['Tank?.LevelSP'], limits: own, by: [panel] }
    - { name: modes, items: ['setpoints/**'], members: [Mode], limits: { oneOf: ['1', '2'] }, by: [panel, scada], alsoUnseen: true }
`,
  'policy.yaml',
);

const nobody = judged({});
const byPanel: Attribution = judged({ records: [record({ path: 'panel' })] });
const context = (more: Partial<ClassContext> = {}): ClassContext => ({
  asset: 'press-2',
  phase: 'production',
  attribution: byPanel,
  causes: [],
  range: [0, 100],
  ...more,
});

describe('a policy file', () => {
  test('that is empty is the strictest one', () => {
    expect(strictPolicy).toMatchObject({
      operator: [],
      operatorNames: 'shown',
      judged: { engineering: 'each', operator: 'each', load: 'each', effect: 'cause' },
    });
    expect(strictPolicy.digest).toMatch(/^[0-9a-f]{64}$/);
    expect(strictPolicy.authentic['opcua-audit']).toEqual(['authenticated']);
  });

  test.each([
    ['authentic:\n  opcua-audit: [unauthenticated]\n', /policy\.yaml.*line 2, authentic\.opcua-audit\.0/],
    ['authentic:\n  s7-block-author: [authenticated]\n', /a hint and never proof/],
    ['authentic:\n  Opcua: [authenticated]\n', /line 2, authentic\.Opcua: expected a kind of witness/],
    ['sessionGraceMinutes: 1000\n', /line 1, sessionGraceMinutes/],
    ['judged:\n  engineering: never\n', /line 2, judged\.engineering/],
    [
      'operator:\n  items:\n    - { name: x, items: [a], limits: none, by: [panel] }\n',
      /line 3, .*limits: expected own, \{low, high\} or \{oneOf/,
    ],
    [
      'operator:\n  items:\n    - { name: x, items: [a], limits: { low: 2, high: 1 }, by: [panel] }\n',
      /limits/,
    ],
    ['operator:\n  items:\n    - { name: x, items: [a], limits: own, by: [] }\n', /by/],
    [
      'operator:\n  items:\n    - { name: x, items: [a], limits: own, by: [p] }\n    - { name: x, items: [b], limits: own, by: [p] }\n',
      /two entries have one name/,
    ],
    ['sessionGrace: 3\n', /line 1, sessionGrace: no such setting/],
  ])('%j is refused with its line', (text, message) => {
    expect(() => parsePolicy(text, 'policy.yaml')).toThrow(message);
  });

  test('the documented one is taken', () => {
    const page = readFileSync(new URL('../../docs/attribution.md', import.meta.url), 'utf8');
    const [, text = ''] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
    const documented = parsePolicy(text, 'attribution.yaml');
    expect(documented.operator.map(({ name }) => name)).toEqual([
      'tank levels',
      'operating mode of the mixers',
    ]);
    expect(documented.authentic['hmi-audit']).toEqual(['authenticated', 'device-record']);
  });
});

describe('the class of a part', () => {
  test('is an operator’s for a declared item, inside its limits, by its usual path', () => {
    expect(classify(part(), context(), site)).toEqual({
      class: 'operator',
      judged: 'shift',
      rule: 'operator: levels',
      namesShown: false,
    });
  });

  test.each<[string, Parameters<typeof part>[0], Partial<ClassContext>]>([
    ['of another asset', {}, { asset: 'oven-1' }],
    ['of another item', { path: 'setpoints/DB30.txt' }, {}],
    ['of another member', { member: 'Tank10.LevelSP' }, {}],
    ['of another kind', { kind: 'recipe' }, {}],
    ['beyond its limits', { new: '100.5' }, {}],
    ['that is no number', { new: 'NaN' }, {}],
    ['without limits known', {}, { range: null }],
    ['that is gone', { new: null }, {}],
    ['by another way', {}, { attribution: judged({ records: [record({ path: 'opcua' })] }) }],
    ['by a way nobody saw', {}, { attribution: nobody }],
  ])('is engineering for one %s', (_, of, more) => {
    expect(classify(part(of), context(more), site)).toEqual({
      class: 'engineering',
      judged: 'each',
      rule: null,
      namesShown: true,
    });
  });

  test('may be an operator’s unseen, where policy says so and nobody was seen elsewhere', () => {
    const mode = part({ member: 'Mode', type: 'Int', new: '2', old: '1' });
    expect(classify(mode, context({ attribution: nobody }), site).rule).toBe('operator: modes');
    expect(classify({ ...mode, new: '3' }, context({ attribution: nobody }), site).class).toBe('engineering');
    const seen = judged({ records: [record({ touches: [], act: 'connected' })] });
    expect(classify(mode, context({ attribution: seen }), site).class).toBe('engineering');
  });

  test('is an effect, a load or commissioning before it is anything else', () => {
    const cause = {
      part: { path: 'setpoints/DB20.txt', member: 'Tank1.LevelSP' },
      rule: 'restart',
      cause: null,
      ref: 1,
      recipe: null,
    } as const;
    const effect = context({ attribution: judged({ causes: [cause] }), causes: [cause] });
    expect(classify(part(), effect, site)).toMatchObject({
      class: 'effect',
      judged: 'cause',
      rule: 'effect',
    });
    const load = { ...cause, rule: 'recipe-load', recipe: 'Lager' } as const;
    expect(classify(part(), context({ causes: [load] }), site)).toMatchObject({
      class: 'load',
      judged: 'each',
      rule: null,
    });
    expect(classify(part(), { ...effect, phase: 'commissioning' }, site)).toMatchObject({
      class: 'commissioning',
      judged: 'phase',
    });
  });
});

test('declared work of which nothing was seen is told', () => {
  const declared = { assets: ['press-1', 'press-2'], kinds: ['logic', 'setpoint'] } as const;
  expect(
    notDone(declared, [
      { asset: 'press-1', kind: 'logic' },
      { asset: 'press-2', kind: 'setpoint' },
    ]),
  ).toEqual([
    { asset: 'press-1', kind: 'setpoint' },
    { asset: 'press-2', kind: 'logic' },
  ]);
});
