import fc from 'fast-check';
import type { Body, Circuit, Member, Network, Source, Statement, Token, Unit } from '../model/index.ts';

/* Random sources, and the parts they are made of. Names are taken from small sets, so that pieces look alike. */

const names = ['Start', 'Stop', 'Guard', 'Level', 'Motor', 'Ready', 'Count', 'Speed', 'Valve', 'Alarm'];
export const anyName = fc.constantFrom(...names);
const types = ['BOOL', 'INT', 'DINT', 'REAL', 'TIME', 'Tank_T'];

export function nameToken(text: string, access: 'read' | 'write' | 'call' = 'read'): Token {
  return { kind: 'name', text, key: text.toUpperCase(), access };
}

export function numberToken(value: number): Token {
  return { kind: 'number', text: String(value), key: String(value) };
}

export function sign(text: string): Token {
  return { kind: 'operator', text, key: text };
}

function keyword(text: string): Token {
  return { kind: 'keyword', text, key: text };
}

const condition: fc.Arbitrary<Token[]> = fc
  .tuple(anyName, anyName, fc.constantFrom('AND', 'OR'))
  .map(([a, b, word]) => [nameToken(a), keyword(word), nameToken(b)]);

const assignment: fc.Arbitrary<Statement> = fc
  .tuple(anyName, anyName, fc.nat(99), fc.boolean())
  .map(([target, source, value, constant]) =>
    statement('assignment', [
      nameToken(target, 'write'),
      sign(':='),
      ...(constant ? [numberToken(value)] : [nameToken(source), sign('+'), numberToken(value)]),
    ]),
  );

const call: fc.Arbitrary<Statement> = fc
  .tuple(anyName, anyName, fc.nat(99))
  .map(([block, source, value]) =>
    statement('call', [
      nameToken(`FB_${block}`, 'call'),
      sign('('),
      nameToken('IN'),
      sign(':='),
      nameToken(source),
      sign(','),
      nameToken('PV'),
      sign(':='),
      numberToken(value),
      sign(')'),
    ]),
  );

export function statement(
  kind: Statement['kind'],
  tokens: readonly Token[],
  holds: readonly Statement[] = [],
): Statement {
  return { kind, tokens, holds, comment: null, line: 1 };
}

export const anyStatements: fc.Arbitrary<Statement[]> = fc.letrec<{ list: Statement[] }>(tie => ({
  list: fc.array(
    fc.oneof(
      { maxDepth: 3, depthIdentifier: 'statements' },
      assignment,
      call,
      fc
        .tuple(condition, tie('list'))
        .map(([tokens, holds]) => statement('if', [keyword('IF'), ...tokens, keyword('THEN')], holds)),
    ),
    { maxLength: 5, depthIdentifier: 'statements' },
  ),
})).list;

function operand(text: string) {
  return { text, key: text.toUpperCase() };
}

export const anyContact: fc.Arbitrary<Circuit> = fc
  .tuple(anyName, fc.constantFrom('open' as const, 'closed' as const, 'rising' as const))
  .map(([name, kind]) => ({ is: 'contact', kind, operand: operand(name) }));

const anySeries: fc.Arbitrary<Circuit> = fc.letrec<{ series: Circuit }>(tie => ({
  series: fc
    .array(
      fc.oneof(
        { maxDepth: 2, depthIdentifier: 'circuits' },
        anyContact,
        fc.tuple(anyName, anyName, fc.nat(99)).map(
          ([instance, source, value]): Circuit => ({
            is: 'box',
            box: {
              type: 'TON',
              instance: operand(`T_${instance}`),
              inputs: [
                { name: 'IN', negated: false, from: operand(source) },
                { name: 'PT', negated: false, from: operand(`T#${value}s`) },
              ],
              outputs: [],
              comment: null,
            },
          }),
        ),
        fc
          .array(tie('series'), { minLength: 2, maxLength: 3 })
          .map((branches): Circuit => ({ is: 'parallel', branches })),
      ),
      { minLength: 1, maxLength: 4, depthIdentifier: 'circuits' },
    )
    .map((parts): Circuit => ({ is: 'series', parts })),
})).series;

const anyCircuit: fc.Arbitrary<Circuit> = fc.tuple(anySeries, anyName).map(([series, name]) => ({
  is: 'series',
  parts: [series, { is: 'coil', kind: 'coil', operand: operand(name) }],
}));

const anyBody: fc.Arbitrary<Body> = fc.oneof(
  anyStatements.map((statements): Body => ({ form: 'statements', statements })),
  anyCircuit.map((circuit): Body => ({ form: 'circuits', circuits: [circuit] })),
);

const anyNetworks: fc.Arbitrary<Network[]> = fc
  .array(fc.tuple(anyBody, fc.option(anyName)), { maxLength: 5 })
  .map(bodies =>
    bodies.map(([body, title], at) => ({
      number: String(at + 1),
      title,
      comment: null,
      language: body.form === 'statements' ? 'ST' : 'LAD',
      attributes: [],
      body,
      line: at + 1,
    })),
  );

export function member(name: string, more: Partial<Member> = {}): Member {
  return {
    section: 'VAR',
    name,
    key: name.toUpperCase(),
    type: 'INT',
    value: null,
    unit: null,
    range: null,
    address: null,
    comment: null,
    attributes: [],
    members: [],
    line: 1,
    ...more,
  };
}

export const anyMembers: fc.Arbitrary<Member[]> = fc.uniqueArray(
  fc
    .record({
      name: fc.tuple(anyName, fc.nat(9)).map(([name, number]) => `${name}${number}`),
      type: fc.constantFrom(...types),
      value: fc.option(fc.nat(99).map(String)),
      comment: fc.option(anyName),
    })
    .map(({ name, ...rest }) => member(name, rest)),
  { selector: ({ key }) => key, maxLength: 8 },
);

export function unit(name: string, more: Partial<Unit> = {}): Unit {
  return {
    kind: 'function-block',
    name,
    key: `function-block ${name.toUpperCase()}`,
    id: null,
    number: null,
    title: null,
    comment: null,
    attributes: [],
    members: [],
    networks: [],
    units: [],
    line: 1,
    ...more,
  };
}

export const anyUnits: fc.Arbitrary<Unit[]> = fc.uniqueArray(
  fc
    .record({
      name: anyName.map(name => `FB_${name}`),
      members: anyMembers,
      networks: anyNetworks,
      attributes: fc.uniqueArray(fc.record({ name: anyName, value: anyName }), {
        selector: ({ name }) => name,
        maxLength: 3,
      }),
    })
    .map(({ name, ...rest }) => unit(name, rest)),
  { selector: ({ key }) => key, minLength: 1, maxLength: 4 },
);

export function source(units: readonly Unit[], more: Partial<Source> = {}): Source {
  return {
    language: 'st',
    writtenBy: null,
    encoding: 'utf-8',
    units,
    noise: [],
    unknown: [],
    problems: [],
    ...more,
  };
}

export const anySource: fc.Arbitrary<Source> = anyUnits.map(units => source(units));
