import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Circuit, Member, Network, Source, Statement, Unit } from '../model/index.ts';
import { type Difference, differences, nameOf } from './index.ts';
import {
  anyContact,
  anyMembers,
  anyName,
  anySource,
  anyStatements,
  anyUnits,
  member,
  nameToken,
  numberToken,
  sign,
  source,
  statement,
  unit,
} from './model.fixture.ts';

const told = (old: Source, now: Source) => differences(old, now).all;
const brief = ({ class: of, sign: how, aspect }: Difference) => `${of} ${aspect} ${how}`;
const of = (statements: readonly Statement[]) =>
  source([unit('FB_A', { networks: [network({ statements })] })]);

function network(parts: { statements: readonly Statement[] } | { circuit: Circuit }, number = '1'): Network {
  return {
    number,
    title: null,
    comment: null,
    language: 'statements' in parts ? 'ST' : 'LAD',
    attributes: [],
    body:
      'statements' in parts
        ? { form: 'statements', statements: parts.statements }
        : { form: 'circuits', circuits: [parts.circuit] },
    line: 1,
  };
}

const assigned = (target: string, value: number) =>
  statement('assignment', [nameToken(target, 'write'), sign(':='), numberToken(value)]);

describe('two versions of a source', () => {
  test('without a difference are equal, also when they are written anew', () => {
    fc.assert(
      fc.property(anySource, model => {
        const again = structuredClone(model);
        expect(told(model, again)).toEqual([]);
        expect(differences(model, again).units).toEqual({ equal: model.units.length, differing: 0 });
      }),
    );
  });

  test('are equal in another order of units, of members without a layout, and on other lines', () => {
    const rearranged = (units: readonly Unit[]): Unit[] =>
      [...units].reverse().map(each => ({
        ...each,
        line: each.line + 100,
        attributes: [...each.attributes].reverse(),
        members: [...each.members].reverse(),
        networks: each.networks.map(one => ({ ...one, number: `${one.number}0`, line: one.line + 7 })),
      }));
    fc.assert(
      fc.property(anyUnits, units => {
        expect(told(source(units), source(rearranged(units)))).toEqual([]);
      }),
    );
  });

  test('lose one way what they gain the other', () => {
    fc.assert(
      fc.property(anySource, anySource, (one, other) => {
        const there = told(one, other);
        const back = told(other, one);
        const count = (all: readonly Difference[], how: string) =>
          all.filter(each => each.aspect === 'unit' && each.sign === how).length;
        expect(count(there, 'removed') - count(there, 'added')).toBe(
          count(back, 'added') - count(back, 'removed'),
        );
        expect(there.length === 0).toBe(back.length === 0);
      }),
    );
  });

  test('are compared the same way each time', () => {
    fc.assert(
      fc.property(anySource, anySource, (one, other) => {
        const again = told(structuredClone(one), structuredClone(other));
        expect(told(one, other).map(brief)).toEqual(again.map(brief));
      }),
      { numRuns: 30 },
    );
  });
});

describe('one edit is found as exactly that edit', () => {
  const edited = (edit: (one: Unit) => Unit | null) => (units: readonly Unit[]) => {
    const [first, ...rest] = units;
    const now = first === undefined ? null : edit(first);
    return now === null ? null : [now, ...rest];
  };
  const exactly = (edit: (one: Unit) => Unit | null, expected: readonly string[]) =>
    fc.assert(
      fc.property(anyUnits, units => {
        const now = edited(edit)(units);
        fc.pre(now !== null);
        if (now !== null) expect(told(source(units), source(now)).map(brief)).toEqual(expected);
      }),
    );
  const firstMember = (edit: (one: Member) => Member) => (one: Unit) => {
    const [first, ...rest] = one.members;
    return first === undefined ? null : { ...one, members: [edit(first), ...rest] };
  };

  test('a unit renamed', () => {
    fc.assert(
      fc.property(anyUnits, units => {
        const [first, ...rest] = units;
        fc.pre(first !== undefined && first.members.length + first.networks.length > 2);
        if (first === undefined) return;
        const now = { ...first, name: `${first.name}_New`, key: `${first.key}_NEW` };
        expect(told(source(units), source([...rest, now])).map(brief)).toEqual(['interface unit renamed']);
      }),
    );
  });
  test('a unit by its id, whatever else of it is another', () => {
    const [one, two] = [
      unit('Old', { id: '7', members: [member('a')] }),
      unit('New', { id: '7', members: [member('zz')] }),
    ];
    expect(told(source([one]), source([two])).map(brief)).toEqual([
      'interface unit renamed',
      'interface member removed',
      'interface member added',
    ]);
  });
  test('a member added', () =>
    exactly(one => ({ ...one, members: [...one.members, member('Fresh_One')] }), ['interface member added']));
  test('a member removed', () =>
    exactly(
      one => (one.members.length === 0 ? null : { ...one, members: one.members.slice(1) }),
      ['interface member removed'],
    ));
  test('a member renamed', () =>
    exactly(
      firstMember(one => ({ ...one, name: `${one.name}_x`, key: `${one.key}_X` })),
      ['interface name renamed'],
    ));
  test('a member retyped', () =>
    exactly(
      firstMember(one => ({ ...one, type: 'LWORD' })),
      ['interface type retyped'],
    ));
  test('an initial value', () =>
    exactly(
      one => {
        const at = one.members.findIndex(({ value }) => value !== null);
        const members = one.members.map((each, n) => (n === at ? { ...each, value: '1000' } : each));
        return at < 0 ? null : { ...one, members };
      },
      ['value value changed'],
    ));
  test('an address', () =>
    exactly(
      firstMember(one => ({ ...one, address: '%I0.0' })),
      ['interface address added'],
    ));
  test('an attribute', () =>
    exactly(
      one => ({ ...one, attributes: [...one.attributes, { name: 'new', value: '1' }] }),
      ['attribute attribute added'],
    ));
  test('a comment', () =>
    exactly(one => ({ ...one, comment: 'now with a comment' }), ['comment comment added']));

  test('a network put in, and none renumbered', () => {
    const more = network({ statements: [assigned('Wholly_New', 77)] }, '9');
    fc.assert(
      fc.property(anyUnits, fc.nat(5), (units, at) => {
        const now = edited(one => {
          const put = Math.min(at, one.networks.length);
          const networks = [...one.networks.slice(0, put), more, ...one.networks.slice(put)];
          return { ...one, networks: networks.map((each, n) => ({ ...each, number: String(n + 1) })) };
        })(units);
        if (now !== null)
          expect(told(source(units), source(now)).map(brief)).toEqual(['logic network added']);
      }),
    );
  });
  test('a statement put in anywhere', () => {
    fc.assert(
      fc.property(anyStatements, fc.nat(20), (statements, at) => {
        const now = withStatement(statements, at, assigned('Wholly_New', 77));
        expect(told(of(statements), of(now)).map(brief)).toEqual(['logic statement added']);
        expect(told(of(now), of(statements)).map(brief)).toEqual(['logic statement removed']);
      }),
    );
  });
  test('a constant, as a value', () => {
    fc.assert(
      fc.property(anyStatements, fc.nat(20), (statements, at) => {
        const [old, now] = [assigned('Wholly_New', 77), assigned('Wholly_New', 78)].map(each =>
          of(withStatement(statements, at, each)),
        );
        if (old !== undefined && now !== undefined)
          expect(told(old, now).map(brief)).toEqual(['value statement changed']);
      }),
    );
  });
  test('a contact put in series', () => {
    fc.assert(
      fc.property(fc.array(anyContact, { maxLength: 6 }), fc.nat(6), (contacts, at) => {
        const fresh: Circuit = { is: 'contact', kind: 'open', operand: { text: 'Fresh', key: 'FRESH' } };
        const put = Math.min(at, contacts.length);
        const [old, now] = [contacts, [...contacts.slice(0, put), fresh, ...contacts.slice(put)]].map(rung);
        if (old === undefined || now === undefined) return;
        expect(told(old, now).map(brief)).toEqual(['logic contact added']);
        expect(told(now, old).map(brief)).toEqual(['logic contact removed']);
      }),
    );
  });
  test('a branch laid around contacts', () => {
    fc.assert(
      fc.property(
        fc.array(anyContact, { minLength: 1, maxLength: 6 }),
        fc.nat(5),
        fc.nat(5),
        (contacts, a, b) => {
          const [from, to] = [Math.min(a, b) % contacts.length, contacts.length];
          const fresh: Circuit = { is: 'contact', kind: 'open', operand: { text: 'Fresh', key: 'FRESH' } };
          const around: Circuit = {
            is: 'parallel',
            branches: [{ is: 'series', parts: contacts.slice(from, to) }, fresh],
          };
          const [old, now] = [contacts, [...contacts.slice(0, from), around]].map(rung);
          if (old === undefined || now === undefined) return;
          expect(told(old, now).map(brief)).toEqual(['logic branch added']);
          expect(told(now, old).map(brief)).toEqual(['logic branch removed']);
        },
      ),
    );
  });
});

function rung(parts: readonly Circuit[]): Source {
  const coil: Circuit = { is: 'coil', kind: 'coil', operand: { text: 'Q', key: 'Q' } };
  return source([
    unit('FB_A', { networks: [network({ circuit: { is: 'series', parts: [...parts, coil] } })] }),
  ]);
}

/** Puts a statement in at some place of some list, counted through from the outside in. */
function withStatement(statements: readonly Statement[], at: number, more: Statement): Statement[] {
  const held = statements.findIndex(({ kind }) => kind === 'if');
  const into = statements[held];
  if (into !== undefined && at > statements.length)
    return statements.map((each, n) =>
      n === held ? { ...each, holds: withStatement(each.holds, at - statements.length - 1, more) } : each,
    );
  const put = Math.min(at, statements.length);
  return [...statements.slice(0, put), more, ...statements.slice(put)];
}

describe('identity before position', () => {
  const body = [assigned('a', 1), assigned('b', 2)];
  const condition = (holds: readonly Statement[]) => statement('if', [nameToken('Ready')], holds);

  test('a statement moved out of a condition is a move', () => {
    const [difference, ...rest] = told(
      of([condition(body)]),
      of([condition(body.slice(0, 1)), assigned('b', 2)]),
    );
    expect(rest).toEqual([]);
    expect(difference).toMatchObject({ class: 'logic', sign: 'moved', old: 'b := 2', new: 'b := 2' });
    expect(difference?.piece?.old?.within.map(({ kind }) => kind)).toEqual(['if']);
    expect(difference?.piece?.new?.within).toEqual([]);
  });

  test('a condition laid around statements is the condition and what moved into it', () => {
    expect(told(of(body), of([condition(body)])).map(brief)).toEqual([
      'logic statement added',
      'logic statement moved',
      'logic statement moved',
    ]);
  });

  test('a network moved is neither removed nor added', () => {
    const networks = [1, 2, 3].map(n =>
      network({ statements: [assigned('a', n), assigned('b', n)] }, String(n)),
    );
    const [first, second, third] = networks;
    if (!first || !second || !third) throw new Error('three networks');
    const [old, now] = [networks, [third, first, second]].map(list =>
      source([unit('A', { networks: list })]),
    );
    if (old && now) expect(told(old, now).map(brief)).toEqual(['logic network moved']);
  });

  test('a unit moved into another one is neither removed nor added', () => {
    const inner = unit('Inner', { members: [member('a')] });
    const [old, now] = [
      source([unit('A', { units: [inner] }), unit('B')]),
      source([unit('A'), unit('B', { units: [inner] })]),
    ];
    const [difference] = told(old, now);
    expect(told(old, now).map(brief)).toEqual(['logic unit moved']);
    expect(difference && [difference.old, difference.new]).toEqual(['A/Inner', 'B/Inner']);
  });

  test('a member at its address is the same under another name', () => {
    const tags = (name: string) =>
      source([unit('Tags', { kind: 'tag-table', members: [member(name, { address: '%I0.3' })] })]);
    expect(told(tags('Start'), tags('xyz')).map(brief)).toEqual(['interface name renamed']);
  });

  test('what only others need is no difference where one side lacks it', () => {
    const helper = unit('Helper', { context: true, members: [member('a')] });
    const compared = differences(source([unit('A'), helper]), source([unit('A')]));
    expect(compared.all).toEqual([]);
    expect(compared.context.map(nameOf)).toEqual(['Helper']);
  });
});

describe('the order of members', () => {
  const pair = [member('a'), member('b'), member('c')];
  const [a, b, c] = pair;
  if (!a || !b || !c) throw new Error('three members');
  const versions = (more: Partial<Unit>, language: Source['language']) =>
    [pair, [b, a, c]].map(members => source([unit('X', { ...more, members })], { language })) as [
      Source,
      Source,
    ];

  test.each<[string, Partial<Unit>, Source['language'], number]>([
    ['a block of classic STEP 7', { kind: 'data-block' }, 'awl', 1],
    ['a type of classic STEP 7', { kind: 'data-type' }, 'awl', 1],
    [
      'a data block without optimised access',
      { kind: 'data-block', attributes: [{ name: 'S7_Optimized_Access', value: "'FALSE'" }] },
      'tia-source',
      1,
    ],
    [
      'a data block with optimised access',
      { kind: 'data-block', attributes: [{ name: 'S7_Optimized_Access', value: "'TRUE'" }] },
      'tia-source',
      0,
    ],
    ['a packed type', { kind: 'data-type', attributes: [{ name: 'pack_mode', value: '1' }] }, 'twincat', 1],
    ['variables of a block', { kind: 'function-block' }, 'twincat', 0],
  ])('of %s', (_of, more, language, expected) => {
    const found = told(...versions(more, language));
    expect(found).toHaveLength(expected);
    for (const each of found) expect(brief(each)).toBe('interface order reordered');
  });

  test('of a function is that of its parameters, because calls may name none', () => {
    const parameters = (names: readonly string[]) =>
      source([
        unit('F', { kind: 'function', members: names.map(name => member(name, { section: 'VAR_INPUT' })) }),
      ]);
    expect(told(parameters(['a', 'b']), parameters(['b', 'a'])).map(brief)).toEqual([
      'interface order reordered',
    ]);
  });
});

test('values in another writing are equal', () => {
  const timed = (value: string) =>
    source([unit('A', { members: [member('t', { type: 'TIME', value, valueKey: 'T#2000ms' })] })]);
  expect(told(timed('T#2s'), timed('T#2000ms'))).toEqual([]);
});

test('a difference costs no more than the pieces that differ', () => {
  fc.assert(
    fc.property(anyMembers, anyName, (members, name) => {
      const many = Array.from({ length: 300 }, (_, n) => unit(`FB_${n}`, { members }));
      const now = many.map((each, n) => (n === 150 ? { ...each, comment: name } : each));
      expect(told(source(many), source(now)).map(brief)).toEqual(['comment comment added']);
    }),
    { numRuns: 5 },
  );
});
