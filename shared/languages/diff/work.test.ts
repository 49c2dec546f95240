import { expect, test } from 'vitest';
import { member, nameToken, sign, source, statement, unit } from '../compare/model.fixture.ts';
import type { Circuit, Network, Source, Statement, Token } from '../model/index.ts';
import { compare } from './index.ts';

/** A source of a size on either side of a comparison. */
type Shape = (size: number, side: 'old' | 'new') => Source;

const range = (size: number) => Array.from({ length: size }, (_, at) => at);
const and: Token = { kind: 'keyword', text: 'AND', key: 'AND' };

const statementsOf = (statements: readonly Statement[]): Network => ({
  number: '1',
  title: null,
  comment: null,
  language: 'ST',
  attributes: [],
  body: { form: 'statements', statements },
  line: 1,
});
const rungOf = (parts: readonly Circuit[]): Network => ({
  ...statementsOf([]),
  language: 'LAD',
  body: { form: 'circuits', circuits: [{ is: 'series', parts }] },
});
const contact = (name: string): Circuit => ({
  is: 'contact',
  kind: 'open',
  operand: { text: name, key: name.toUpperCase() },
});
const called = (name: string) =>
  statement('call', [nameToken(name, 'call'), sign('('), nameToken('x'), sign(')')]);
const isOld = (side: 'old' | 'new') => side === 'old';

const shapes: Readonly<Record<string, Shape>> = {
  'units of one name that differ': (size, side) =>
    source(range(size).map(at => unit('FB_A', { attributes: [{ name: 'Of', value: `${side} ${at}` }] }))),
  'units that went into another unit': (size, side) => {
    const units = range(size).map(at => unit(`FB_${at}`));
    return source(
      isOld(side) ? [unit('PRG', { units }), unit('LIB')] : [unit('PRG'), unit('LIB', { units })],
    );
  },
  'units that went and others that came': (size, side) =>
    source(range(size).map(at => unit(`FB_${side}_${at}`, { members: [member(`${side}${at}`)] }))),
  'members of one name that differ': (size, side) =>
    source([unit('FB_A', { members: range(size).map(at => member('Level', { value: `${side} ${at}` })) })]),
  'members under other names': (size, side) =>
    source([unit('FB_A', { members: range(size).map(at => member(`${side}_${at}`, { value: `${at}` })) })]),
  'members in another order': (size, side) => {
    const members = range(size).map(at => member(`Level${at}`, { section: 'VAR_INPUT' }));
    return source([unit('FC_A', { kind: 'function', members: isOld(side) ? members : members.reverse() })]);
  },
  'attributes with other values': (size, side) =>
    source([unit('FB_A', { attributes: range(size).map(at => ({ name: `Of${at}`, value: side })) })]),
  'attributes of one name with other values': (size, side) =>
    source([unit('FB_A', { attributes: range(size).map(at => ({ name: 'Of', value: `${side} ${at}` })) })]),
  'equal rungs of which one stands elsewhere': (size, side) => {
    const rungs = range(size).map(() => rungOf([contact('Start'), contact('Ready')]));
    const other = rungOf([contact('Guard'), contact('Stop')]);
    return source([unit('FB_A', { networks: isOld(side) ? [other, ...rungs] : [...rungs, other] })]);
  },
  'equal contacts in other rungs': (size, side) =>
    source([
      unit('FB_A', {
        networks: range(size).map(at =>
          rungOf([contact(`a${at}`), contact((at % 2 === 0) === isOld(side) ? 'Start' : `b${at}`)]),
        ),
      }),
    ]),
  'contacts of one rung that are all others': (size, side) =>
    source([unit('FB_A', { networks: [rungOf(range(size).map(at => contact(`${side}${at}`)))] })]),
  'branches of one rung that are all others': (size, side) =>
    source([
      unit('FB_A', {
        networks: [
          rungOf(
            range(size).map(at => ({
              is: 'parallel',
              branches: [contact('Start'), contact(`${side}${at}`)],
            })),
          ),
        ],
      }),
    ]),
  'equal statements that went out of a condition': (size, side) => {
    const all = range(size).map(() => called('FB_A'));
    const held = statement('if', [nameToken('Ready')], isOld(side) ? all : []);
    return source([unit('PRG', { networks: [statementsOf(isOld(side) ? [held] : [held, ...all])] })]);
  },
  'calls that are gone': (size, side) =>
    source(
      range(size).map(at =>
        unit(`PRG_${at}`, { networks: [statementsOf([called(isOld(side) ? `FB_${at}` : 'FB_A')])] }),
      ),
    ),
  'terms of one condition': (size, side) => {
    const terms = range(size).flatMap(at => [...(at === 0 ? [] : [and]), nameToken(`${side}${at}`)]);
    return source([unit('PRG', { networks: [statementsOf([statement('if', terms)])] })]);
  },
};

/** How often something is read in two models while they are compared. */
function work(shape: Shape, size: number): number {
  let reads = 0;
  const known = new WeakMap<object, object>();
  const counted = <Thing extends object>(thing: Thing): Thing => {
    const before = known.get(thing);
    if (before !== undefined) return before as Thing;
    const made = new Proxy(thing, {
      get: (of, name) => {
        reads++;
        const value: unknown = Reflect.get(of, name);
        return typeof value === 'object' && value !== null ? counted(value) : value;
      },
    });
    known.set(thing, made);
    return made;
  };
  compare(counted(shape(size, 'old')), counted(shape(size, 'new')));
  return reads;
}

test.each(Object.keys(shapes))('%s take work in proportion to their number', name => {
  const shape = shapes[name];
  if (shape === undefined) throw new Error('a shape');
  // Beyond what is weighed pair by pair, which has bounds of its own. In proportion is 4; with its square is 16.
  const [some, many] = [work(shape, 500), work(shape, 2000)];
  expect(many / some).toBeLessThan(5.5);
});
