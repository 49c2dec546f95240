import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anySource, member, source, unit } from '../compare/model.fixture.ts';
import { sketch } from '../findings/sketch.fixture.ts';
import { compare } from './compare.ts';
import { codeDiffSchema, codeLimits } from './schema.ts';
import { stepOf } from './values.ts';

const told = (old: string, now: string) => compare(sketch(old), sketch(now)).sentence;

describe('the one sentence of a difference', () => {
  test.each<[string, string, string]>([
    [
      'rung 4: a TON:T_Eject[IN=b PT=T#3s] {q}',
      'rung 4: a TON:T_Eject[IN=b PT=T#5s] {q}',
      'timer preset of T_Eject 3 s → 5 s in network 4 of Main',
    ],
    [
      'rung 2: Start Guard_Closed {q}',
      'rung 2: Start {q}',
      'interlock Guard_Closed removed in network 2 of Main',
    ],
    ['rung 2: Start {q}', 'rung 2: Start Ready {q}', 'contact Ready added in network 2 of Main'],
    ['var VAR Level : REAL := 80.0', 'var VAR Level : REAL := 85.5', 'Level 80.0 → 85.5 in Main'],
    ['var VAR Level : REAL', 'var VAR Niveau : REAL', 'Level renamed to Niveau in Main'],
    ['var VAR Level : REAL', 'var VAR Level : LREAL', 'type of Level REAL → LREAL in Main'],
    ['st: a := b;', 'st: a := b;\nunit Other\nst: x := 1;', 'Other added with 1 statement'],
    ['st: a := b; c := d;', 'st: c := d; a := b;', 'a := b moved in line 2 of Main'],
    ['st: a := b;', 'st: a := b;', 'nothing that means anything: layout'],
  ])('%s, then %s', (old, now, expected) => {
    expect(told(old, now)).toBe(expected);
  });

  test('counts comments, and the noise where nothing else differs', () => {
    const commented = (comment: string | null, stamp: string) =>
      source([unit('FB_A', { comment, title: comment, members: [member('a', { comment })] })], {
        noise: [{ rule: 'export-time', text: stamp, line: 1 }],
      });
    expect(compare(commented(null, '1'), commented('new', '2')).sentence).toBe('3 comments');
    expect(compare(commented(null, '1'), commented(null, '2')).sentence).toBe(
      'nothing that means anything: 1 export stamp',
    );
    expect(compare(commented(null, '1'), commented(null, '2')).noise).toEqual([
      {
        rule: 'export-time',
        old: 1,
        new: 1,
        differing: 1,
        shown: [
          { sign: '-', line: 1, text: '1' },
          { sign: '+', line: 1, text: '2' },
        ],
      },
    ]);
  });

  test('says that something not understood differs', () => {
    const odd = (text: string) => source([], { unknown: [{ where: ['A'], text, line: 3 }] });
    expect(compare(odd('x  y'), odd('x y')).sentence).toMatch(/^nothing that means anything/);
    const diff = compare(odd('x'), odd('y'));
    expect(diff.sentence).toBe('1 place not understood');
    expect(diff.unknown).toEqual({
      old: 1,
      new: 1,
      differing: 1,
      lines: [
        { sign: '-', text: 'x' },
        { sign: '+', text: 'y' },
      ],
    });
  });

  test('stays on one line whatever stands in names', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), name => {
        const { sentence } = compare(
          source([unit('A')]),
          source([unit('A', { members: [member(`x${name}`)] })]),
        );
        expect(sentence).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
      }),
    );
  });
});

describe('what is too long to be shown', () => {
  const long = (end: string) => `${'Ready AND '.repeat(400)}${end}`;

  test('is cut around what differs: of a statement, of a line of its network, of what was not understood', () => {
    const diff = compare(sketch(`st: q := ${long('Old')};`), sketch(`st: q := ${long('New')};`));
    const [change] = diff.changes;
    expect([change?.old, change?.new]).toEqual([
      expect.stringMatching(/^….{0,100}Old$/),
      expect.stringMatching(/^….{0,100}New$/),
    ]);
    expect(diff.networks[0]?.lines.map(({ text }) => text.slice(-3))).toEqual(['Old', 'New']);
    const odd = (text: string) => source([], { unknown: [{ where: ['A'], text, line: 3 }] });
    const { unknown } = compare(odd(long('Old')), odd(long('New')));
    expect(unknown.lines.map(({ text }) => text.slice(-3))).toEqual(['Old', 'New']);
  });

  test('is cut around what differs in the sentence too', () => {
    const of = (end: string) =>
      source([unit('A', { attributes: [{ name: 'Path', value: `${'a'.repeat(200)}${end}` }] })]);
    expect(compare(of('x'), of('y')).sentence).toMatch(/…a+x → …a+y in A$/);
  });
});

test('names a namespace in a sentence by its last segment, and whole in what is listed', () => {
  const uri = 'http://opcfoundation.org/UA/Machinery/';
  const of = (value: string, more = 'http://opcfoundation.org/UA/DI/') =>
    source([
      unit(uri, {
        kind: 'node-set',
        attributes: [{ name: `requires ${more}`, value }],
        members: [member(`${uri}/NamespaceVersion`, { value })],
      }),
    ]);
  const diff = compare(of('1.0'), of('1.1'));
  expect(diff.sentence).toBe(
    'Machinery/NamespaceVersion 1.0 → 1.1 in Machinery; requires DI 1.0 → 1.1 in Machinery',
  );
  expect(diff.changes.map(({ unit: name }) => name)).toEqual([uri, uri]);
  const plain = (at: string) => source([unit('A', { members: [member('Endpoint', { value: at })] })]);
  expect(compare(plain("'http://a/x'"), plain("'http://b/x'")).sentence).toBe(
    "Endpoint 'http://a/x' → 'http://b/x' in A",
  );
});

test('says of a NOT in a rung what it negates, also what stands before its branch', () => {
  const line = (text: string) =>
    compare(sketch('rung 1: z {q}'), sketch(text)).networks[0]?.lines.at(-1)?.text;
  expect(line('rung 1: a b NOT[] {q}')).toBe('NOT (a AND b) → q');
  expect(line('rung 1: NOT[] {q}')).toBe('NOT (TRUE) → q');
  expect(line('rung 1: a ( MOVE[IN=1] | NOT[] MOVE[IN=0] )')).toBe(
    'a AND (MOVE(IN := 1) OR NOT (a) AND MOVE(IN := 0))',
  );
  const deep = `rung 1: ${'a NOT[] ( b | NOT[] c ) '.repeat(200)}{q}`;
  expect(line(deep)?.length).toBeLessThan(codeLimits.shown + 2);
});

test('counts every place that does not compile, also those that are not listed', () => {
  const broken = (places: number) =>
    source([], { problems: Array.from({ length: places }, (_, at) => ({ line: at + 1, says: 'odd' })) });
  const diff = compare(broken(60), broken(75));
  expect(diff.problems.new).toHaveLength(codeLimits.problems);
  expect(diff.truncated).toBe(true);
  expect(diff.sentence).toBe('15 places more that do not compile');
});

test.each([
  ['RLL', 'rung 9'],
  ['LAD', 'network 9'],
  ['SFC', 'chart 9'],
])('calls a numbered piece of %s as its tool does', (language, called) => {
  const of = (text: string) => {
    const from = sketch(text);
    return {
      ...from,
      units: from.units.map(each => ({
        ...each,
        networks: each.networks.map(network => ({ ...network, language })),
      })),
    };
  };
  const diff = compare(of('rung 9: Start Guard {q}'), of('rung 9: Start {q}'));
  expect(diff.sentence).toBe(`interlock Guard removed in ${called} of Main`);
  expect(compare(of('rung 9: Start {q}'), of('rung 9: Start Ready {q}')).sentence).toBe(
    `contact Ready added in ${called} of Main`,
  );
});

describe('a changed value', () => {
  test.each<[string, string, [number, number] | null, string | null, number | null]>([
    ['80.0', '95.0', [0, 100], '15.0', 15],
    ['T#3s', 'T#5s', null, 'T#2s', null],
    ['S5T#1m', 'S5T#90s', null, 'T#30s', null],
    ['5', '7.5', null, '2.5', null],
    ['INT#5', 'INT#3', null, '-2', null],
    ['16#FF', '16#0F', null, null, null],
    ["'a'", "'b'", null, null, null],
  ])('%s → %s has its step', (old, now, range, step, stepPercent) => {
    expect(stepOf(old, now, range)).toEqual({ step, stepPercent });
  });

  test('is told with unit, step and percent of its range', () => {
    const level = (value: string) =>
      source([
        unit('R', {
          kind: 'recipe',
          members: [member('Temp', { type: 'REAL', value, unit: '°C', range: [0, 200] })],
        }),
      ]);
    const diff = compare(level('80.0'), level('95.0'));
    expect(diff.changes[0]?.values).toEqual([
      { of: 'Temp', old: '80.0', new: '95.0', unit: '°C', step: '15.0', stepPercent: 7.5 },
    ]);
    expect(diff.sentence).toBe('Temp 80.0 → 95.0 °C (+7.5 % of range) in R');
  });

  test('shows which tokens of a statement are others', () => {
    const [change] = compare(
      sketch('st: Flow := Raw * 2.5 + Zero;'),
      sketch('st: Flow := Raw * 2.75 + Zero;'),
    ).changes;
    expect(change?.spans).toEqual([
      { sign: ' ', text: 'Flow := Raw * ' },
      { sign: '-', text: '2.5 ' },
      { sign: '+', text: '2.75 ' },
      { sign: ' ', text: '+ Zero' },
    ]);
  });
});

test('fits its schema as it travels, whatever is compared, and says the same each time', () => {
  fc.assert(
    fc.property(anySource, anySource, (old, now) => {
      const diff = compare(old, now);
      const travelled: unknown = JSON.parse(JSON.stringify(diff));
      expect(codeDiffSchema.parse(travelled)).toEqual(diff);
      expect(JSON.parse(JSON.stringify(compare(structuredClone(old), structuredClone(now))))).toEqual(
        travelled,
      );
    }),
    { numRuns: 60 },
  );
});

test('draws both sides of a rung, with places that changes name', () => {
  const diff = compare(sketch('rung 2: a ( b | c ) {q}'), sketch('rung 2: a ( b | d c ) {q}'));
  expect(diff.networks).toHaveLength(1);
  expect(diff.networks[0]?.picture?.new).toMatchObject({
    form: 'circuits',
    circuits: [
      {
        is: 'series',
        parts: [
          { is: 'contact' },
          { is: 'parallel', branches: [{ is: 'series' }, { is: 'series' }] },
          { is: 'coil' },
        ],
      },
    ],
  });
  expect(diff.changes.map(({ aspect, sign, place }) => [aspect, sign, place])).toEqual([
    ['contact', 'added', { old: null, new: '0.1.1.0' }],
  ]);
  expect(diff.networks[0]?.lines.map(({ sign, text }) => `${sign} ${text}`)).toEqual([
    '- a AND (b OR c) → q',
    '+ a AND (b OR d AND c) → q',
  ]);
});

test('tells a piece in which too much differs by its text alone', () => {
  const called = (value: number) =>
    `st: Set(${Array.from({ length: 2000 }, (_, at) => `${value} + x${at}`).join(', ')});`;
  const [change] = compare(sketch(called(1)), sketch(called(2))).changes;
  expect(change).toMatchObject({ sign: 'changed', spans: null });
  expect(change?.values).toHaveLength(1000);
});

test('is bounded, says what it left out, and counts it all the same', () => {
  const many = (value: string) =>
    source([unit('DB', { members: Array.from({ length: 3000 }, (_, n) => member(`m${n}`, { value })) })]);
  const diff = compare(many('1'), many('2'));
  expect(diff.changes).toHaveLength(codeLimits.changes);
  expect(diff).toMatchObject({ truncated: true, counts: { value: 3000 } });
  expect(diff.sentence).toBe('m0 1 → 2 in DB; m1 1 → 2 in DB; m2 1 → 2 in DB and 2997 more');
});
