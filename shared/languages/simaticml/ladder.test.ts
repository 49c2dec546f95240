import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { circuitText, readOf } from '../iec/testing/index.ts';
import type { Circuit, Parsed } from '../model/index.ts';
import { parseS7dcl } from '../s7dcl/index.ts';
import { flgNetText, rungsText, s7dclBlock, simaticMlBlock } from '../siemens/testing/index.ts';
import { parseSimaticMl } from './index.ts';

function circuitsIn(parsed: Parsed): string[] {
  const { units, unknown } = readOf(parsed);
  expect(unknown).toEqual([]);
  const body = units[0]?.networks[0]?.body;
  return body?.form === 'circuits' ? body.circuits.map(circuitText) : ['no circuits'];
}

const asText = (rungs: readonly Circuit[]) => circuitsIn(parseS7dcl(s7dclBlock(rungsText(rungs)), 'b.s7dcl'));
const asGraph = (rungs: readonly Circuit[]) =>
  circuitsIn(parseSimaticMl(simaticMlBlock(flgNetText(rungs)), 'b.xml'));

const operand = fc
  .constantFrom('#start', '#stop', '#a.b', '"DB".on', '"Tag"')
  .map(text => ({ text, key: text.toUpperCase() }));
const contact: fc.Arbitrary<Circuit> = fc.oneof(
  fc.record({
    is: fc.constant('contact' as const),
    kind: fc.constantFrom('open' as const, 'closed' as const),
    operand,
  }),
  fc.record({
    is: fc.constant('contact' as const),
    kind: fc.constantFrom('rising' as const, 'falling' as const),
    operand,
    memory: operand,
  }),
);
const pin = (name: string, text: string) => ({
  name,
  negated: false,
  from: { text, key: text.startsWith('#') ? text.toUpperCase() : text },
});
const box: fc.Arbitrary<Circuit> = fc.constantFrom(
  {
    is: 'box',
    box: {
      type: 'MOVE',
      instance: null,
      inputs: [pin('IN', '5')],
      outputs: [pin('OUT1', '#out')],
      comment: null,
    },
  },
  {
    is: 'box',
    box: {
      type: 'TON',
      instance: { text: '#timer', key: '#TIMER' },
      inputs: [pin('PT', 'T#2000ms')],
      outputs: [],
      comment: null,
    },
  },
);
const coil: fc.Arbitrary<Circuit> = fc.record({
  is: fc.constant('coil' as const),
  kind: fc.constantFrom('coil' as const, 'set' as const, 'reset' as const),
  operand,
});
const condition: fc.Arbitrary<Circuit> = fc.letrec<{ all: Circuit; series: Circuit; parallel: Circuit }>(
  tie => ({
    all: fc.oneof({ maxDepth: 3 }, contact, box, tie('series'), tie('parallel')),
    series: fc.array(tie('all'), { minLength: 2, maxLength: 4 }).map(parts => ({ is: 'series', parts })),
    parallel: fc
      .array(tie('all'), { minLength: 2, maxLength: 3 })
      .map(branches => ({ is: 'parallel', branches })),
  }),
).all;
/** A condition, then one coil or several in branches. */
const rung: fc.Arbitrary<Circuit> = fc
  .tuple(fc.array(condition, { minLength: 1, maxLength: 3 }), fc.array(coil, { minLength: 1, maxLength: 3 }))
  .map(([conditions, [first, ...others]]) => {
    const ends: Circuit[] =
      first === undefined
        ? []
        : others.length === 0
          ? [first]
          : [{ is: 'parallel', branches: [first, ...others] }];
    return flat({ is: 'series', parts: [contactOf(), ...conditions, ...ends] });
  });

function contactOf(): Circuit {
  return { is: 'contact', kind: 'open', operand: { text: '#first', key: '#FIRST' } };
}

/** Series within series and parallel within parallel are one, as both forms read them. */
function flat(circuit: Circuit): Circuit {
  if (circuit.is === 'series') {
    const parts = circuit.parts.map(flat).flatMap(part => (part.is === 'series' ? part.parts : [part]));
    const [only, ...others] = parts;
    return only !== undefined && others.length === 0 ? only : { is: 'series', parts };
  }
  if (circuit.is !== 'parallel') return circuit;
  return {
    is: 'parallel',
    branches: circuit.branches.map(flat).flatMap(each => (each.is === 'parallel' ? each.branches : [each])),
  };
}

describe('ladder networks', () => {
  test('printed in either form and read again they are what they were', () => {
    fc.assert(
      fc.property(fc.array(rung, { minLength: 1, maxLength: 3 }), rungs => {
        const expected = rungs.map(circuitText);
        expect(asText(rungs)).toEqual(expected);
        expect(asGraph(rungs)).toEqual(expected);
      }),
      { numRuns: 150 },
    );
  });

  test('one contact turned from open to closed is seen in its circuit alone', () => {
    fc.assert(
      fc.property(rung, rung, (first, second) => {
        const turned: Circuit =
          first.is === 'series'
            ? {
                is: 'series',
                parts: first.parts.map((part, at) =>
                  at === 0 && part.is === 'contact' ? { ...part, kind: 'closed' } : part,
                ),
              }
            : first;
        const [before, after] = [asGraph([first, second]), asGraph([turned, second])];
        expect(after[0]).not.toBe(before[0]);
        expect(after[0]).toBe(before[0]?.replace('open[#FIRST]', 'closed[#FIRST]'));
        expect(after.slice(1)).toEqual(before.slice(1));
      }),
      { numRuns: 50 },
    );
  });

  test('connections that cross become a circuit for each output', () => {
    const text = `RUNG wire#powerrail
      Contact( #a ) wire#w1 Contact( #b ) Coil( #x )
    END_RUNG
    RUNG wire#w1 Contact( #c ) wire#w2 Coil( #y ) END_RUNG
    RUNG wire#powerrail Contact( #d ) END_RUNG wire#w2`;
    expect(circuitsIn(parseS7dcl(s7dclBlock(text), 'b.s7dcl'))).toEqual([
      'open[#A] open[#B] coil<#X>',
      '(open[#A] open[#C] | open[#D]) coil<#Y>',
    ]);
  });

  test('a bridge has no such expression: its connections are kept as text', () => {
    const text = `RUNG wire#powerrail Contact( #a ) wire#w1 Contact( #b ) wire#w3 Coil( #x ) END_RUNG
    RUNG wire#powerrail Contact( #c ) wire#w2 Contact( #d ) END_RUNG wire#w3
    RUNG wire#w1 Contact( #e ) END_RUNG wire#w2`;
    const [only] = circuitsIn(parseS7dcl(s7dclBlock(text), 'b.s7dcl'));
    expect(only).toContain('verbatim{rail > open contact #A');
    for (const name of ['#B', '#C', '#D', '#E', '#X']) expect(only).toContain(name);
  });

  test('a second input of a box has the circuit that leads to it', () => {
    const text = `RUNG wire#powerrail Contact( #reset ) S_RS( operand := #lamp, s1 := wire#w1 ) Coil( #out ) END_RUNG
    RUNG wire#powerrail Contact( #set ) I_Contact( #lock ) END_RUNG wire#w1`;
    expect(circuitsIn(parseS7dcl(s7dclBlock(text), 'b.s7dcl'))).toEqual([
      'open[#RESET] RS(OPERAND=#LAMP, S1=open[#SET] closed[#LOCK]) coil<#OUT>',
    ]);
  });

  test('what only feeds itself is told all the same', () => {
    const text = `RUNG wire#w1 Contact( #a ) END_RUNG wire#w1`;
    expect(circuitsIn(parseS7dcl(s7dclBlock(text), 'b.s7dcl')).join()).toContain('#A');
  });

  test('a further output that is read through a circle says so, in a rung and in FBD', () => {
    const net = (circle: string) =>
      `<FlgNet><Parts><Access Scope="LocalVariable" UId="21"><Symbol><Component Name="q" /></Symbol></Access><Call UId="24"><CallInfo Name="F" BlockType="FB"><Parameter Name="P2" Section="Output" Type="Bool" /></CallInfo>${circle}</Call><Part Name="Coil" UId="25" /></Parts><Wires><Wire UId="26"><Powerrail /><NameCon UId="24" Name="en" /></Wire><Wire UId="28"><NameCon UId="24" Name="P2" /><NameCon UId="25" Name="in" /></Wire><Wire UId="29"><IdentCon UId="21" /><NameCon UId="25" Name="operand" /></Wire></Wires></FlgNet>`;
    for (const language of ['FBD', 'LAD']) {
      const body = (circle: string) =>
        JSON.stringify(
          readOf(parseSimaticMl(simaticMlBlock(net(circle), language), 'b.xml')).units[0]?.networks[0]?.body,
        );
      expect(body('')).toContain('F.P2');
      expect(body('<Negated Name="P2" />')).not.toBe(body(''));
    }
  });

  test('FBD is read as boxes with what feeds their pins', () => {
    const net = `<FlgNet><Parts><Access Scope="LocalVariable" UId="21"><Symbol><Component Name="a" /></Symbol></Access><Access Scope="LocalVariable" UId="22"><Symbol><Component Name="b" /></Symbol></Access><Access Scope="LocalVariable" UId="23"><Symbol><Component Name="q" /></Symbol></Access><Part Name="A" UId="24"><TemplateValue Name="Card" Type="Cardinality">2</TemplateValue><Negated Name="in2" /></Part><Part Name="Coil" UId="25" /></Parts><Wires><Wire UId="26"><IdentCon UId="21" /><NameCon UId="24" Name="in1" /></Wire><Wire UId="27"><IdentCon UId="22" /><NameCon UId="24" Name="in2" /></Wire><Wire UId="28"><NameCon UId="24" Name="out" /><NameCon UId="25" Name="in" /></Wire><Wire UId="29"><IdentCon UId="23" /><NameCon UId="25" Name="operand" /></Wire></Wires></FlgNet>`;
    const body = readOf(parseSimaticMl(simaticMlBlock(net, 'FBD'), 'b.xml')).units[0]?.networks[0]?.body;
    expect(body).toMatchObject({
      form: 'blocks',
      blocks: [
        {
          type: 'COIL coil',
          inputs: [
            {
              name: 'IN',
              from: {
                type: 'A',
                inputs: [
                  { name: 'IN1', negated: false, from: { key: '#A' } },
                  { name: 'IN2', negated: true, from: { key: '#B' } },
                ],
              },
            },
            { name: 'OPERAND', from: { key: '#Q' } },
          ],
        },
      ],
    });
  });
});
