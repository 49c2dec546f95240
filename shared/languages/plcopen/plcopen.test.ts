import { describe, expect, test } from 'vitest';
import { bodyLines } from '../compare/index.ts';
import { artefact, artefactsAreThere, artefactsIn, differing, readOf, told } from '../iec/testing/index.ts';
import type { Transition } from '../model/index.ts';
import { parseSt } from '../st/index.ts';
import { parsePlcopen, plcopenNoise, recognisePlcopen } from './index.ts';

function changed(name: string) {
  const [before, after] = ['v1', 'v2'].map(version => {
    const path = `plcopen/${name}.${version}.xml`;
    return told(readOf(parsePlcopen(artefact(path), path)));
  });
  return differing(before ?? [], after ?? []);
}

describe.skipIf(!artefactsAreThere)('of the recorded files', () => {
  test.each(artefactsIn('plcopen', /\.xml$/))('%s is understood whole', path => {
    const source = readOf(parsePlcopen(artefact(path), path));
    expect(source.unknown).toEqual([]);
    expect(source.problems).toEqual([]);
    expect(recognisePlcopen(path, new TextDecoder().decode(artefact(path).slice(0, 4_000)))).toBe(true);
  });

  test('each noise is by a rule of the reviewed list', () => {
    const rules = new Set(plcopenNoise.map(({ rule }) => rule));
    const found = artefactsIn('plcopen', /\.xml$/).flatMap(
      path => readOf(parsePlcopen(artefact(path), path)).noise,
    );
    expect(found.length).toBeGreaterThan(400);
    expect(found.filter(({ rule }) => !rules.has(rule))).toEqual([]);
  });

  test.each([
    ['plcopen/PACFramework_machinestruxure.xml', 1],
    ['plcopen/HomeAutomation_binsensor.v1.xml', 16],
  ])('no rule hides a value that a variable of %s begins with', (path, every) => {
    const text = new TextDecoder().decode(artefact(path));
    const before = told(readOf(parsePlcopen(text, path)));
    const values = [...text.matchAll(/<simpleValue value="([^"]*)"/g)].filter((_, at) => at % every === 0);
    expect(values.length).toBeGreaterThan(4);
    for (const value of values) {
      const end = value.index + value[0].length;
      const edited = `${text.slice(0, value.index)}<simpleValue value="4711"${text.slice(end)}`;
      const { gone, come } = differing(before, told(readOf(parsePlcopen(edited, path))));
      expect([gone.length, come.length]).toEqual([1, 1]);
    }
  });

  test('a binary sensor got a value it starts with, and two conditions and two resets of it; a library another version', () => {
    const own = '/function-block FB_INPUT_BINARYSENSOR_MQTT';
    expect(changed('HomeAutomation_binsensor')).toEqual({
      gone: [
        `${own} if: IF FB_R_TRIG.Q:read AND INITMQTTDONE:read THEN`,
        `${own} if: IF FB_F_TRIG.Q:read AND INITMQTTDONE:read THEN`,
        '/other HOMEAUTOMATION/other LIBRARIES Library MQTT :  := MQTT, 1.2.0.5 (Stefan Dreyer)',
      ],
      come: [
        `${own} VAR STARTUP : BOOL := TRUE`,
        `${own} if: IF ( FB_R_TRIG.Q:read OR ( STARTUP:read AND FB_DEBOUNCE.Q:read ) ) AND INITMQTTDONE:read THEN`,
        `${own}   assignment: STARTUP:write := FALSE`,
        `${own} if: IF ( FB_F_TRIG.Q:read OR ( STARTUP:read AND NOT ( FB_DEBOUNCE.Q:read ) ) ) AND INITMQTTDONE:read THEN`,
        `${own}   assignment: STARTUP:write := FALSE`,
        '/other HOMEAUTOMATION/other LIBRARIES Library MQTT :  := MQTT, 1.2.0.6 (Stefan Dreyer)',
      ],
    });
  });

  test('a dimmer sets its brightness at once: four variables and what waited for the target are gone', () => {
    const { gone, come } = changed('HomeAutomation_dmx');
    const own = '/function-block FB_OUTPUT_DIMMER_DMX_MQTT';
    expect([...gone, ...come].every(line => line.startsWith(own))).toBe(true);
    expect(gone.filter(line => line.startsWith(`${own} VAR `))).toEqual([
      `${own} VAR OUT_TARGET : BYTE`,
      `${own} VAR SOFTDIMTOVALUE : BOOL`,
      `${own} VAR SOFTDIMTOQFALSE : BOOL`,
      `${own} VAR OUT_INTERNAL_TMP : BYTE`,
    ]);
    expect(gone).toHaveLength(14);
    const written = (target: string) =>
      `assignment: THIS^.${target}:write := STRING_TO_BYTE:call ( DATA.PAYLOADSTRING:read ^ )`;
    expect(come).toEqual([
      `${own}/method PUBLISHRECEIVED       ${written('OUT_INTERNAL')}`,
      `${own}/method PUBLISHRECEIVED         ${written('OUT_INTERNAL')}`,
    ]);
  });

  test('a chart is its steps with their actions and what leads from one to the next', () => {
    const path = 'plcopen/HomeAutomation_dmx.v1.xml';
    const lines = told(readOf(parsePlcopen(artefact(path), path)));
    const own = '/controller WAGO_PFC200_G1_LAB/other HOMEAUTOMATION/program PLC_PRG_MAIN ';
    expect(
      lines.filter(line => line.startsWith(`${own}step`) || line.startsWith(`${own}transition`)),
    ).toEqual([
      `${own}step Init initial`,
      `${own}step Init N  MAIN_INIT`,
      `${own}step Main`,
      `${own}step Main N  DALI`,
      `${own}step Main N  READ_PUSHBUTTONS`,
      `${own}step Main N  WRITE_SWITCHES`,
      `${own}step Main N  MOVE_COVERS`,
      `${own}transition  Init -> Main`,
      `${own}transition  Init -> Main other: TRUE`,
      `${own}transition  Main -> Main`,
      `${own}transition  Main -> Main other: TRUE`,
    ]);
  });

  test('a rung means what the compiler of its project made of it', () => {
    const drawn = told(readOf(parsePlcopen(artefact('plcopen/SPEMMCRA_plc.xml'), 'plc.xml')));
    expect(drawn).toContain('/program DNP3TEST (coil<PB1> | coil<LED>) negated<PB2> coil<LED>');
    const compiled = told(readOf(parseSt(artefact('plcopen/SPEMMCRA_plc.st'), 'plc.st')));
    expect(compiled).toContain('/program DNP3TEST assignment: PB2:write := NOT ( TRUE OR TRUE )');
    // One task, said in the same words by both.
    const task = (lines: readonly string[]) => lines.filter(line => line.includes('interval'));
    expect(task(drawn)).toEqual(task(compiled));
  });
});

interface Drawing {
  readonly kind: string;
  readonly attributes?: string;
  readonly from?: readonly (number | string)[];
  readonly variable?: string;
  readonly inner?: string;
  readonly at?: readonly [number, number];
}

function connections(from: readonly (number | string)[]): string {
  const wires = from.map(end => {
    const [id, pin] = String(end).split('.');
    return `<connection refLocalId="${id}"${pin === undefined ? '' : ` formalParameter="${pin}"`}/>`;
  });
  return `<connectionPointIn>${wires.join('')}</connectionPointIn>`;
}

/** A body of elements, each by its number; where they stand is all the same unless it is said. */
function drawing(language: string, parts: Readonly<Record<number, Drawing>>): string {
  const elements = Object.entries(parts).map(
    ([id, { kind, attributes = '', from, variable, inner = '', at }]) => {
      const [x, y] = at ?? [0, Number(id)];
      const named =
        variable === undefined
          ? ''
          : /Variable$/.test(kind)
            ? `<expression>${variable}</expression>`
            : `<variable>${variable}</variable>`;
      const wires = from === undefined ? '' : connections(from);
      return `<${kind} localId="${id}" ${attributes}><position x="${x}" y="${y}"/>${wires}${inner}${named}</${kind}>`;
    },
  );
  return project(
    `<pou name="p" pouType="program"><interface/><body><${language}>${elements.join('')}</${language}></body></pou>`,
  );
}

function project(pou: string, header = ''): string {
  return `<project xmlns="http://www.plcopen.org/xml/tc6_0201"><fileHeader ${header}/><types><dataTypes/><pous>${pou}</pous></types></project>`;
}

function block(
  inputs: Readonly<Record<string, readonly (number | string)[]>>,
  outputs: readonly string[],
): string {
  const ins = Object.entries(inputs).map(
    ([name, from]) =>
      `<variable formalParameter="${name.replace('!', '')}"${name.includes('!') ? ' negated="true"' : ''}>${connections(from)}</variable>`,
  );
  const outs = outputs.map(
    name =>
      `<variable formalParameter="${name.replace('!', '')}"${name.includes('!') ? ' negated="true"' : ''}><connectionPointOut/></variable>`,
  );
  return `<inputVariables>${ins.join('')}</inputVariables><inOutVariables/><outputVariables>${outs.join('')}</outputVariables>`;
}

function body(text: string): string[] {
  const source = readOf(parsePlcopen(text, 'a.xml'));
  expect({ unknown: source.unknown, problems: source.problems }).toEqual({ unknown: [], problems: [] });
  return told(source)
    .slice(1)
    .map(line => line.replace('/program P ', ''));
}

const rails = { 1: { kind: 'leftPowerRail' }, 99: { kind: 'rightPowerRail', from: [] } } as const;

describe('a rung', () => {
  test('is what lies in series and what in parallel', () => {
    expect(
      body(
        drawing('LD', {
          ...rails,
          2: { kind: 'contact', variable: 'a', from: [1] },
          3: { kind: 'contact', variable: 'b', attributes: 'negated="true"', from: [2] },
          4: { kind: 'contact', variable: 'c', attributes: 'edge="rising"', from: [2] },
          5: { kind: 'coil', variable: 'd', attributes: 'storage="set"', from: [3, 4] },
          6: { kind: 'coil', variable: 'e', attributes: 'storage="reset"', from: [3, 4] },
        }),
      ),
    ).toEqual(['network 1 LD', 'open[A] (closed[B] | rising[C]) (set<D> | reset<E>)']);
  });

  test('is one of several where no wire but the rails joins them, in the order of drawing', () => {
    const parts = (first: number, second: number) =>
      drawing('LD', {
        ...rails,
        2: { kind: 'contact', variable: 'a', from: [1], at: [10, first] },
        3: { kind: 'coil', variable: 'b', from: [2], at: [20, first] },
        4: { kind: 'contact', variable: 'c', from: [1], at: [10, second] },
        5: { kind: 'coil', variable: 'd', from: [4], at: [20, second] },
      });
    expect(body(parts(10, 50))).toEqual([
      'network 1 LD',
      'open[A] coil<B>',
      'network 2 LD',
      'open[C] coil<D>',
    ]);
    // Drawn further down nothing changes; drawn in another order they work in another order.
    expect(body(parts(110, 150))).toEqual(body(parts(10, 50)));
    expect(body(parts(50, 10))).not.toEqual(body(parts(10, 50)));
  });

  test('runs through boxes, whose other pins have variables and rungs of their own', () => {
    expect(
      body(
        drawing('LD', {
          ...rails,
          2: { kind: 'contact', variable: 'a', from: [1] },
          3: { kind: 'contact', variable: 'r', from: [1] },
          4: { kind: 'inVariable', variable: 'T#2s' },
          5: {
            kind: 'block',
            attributes: 'typeName="CTX" instanceName="c1"',
            inner: block({ CU: [2], R: [3], PT: [4] }, ['Q', 'CV']),
          },
          6: { kind: 'coil', variable: 'd', from: ['5.Q'] },
          7: { kind: 'outVariable', variable: 'v', from: ['5.CV'] },
        }),
      ),
    ).toEqual(['network 1 LD', 'open[A] C1:CTX(CU=, R=open[R], PT=T#2000ms => CV=V) coil<D>']);
  });

  test('says through which output of a box it goes, where that goes not without saying', () => {
    const timed = (pin: string, outputs = ['ENO', 'Q', 'R']) =>
      body(
        drawing('LD', {
          ...rails,
          2: { kind: 'contact', variable: 'a', from: [1] },
          3: {
            kind: 'block',
            attributes: 'typeName="F" instanceName="f"',
            inner: block({ IN: [2] }, outputs),
          },
          4: { kind: 'coil', variable: 'd', from: [`3.${pin}`] },
        }),
      )[1];
    expect(timed('Q')).toBe('open[A] F:F(IN=) coil<D>');
    expect(timed('R')).toBe('open[A] F:F(IN= => R=) coil<D>');
    expect(timed('ENO')).toBe('open[A] F:F(IN= => ENO=) coil<D>');
    expect(timed('Q', ['ENO', '!Q', 'R'])).toBe('open[A] F:F(IN= => Q=NOT ) coil<D>');
  });

  test('says into which pin of a box its power goes', () => {
    const counter = (into: string) => {
      const text = drawing('LD', {
        ...rails,
        2: { kind: 'contact', variable: 'a', from: [1] },
        3: {
          kind: 'block',
          attributes: 'typeName="CTU" instanceName="c"',
          inner: block({ CU: into === 'CU' ? [2] : [], R: into === 'R' ? [2] : [] }, ['Q']),
        },
        4: { kind: 'coil', variable: 'd', from: ['3.Q'] },
      });
      const body = readOf(parsePlcopen(text, 'a.xml')).units[0]?.networks[0]?.body;
      return body === undefined ? [] : bodyLines(body).map(line => line.text);
    };
    expect(counter('CU')).toEqual(['a AND CTU c(CU := power, R :=) → d']);
    expect(counter('R')).toEqual(['a AND CTU c(CU :=, R := power) → d']);
  });

  test('that is a bridge is kept as it is wired, and a change in it is seen', () => {
    const bridge = (name: string) =>
      drawing('LD', {
        ...rails,
        2: { kind: 'contact', variable: 'a', from: [1] },
        3: { kind: 'contact', variable: 'b', from: [1] },
        4: { kind: 'contact', variable: 'x', from: [2, 3] },
        5: { kind: 'contact', variable: 'c', from: [2, 4] },
        6: { kind: 'coil', variable: name, from: [5, 4] },
      });
    const [, line] = body(bridge('d'));
    expect(line).toContain('verbatim{');
    expect(body(bridge('e'))[1]).not.toBe(line);
  });

  test('is the same with other numbers and elsewhere on the sheet', () => {
    const rung = (shift: number) =>
      drawing('LD', {
        [1 + shift]: { kind: 'leftPowerRail', at: [shift, 0] },
        [2 + shift]: { kind: 'contact', variable: 'a', from: [1 + shift], at: [shift, 5] },
        [3 + shift]: { kind: 'coil', variable: 'b', from: [2 + shift], at: [shift * 2, 5] },
      });
    expect(body(rung(0))).toEqual(body(rung(500)));
  });

  test('of many boxes that feed each other is bounded', () => {
    const parts: Record<number, Drawing> = { 1: { kind: 'leftPowerRail' } };
    for (let id = 2; id < 120; id++) {
      const from = id === 2 ? [1] : [`${id - 1}.Q`];
      parts[id] = {
        kind: 'block',
        attributes: `typeName="F" instanceName="f${id}"`,
        inner: block({ A: from, B: id < 4 ? [1] : [`${id - 1}.Q`, `${id - 2}.Q`], C: [1, `${id - 1}.Q`] }, [
          'Q',
        ]),
      };
    }
    const start = performance.now();
    expect(readOf(parsePlcopen(drawing('LD', parts), 'a.xml')).units).toHaveLength(1);
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});

describe('boxes', () => {
  test('stand in each other where one alone reads the other; an instance is read by the name of its output', () => {
    expect(
      body(
        drawing('FBD', {
          1: { kind: 'inVariable', variable: 'a' },
          2: { kind: 'inVariable', variable: 'b', attributes: 'negated="true"' },
          3: {
            kind: 'block',
            attributes: 'typeName="AND"',
            inner: block({ IN1: [1], 'IN2!': [2] }, ['OUT']),
          },
          4: { kind: 'inVariable', variable: 't#2s' },
          5: {
            kind: 'block',
            attributes: 'typeName="TON" instanceName="t1"',
            inner: block({ IN: ['3.OUT'], PT: [4] }, ['Q', 'ET']),
          },
          6: {
            kind: 'block',
            attributes: 'typeName="MOVE"',
            inner: block({ IN: ['5.ET'] }, ['OUT']),
          },
          7: { kind: 'outVariable', variable: 'e', from: ['6.OUT'] },
          8: { kind: 'outVariable', variable: 'q', from: ['5.Q'] },
        }),
      ),
    ).toEqual([
      'network 1 FBD',
      'T1:TON(IN=AND(IN1=A, IN2=NOT NOT B), PT=T#2000ms => Q=Q)',
      'MOVE(IN=T1.ET => OUT=E)',
    ]);
  });

  test('read at another output, or through a circle, say so', () => {
    const read = (pin: string, outputs: readonly string[], instance = '') =>
      body(
        drawing('FBD', {
          1: { kind: 'inVariable', variable: 'a' },
          2: { kind: 'block', attributes: `typeName="F"${instance}`, inner: block({ I: [1] }, outputs) },
          3: { kind: 'block', attributes: 'typeName="G"', inner: block({ I: [`2.${pin}`] }, ['OUT']) },
          4: { kind: 'outVariable', variable: 'q', from: ['3.OUT'] },
        }),
      ).slice(1);
    expect(read('F', ['ENO', 'F', 'B'])).toEqual(['G(I=F(I=A) => OUT=Q)']);
    expect(read('B', ['ENO', 'F', 'B'])).toEqual(['G(I=F(I=A => B=) => OUT=Q)']);
    expect(read('ENO', ['ENO', 'F', 'B'])).toEqual(['G(I=F(I=A => ENO=) => OUT=Q)']);
    expect(read('F', ['ENO', '!F', 'B'])).toEqual(['G(I=F(I=A => F=NOT ) => OUT=Q)']);
    expect(read('F', ['!F'], ' instanceName="f"')).toEqual(['F:F(I=A)', 'G(I=NOT F.F => OUT=Q)']);
  });

  test('that feed each other in a ring end', () => {
    const text = drawing('FBD', {
      1: { kind: 'block', attributes: 'typeName="A"', inner: block({ I: ['2.O'] }, ['O']) },
      2: { kind: 'block', attributes: 'typeName="B"', inner: block({ I: ['1.O'] }, ['O']) },
    });
    expect(readOf(parsePlcopen(text, 'a.xml')).units[0]?.networks).toHaveLength(1);
  });

  test('work in the order the tool numbers them, where it does', () => {
    const pair = (first: number, second: number) =>
      drawing('FBD', {
        1: {
          kind: 'block',
          attributes: `typeName="A" instanceName="a" executionOrderId="${first}"`,
          inner: block({}, ['O']),
        },
        2: {
          kind: 'block',
          attributes: `typeName="B" instanceName="b" executionOrderId="${second}"`,
          inner: block({}, ['O']),
        },
      });
    expect(body(pair(1, 2))).toEqual(['network 1 FBD', 'A:A()', 'network 2 FBD', 'B:B()']);
    expect(body(pair(2, 1))).toEqual(['network 1 FBD', 'B:B()', 'network 2 FBD', 'A:A()']);
  });
});

test('a chart with branches and joins, conditions and inline actions', () => {
  const ST = (text: string) =>
    `<inline name=""><ST><p xmlns="http://www.w3.org/1999/xhtml">${text}</p></ST></inline>`;
  expect(
    body(
      drawing('SFC', {
        1: { kind: 'step', attributes: 'name="Start" initialStep="true"', from: [] },
        2: { kind: 'simultaneousDivergence', from: [3] },
        3: { kind: 'transition', from: [1], inner: `<condition>${ST('go')}</condition>` },
        4: { kind: 'step', attributes: 'name="A"', from: [2] },
        5: { kind: 'step', attributes: 'name="B"', from: [2] },
        6: { kind: 'simultaneousConvergence', from: [4, 5] },
        7: {
          kind: 'transition',
          from: [6],
          inner: '<condition negated="true"><reference name="busy"/></condition>',
        },
        8: { kind: 'jumpStep', attributes: 'targetName="Start"', from: [7] },
        9: {
          kind: 'actionBlock',
          from: [4],
          inner: `<action localId="10" qualifier="D" duration="T#3s">${ST('x := 1;')}</action>`,
        },
      }),
    ),
  ).toEqual([
    'network  SFC',
    'step Start initial',
    'step A',
    'step A D T#3s assignment: X:write := 1',
    'step B',
    'transition  Start -> A+B',
    'transition  Start -> A+B other: GO:read',
    'transition  A+B -> Start',
    'transition  A+B -> Start other: NOT BUSY:read',
  ]);
});

describe('transitions behind one step are looked at', () => {
  const prioritiesAt = (places: readonly number[], written: readonly string[] = []) => {
    const transitions = places.map((x, at) => {
      const attributes = written[at] === undefined ? '' : `priority="${written[at]}"`;
      const inner = `<condition><reference name="c${at}"/></condition>`;
      return [10 + at, { kind: 'transition', attributes, from: [2], inner, at: [x, 50] }] as const;
    });
    const source = drawing('SFC', {
      1: { kind: 'step', attributes: 'name="Start" initialStep="true"', from: [] },
      2: { kind: 'selectionDivergence', from: [1] },
      ...Object.fromEntries(transitions),
    });
    const { units: tops } = readOf(parsePlcopen(new TextEncoder().encode(source), 'p.xml'));
    const units = tops.flatMap(unit => [unit, ...unit.units]);
    const [network] = units.flatMap(({ networks }) => networks);
    if (network?.body.form !== 'chart') throw new Error('a chart');
    const orders = new Map(network.body.chart.transitions.map(each => [conditionName(each), each.priority]));
    return places.map((_, at) => orders.get(`c${at}`));
  };
  const conditionName = ({ condition }: Transition) =>
    condition.form === 'statements' ? condition.statements[0]?.tokens[0]?.text : undefined;

  test('from the left to the right, which moving one of them changes', () => {
    expect(prioritiesAt([300, 100, 200])).toEqual([3, 1, 2]);
    expect(prioritiesAt([50, 100, 200])).toEqual([1, 2, 3]);
  });

  test('in no order that is known where the tool writes no places', () => {
    expect(prioritiesAt([0, 0])).toEqual([undefined, undefined]);
  });

  test('by what is written, wherever they stand', () => {
    expect(prioritiesAt([300, 100], ['1', '2'])).toEqual([1, 2]);
    expect(prioritiesAt([300, 100, 200], ['1'])).toEqual([1, undefined, undefined]);
  });
});

test('what is declared is declared as in the text of the same', () => {
  const variable = (name: string, type: string, value = '') =>
    `<variable name="${name}"><type>${type}</type>${value === '' ? '' : `<initialValue>${value}</initialValue>`}</variable>`;
  const xml = project(
    `<pou name="p" pouType="functionBlock"><interface><localVars retain="true" persistent="true">${[
      variable('a', '<INT/>', '<simpleValue value="16#0F"/>'),
      variable('b', '<string length="20"/>', '<simpleValue value="\'x\'"/>'),
      variable(
        'c',
        '<array><dimension lower="1" upper="3"/><baseType><derived name="St"/></baseType></array>',
        '<arrayValue><value repetitionValue="2"><simpleValue value="0"/></value><value><simpleValue value="1"/></value></arrayValue>',
      ),
      variable(
        'd',
        '<subrangeSigned><range lower="-5" upper="5"/><baseType><INT/></baseType></subrangeSigned>',
      ),
      variable('e', '<pointer><baseType><BYTE/></baseType></pointer>'),
      variable(
        'f',
        '<derived name="St"/>',
        '<structValue><value member="x"><simpleValue value="t#2s"/></value></structValue>',
      ),
    ].join('')}</localVars></interface><body><ST><p>a := 1;</p></ST></body></pou>`,
  );
  const text = `FUNCTION_BLOCK p VAR RETAIN PERSISTENT a : INT := 15; b : STRING(20) := 'x'; c : ARRAY[1..3] OF St := [2(0), 1];
    d : INT(-5..5); e : POINTER TO BYTE; f : St := (x := T#2000ms); END_VAR a := 1; END_FUNCTION_BLOCK`;
  expect(told(readOf(parsePlcopen(xml, 'a.xml')))).toEqual(told(readOf(parseSt(text, 'a.st'))));
});

test('times, tools, authors and ids of a file are noise, each by its rule', () => {
  const empty = '<pou name="p" pouType="program"><interface/><body><ST>x := 1;</ST></body></pou>';
  const one = readOf(
    parsePlcopen(
      project(empty, 'creationDateTime="2020-01-01T00:00:00" productVersion="1" companyName="a"'),
      'a.xml',
    ),
  );
  const other = readOf(
    parsePlcopen(
      project(empty, 'creationDateTime="2021-01-01T00:00:00" productVersion="2" companyName="b"'),
      'a.xml',
    ),
  );
  expect(told(one)).toEqual(told(other));
  expect(one.noise.map(({ rule }) => rule)).toEqual(['export-time', 'tool-version', 'document-information']);
});

test('what no part of this knows is kept and counted', () => {
  const odd =
    '<pou name="p" pouType="program"><interface/><body><CFC><thing a="1"/></CFC></body><addData><data name="http://tool/x" handleUnknown="discard"><Odd b="2"/></data></addData></pou>';
  const source = readOf(parsePlcopen(project(odd), 'a.xml'));
  expect(source.unknown.map(part => part.text)).toEqual(['<Odd b="2"/>', '<CFC>\n <thing a="1"/>\n</CFC>']);
  expect(source.units[0]?.networks).toHaveLength(1);
});

test('what is no project is refused, and says why', () => {
  expect(parsePlcopen('<a/>', 'a.xml')).toEqual({ state: 'refused', says: 'no project of PLCopen' });
  expect(parsePlcopen('<project', 'a.xml').state).toBe('refused');
  expect(recognisePlcopen('a.xml', '<project xmlns="http://maven.apache.org/POM/4.0.0">')).toBe(false);
});
