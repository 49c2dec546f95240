import { describe, expect, test } from 'vitest';
import { readOf, told } from '../iec/testing/index.ts';
import {
  across,
  action,
  block,
  chart,
  chartLink,
  closed,
  coil,
  compare,
  down,
  empty,
  gap,
  jump,
  ladder,
  link,
  open,
  operate,
  rising,
  row,
  sheet,
  spanning,
  step,
  transition,
} from './drawn.fixture.ts';
import { parseXef } from './index.ts';

function lines(text: string, begins = '/program PUMPS '): string[] {
  return told(readOf(parseXef(text, 'Pumps.xld')), true)
    .filter(line => line.startsWith(begins))
    .map(line => line.slice(begins.length).trim())
    .filter(line => !line.startsWith('['));
}

describe('a rung', () => {
  test('is told by its first row, in series and in parallel', () => {
    const text = ladder(
      row('<emptyLine nbRows="2"></emptyLine>'),
      row(open('Start'), down(across(1)), closed('Stop'), down(across(5)), across(1), coil('Run'), across(1)),
      row(open('Run'), across(1), empty(6), across(1), coil('Lamp'), across(1)),
      gap,
      row(rising('Edge'), across(9), coil('Mark', 'setCoil')),
    );
    expect(lines(text)).toEqual([
      'network 3 LD',
      '(open[START] | open[RUN]) closed[STOP] (coil<RUN> | coil<LAMP>)',
      'network 6 LD',
      'rising[EDGE] set<MARK>',
    ]);
  });

  test('compares in the way of its power, works at its end, calls, jumps and returns', () => {
    const text = ladder(
      row(open('A'), compare(2, 'Level &gt;= 50'), across(4), operate(4, 'Out:=Level*2;')),
      gap,
      row(open('B'), across(9), coil('Fill', 'callCoil')),
      gap,
      row(open('C'), across(9), '<control typeControl="jumpCoil" label="End"></control>'),
      gap,
      row('<labelCell label="End"></labelCell>', empty(10)),
      row(closed('D'), across(9), '<control typeControl="retCoil"></control>'),
    );
    expect(lines(text)).toEqual([
      'network 1 LD',
      'open[A] >=(EN=, IN1=LEVEL, IN2=50) :=(EN=, =LEVEL * 2 => =OUT)',
      'network 3 LD',
      'open[B] Fill(EN=)',
      'network 5 LD',
      'open[C] jump<END>',
      'network 8 LD',
      'closed[D] return<>',
    ]);
    expect(told(readOf(parseXef(text, 'x.xld')))).toContain('/program PUMPS [label = END]');
  });

  test('enters a block in the row of a pin, below those at which a variable is written', () => {
    const text = ladder(
      row(
        empty(3),
        block(
          'Heat',
          'Heating',
          [3, 0],
          { Setpoint: 'SP', Measured: 'PV', start: null },
          { plus: null, minus: null },
        ),
        empty(6),
      ),
      gap,
      row(empty(5), across(5), coil('Up')),
      row(empty(5), across(5), coil('Down')),
      gap,
      gap,
      row(open('Go'), across(2), empty(8)),
    );
    expect(lines(text)).toEqual([
      'network 1 LD',
      '(open[GO] HEAT:Heating(Setpoint=SP, Measured=PV, start=) coil<UP> | open[HEAT.MINUS] coil<DOWN>)',
    ]);
    // A wire to a row in which no pin is known to stand is told by its row: nothing is guessed.
    const bound = text.replace('formalParameter="start"', 'formalParameter="start" effectiveParameter="On"');
    expect(lines(bound)[1]).toContain('start=ON, row 6=) coil<UP>');
  });

  test('has what is written beside its rows as its comment, wherever in them it stands', () => {
    const remark = (at: number) =>
      `<textBox width="3" height="1">Start of the bath<objPosition posX="4" posY="${at}"></objPosition></textBox>`;
    const rows = [
      row(open('A'), across(9), coil('X')),
      gap,
      row(open('B'), down(across(9)), coil('Y')),
      row(empty(10), coil('Z')),
    ];
    for (const at of [1, 2, 3])
      expect(lines(ladder(...rows, remark(at)))).toEqual([
        'network 1 LD',
        'open[A] coil<X>',
        'network 3 LD',
        '// Start of the bath',
        'open[B] (coil<Y> | coil<Z>)',
      ]);
  });

  test('where it is drawn means nothing', () => {
    const before = ladder(row(open('A'), closed('B'), across(8), coil('X')));
    const after = ladder(gap, gap, row(across(2), open('A'), across(3), closed('B'), across(3), coil('X')));
    expect(lines(after).slice(1)).toEqual(lines(before).slice(1));
  });

  test('what is no cell of a row is kept', () => {
    const source = readOf(parseXef(ladder(row(open('A'), '<Future a="1"/>', across(8), coil('X'))), 'x.xld'));
    expect(source.unknown.map(({ text }) => text)).toEqual(['<Future a="1"/>']);
  });
});

describe('a sheet', () => {
  const boxes = [
    block('.1', 'MUL', [3, 3], { IN1: 'Raw', IN2: '0.01' }, { OUT: null }, { enabling: false }),
    block('.2', 'GT', [14, 3], { IN1: null, '!IN2': 'Limit' }, { OUT: null }, { enabling: false }),
    block('Late', 'TON', [25, 3], { IN: null, PT: 't#3s' }, { Q: 'Run', ET: null }, { enabling: false }),
  ];
  const wires = [link(['.1', 'OUT'], ['.2', 'IN1']), link(['.2', 'OUT'], ['Late', 'IN'])];

  test('is its instances, with what flows into them', () => {
    expect(lines(sheet(...boxes, ...wires))).toEqual([
      'network  FBD',
      'LATE:TON(IN=GT(IN1=MUL(IN1=RAW, IN2=0.01), IN2=NOT LIMIT), PT=T#3000ms => Q=RUN)',
    ]);
  });

  test('says which output is read, where it is not the first, and a circle at it', () => {
    const [, , late = ''] = boxes;
    const split = (output: string, from: string) =>
      lines(
        sheet(
          block('.2', 'SPLIT', [14, 3], { IN: 'Raw' }, { [output]: null, HIGH: null }, { enabling: false }),
          late,
          link(['.2', from], ['Late', 'IN']),
        ),
      )[1];
    expect(split('LOW', 'LOW')).toContain('IN=SPLIT(IN=RAW), PT');
    expect(split('LOW', 'HIGH')).toContain('IN=SPLIT(IN=RAW => HIGH=), PT');
    expect(split('LOW', 'ENO')).toContain('IN=SPLIT(IN=RAW => ENO=), PT');
    expect(split('!LOW', 'LOW')).toContain('IN=SPLIT(IN=RAW => LOW=NOT ), PT');
  });

  test('numbers of functions, places and the order of a file mean nothing', () => {
    const before = lines(sheet(...boxes, ...wires));
    const renumbered = [...wires, ...boxes.toReversed()]
      .join('\n')
      .replaceAll('".1"', '".71"')
      .replaceAll('posX="14"', 'posX="15"');
    expect(lines(sheet(renumbered))).toEqual(before);
  });

  test('tells what several read by the number of the function, as the tool does', () => {
    const twice = sheet(...boxes, ...wires, link(['.1', 'OUT'], ['Late', 'PT']));
    expect(lines(twice).slice(1)).toEqual([
      '.1:MUL(IN1=RAW, IN2=0.01)',
      'LATE:TON(IN=GT(IN1=.1.OUT, IN2=NOT LIMIT), PT=.1.OUT => Q=RUN)',
    ]);
  });

  test('loses no box of a ring, and none of a chain however long', () => {
    const wired = (count: number, ring: boolean) =>
      sheet(
        ...Array.from({ length: count }, (_, at) =>
          block(`.${at}`, `F${at}`, [at, 1], { A: null }, { Q: null }),
        ),
        ...Array.from({ length: ring ? count : count - 1 }, (_, at) =>
          link([`.${at}`, 'Q'], [`.${(at + 1) % count}`, 'A']),
        ),
      );
    for (const ring of [false, true]) {
      const all = lines(wired(150, ring)).join(' ');
      expect(Array.from({ length: 150 }, (_, at) => at).filter(at => !all.includes(`F${at}(`))).toEqual([]);
    }
  });

  test('jumps from where a link ends, and keeps a link of which no end is there', () => {
    const target = '<jumpObject label="End"><objPosition posX="44" posY="7"></objPosition></jumpObject>';
    const stop = '<labelObject label="End"><objPosition posX="0" posY="90"></objPosition></labelObject>';
    const jumping = sheet(
      ...boxes.slice(0, 2),
      wires[0] ?? '',
      link(['.2', 'OUT'], ['', 'IN1']),
      target,
      stop,
    );
    expect(lines(jumping)).toEqual([
      'network  FBD',
      '.2:GT(IN1=MUL(IN1=RAW, IN2=0.01), IN2=NOT LIMIT)',
      'JMP(=.2.OUT => =END)',
      'network  FBD',
    ]);
    const source = readOf(parseXef(sheet(...boxes, link(['.9', 'OUT'], ['Late', 'IN'])), 'x.xbd'));
    expect(source.unknown).toHaveLength(1);
  });

  test('has what is written on it as a comment of its own', () => {
    const text = (words: string, y: number) =>
      `<textBox width="9" height="2">${words}<objPosition posX="1" posY="${y}"></objPosition></textBox>`;
    const source = lines(sheet(text('below', 9), ...boxes, ...wires, text('above', 2)));
    expect(source.slice(2)).toEqual(['network  FBD', '// above\nbelow']);
  });
});

describe('a chart', () => {
  const own = '/program FILL ';
  const parts = [
    step('Init', [0, 0], action('A_Init'), 'initialStep'),
    transition('Go', [0, 1]),
    step('Fill', [0, 2], `${action('Valve', 'L', 't#5s')}<literals max="" min="t#1s" delay=""></literals>`),
    spanning('altBranch', [0, 3], 4),
    transition('Full', [0, 3]),
    transition('Late', [3, 3], true),
    step('Stir', [0, 4]),
    step('Alarm', [3, 4]),
    spanning('altJoint', [0, 5], 4),
    transition('Stirred', [0, 5]),
    transition('Acked', [3, 5]),
    step('Drain', [0, 6]),
    transition('Empty', [0, 7]),
    jump('Init', [0, 8]),
  ];

  test('is its steps, and transitions by what they join, through branches and joints', () => {
    expect(lines(chart(parts), own).filter(line => line.startsWith('transition'))).toEqual([
      'transition  Init -> Fill',
      'transition  Init -> Fill other: GO:read',
      'transition  Fill -> Stir',
      'transition  Fill -> Stir other: FULL:read',
      'transition  Fill -> Alarm',
      'transition  Fill -> Alarm other: NOT LATE:read',
      'transition  Stir -> Drain',
      'transition  Stir -> Drain other: STIRRED:read',
      'transition  Alarm -> Drain',
      'transition  Alarm -> Drain other: ACKED:read',
      'transition  Drain -> Init',
      'transition  Drain -> Init other: EMPTY:read',
    ]);
    expect(readOf(parseXef(chart(parts), 'x.xsf')).unknown).toEqual([]);
  });

  test('places and the order of a file mean nothing', () => {
    const moved = [...parts]
      .reverse()
      .map(part =>
        part.replace(
          /posX="(\d+)" posY="(\d+)"/,
          (_, x, y) => `posX="${Number(x) + 2}" posY="${Number(y) + 4}"`,
        ),
      );
    expect(lines(chart(moved), own)).toEqual(lines(chart(parts), own));
  });

  test('a branch is looked at from the left to the right: trading its places is a change', () => {
    const orders = (source: readonly string[]) => {
      const { units } = readOf(parseXef(chart(source), 'x.xsf'));
      const [network] = units.flatMap(unit => [unit, ...unit.units]).flatMap(({ networks }) => networks);
      if (network?.body.form !== 'chart') throw new Error('a chart');
      return network.body.chart.transitions.map(({ to, priority }) =>
        `${to.join()} ${priority ?? ''}`.trim(),
      );
    };
    expect(orders(parts)).toEqual(['Fill', 'Stir 1', 'Alarm 2', 'Drain', 'Drain', 'Init']);
    const traded = parts.map(part =>
      part.replace(/posX="([03])" posY="([345])"/, (_, x, y) => `posX="${3 - Number(x)}" posY="${y}"`),
    );
    const branches = parts.map((part, at) => (/Branch|Joint/.test(part) ? part : (traded[at] ?? '')));
    expect(orders(branches).toSorted()).toEqual(['Alarm 1', 'Drain', 'Drain', 'Fill', 'Init', 'Stir 2']);
  });

  test('begins steps together and waits for all of them, and follows links', () => {
    const both = [
      step('Init', [0, 0], '', 'initialStep'),
      transition('Go', [0, 1]),
      spanning('parBranch', [0, 2], 3),
      step('Left', [0, 2]),
      step('Right', [2, 2]),
      spanning('parJoint', [0, 2], 3),
      transition('Done', [0, 3]),
      chartLink(['transition', [0, 3]], ['step', [0, 0]]),
    ];
    expect(
      lines(chart(both), own).filter(line => line.startsWith('transition') && !line.includes('other')),
    ).toEqual(['transition  Init -> Left+Right', 'transition  Left+Right -> Init']);
  });

  test('where a transition leads to nothing that is seen, what stands around it is kept', () => {
    const source = readOf(parseXef(chart(parts.slice(0, 2)), 'x.xsf'));
    expect(source.unknown).toHaveLength(1);
  });

  test('its sections are units of their own', () => {
    const sources =
      '<actionSource name="A_Init"><STSource>Done := FALSE;</STSource></actionSource>' +
      '<transitionSource name="T_Go"><LDSource nbColumns="3"><networkLD></networkLD></LDSource></transitionSource>';
    const facts = told(readOf(parseXef(chart(parts, sources), 'x.xsf')));
    expect(facts).toContain('/program FILL/action A_INIT assignment: DONE:write := FALSE');
    expect(facts).toContain('/program FILL/transition T_GO');
  });
});
