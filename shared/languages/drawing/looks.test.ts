import { describe, expect, test } from 'vitest';
import { compare, type Picture } from '../diff/index.ts';
import { sketch } from '../findings/sketch.fixture.ts';
import type { Drawing, Look, PlacedChange, Plates, Shape } from './drawing.ts';
import { drawn, overlaid } from './drawn.ts';
import { faultsOf } from './faults.fixture.ts';

/** The one network that differs, and its changes where they stand. */
function networkOf(old: string, now: string) {
  const { networks, changes } = compare(sketch(old), sketch(now));
  const [network] = networks;
  if (network?.picture?.old == null || network.picture.new === null) throw new Error('one drawn network');
  const placed = network.marks.map(
    ({ change, ...sides }): PlacedChange => ({
      ...sides,
      change,
      aspect: changes[change]?.aspect ?? '',
      sign: (changes[change]?.sign ?? 'changed') as PlacedChange['sign'],
    }),
  );
  return { pictures: { old: network.picture.old, new: network.picture.new }, placed };
}

const textsOf = ({ shapes }: Drawing, ghost = false) =>
  shapes.flatMap(shape => (shape.is === 'text' && shape.ghost === ghost ? [shape.lines.join('')] : []));
const marksOf = ({ shapes }: Drawing) =>
  shapes.flatMap(shape => (shape.is === 'mark' ? [`${shape.sign} ${shape.place}`] : []));
const isPlates = (shape: Shape): shape is Plates => shape.is === 'contact' || shape.is === 'coil';

describe('a rung', () => {
  const letters = (look: Look) => {
    const { pictures } = networkOf('rung 1: /a ^b !c {S q}', 'rung 1: /a ^b !c {R q}');
    const plates = drawn(pictures.old, 'old', [], look).shapes.filter(isPlates);
    return plates.map(({ is, letter }) => `${is} ${letter}`);
  };

  test('has the letters of its tool', () => {
    expect(letters('iec')).toEqual(['contact /', 'contact P', 'contact N', 'coil S']);
    expect(letters('logix')).toEqual(['contact /', 'contact ONS', 'contact N', 'coil L']);
  });

  test('spells out what is not seen, in which alone names may differ', () => {
    const operand = { text: 'Guard\u200b\u202e', key: 'GUARD' };
    const circuits: Picture = {
      form: 'circuits',
      circuits: [{ is: 'contact', kind: 'open', operand, memory: null }],
    };
    expect(textsOf(drawn(circuits, 'new', [], 'iec'))).toEqual(['Guard\\u200b\\u202e']);
  });

  test('breaks long names between their words', () => {
    const lines = (text: string) => {
      const operand = { text, key: text };
      const contact = { is: 'contact' as const, kind: 'open' as const, operand, memory: null };
      const { shapes } = drawn({ form: 'circuits', circuits: [contact] }, 'new', [], 'iec');
      return shapes.flatMap(shape => (shape.is === 'text' ? shape.lines : []));
    };
    expect(lines('#FI_CircuitProtectionOK')).toEqual(['#FI_CircuitProtection', 'OK']);
    expect(lines('x_runUnit_C[x_unitIndexOnOverRuntime]')).toEqual([
      'x_runUnit_C[x_',
      'unitIndexOnOver',
      'Runtime]',
    ]);
    expect(lines('ABCDEFGHIJKLMNOPQRSTUVWXYZ')).toEqual(['ABCDEFGHIJKLMNOPQRSTUV', 'WXYZ']);
  });

  test('has a right rail in Logix alone', () => {
    const { pictures } = networkOf('rung 1: a {q}', 'rung 1: b {q}');
    const rails = (look: Look) =>
      drawn(pictures.old, 'old', [], look).shapes.filter(
        shape => shape.is === 'wire' && shape.line === 'rail',
      );
    expect([rails('iec').length, rails('logix').length]).toEqual([1, 2]);
  });

  test('marks each change on the sides where its piece stands, by a sign', () => {
    const { pictures, placed } = networkOf(
      'rung 4: Start Guard TON:T1[IN=b PT=T#3s] {q}',
      'rung 4: Start TON:T1[IN=b PT=T#5s] {q} {S r}',
    );
    expect(marksOf(drawn(pictures.old, 'old', placed, 'iec'))).toEqual(['removed 0.1', 'changed 0.2.PT']);
    expect(marksOf(drawn(pictures.new, 'new', placed, 'iec'))).toEqual(['changed 0.1.PT', 'added 0.3']);
  });
});

describe('an overlaid rung', () => {
  test('keeps what is no more as a ghost with the wire through it, and says what was', () => {
    const { pictures, placed } = networkOf(
      'rung 4: Start Guard TON:T1[IN=b PT=T#3s] ( c | d ) {q}',
      'rung 4: Start TON:T1[IN=b PT=T#5s] ( /c | d | e ) {q}',
    );
    const drawing = overlaid(pictures, placed, 'iec');
    if (drawing === null) throw new Error('drawn');
    expect(textsOf(drawing, true)).toEqual(['Guard']);
    expect(textsOf(drawing)).toEqual(expect.arrayContaining(['was T#3s', 'T#5s', 'was normally open', 'e']));
    expect(marksOf(drawing).sort()).toEqual([
      'added 0.2.2',
      'changed 0.1.PT',
      'changed 0.2.0.0',
      'removed 0.1',
    ]);
    const ghost = drawing.shapes.filter(isPlates).find(shape => shape.ghost);
    if (ghost === undefined) throw new Error('a ghost');
    const { frame } = ghost;
    const through = drawing.shapes.some(
      shape =>
        shape.is === 'wire' &&
        !shape.ghost &&
        shape.points[1] === frame.y + frame.height / 2 &&
        (shape.points[0] ?? 0) <= frame.x &&
        (shape.points[2] ?? 0) >= frame.x + frame.width,
    );
    expect(through).toBe(true);
  });

  test('shows a branch that was laid around a contact, and the contact once', () => {
    const { pictures, placed } = networkOf('rung 4: a b {q}', 'rung 4: ( a | c ) b {q}');
    const drawing = overlaid(pictures, placed, 'iec');
    if (drawing === null) throw new Error('drawn');
    expect(textsOf(drawing).toSorted()).toEqual(['a', 'b', 'c', 'q']);
    expect(textsOf(drawing, true)).toEqual([]);
    expect(marksOf(drawing)).toEqual(['added 0.0.1']);
  });

  test('is none where the sides are drawn in different ways', () => {
    const rungs: Picture = { form: 'circuits', circuits: [] };
    expect(overlaid({ old: rungs, new: { form: 'blocks', blocks: [] } }, [], 'iec')).toBeNull();
  });
});

describe('a function block diagram', () => {
  const box = (instance: string, reads: readonly string[]) => ({
    type: 'AND',
    instance: { text: instance, key: instance.toUpperCase() },
    inputs: reads.map((text, at) => ({
      name: `In${at}`,
      negated: at === 1,
      from: { text, key: text.toUpperCase() },
    })),
    outputs: [],
    comment: null,
  });

  const wired = (...boxes: ReturnType<typeof box>[]) =>
    drawn({ form: 'blocks', blocks: boxes }, 'new', [], 'iec');
  const dotsOf = ({ shapes }: Drawing) => shapes.filter(({ is }) => is === 'dot');

  test('draws a wire to each pin that reads an output, and a dot where it branches', () => {
    const one = wired(box('A', ['x']), box('B', ['A.Out']));
    expect(textsOf(one)).not.toContain('A.Out');
    expect(dotsOf(one)).toEqual([]);
    const several = wired(
      box('A', ['x']),
      box('B', ['A.Out']),
      box('C', ['y', 'A.Out']),
      box('D', ['B.Out']),
    );
    const told = (text: string) => textsOf(several).filter(each => each === text).length;
    expect(['A.Out', 'B.Out', 'Out', 'x', 'y'].map(told)).toEqual([0, 0, 2, 1, 1]);
    expect(dotsOf(several)).toHaveLength(1);
    expect(faultsOf(several)).toEqual([]);
  });

  test('keeps the variable an output is written to over the wire that goes on', () => {
    const source = {
      ...box('A', ['x']),
      outputs: [{ name: 'Out', negated: false, from: { text: 'Level', key: 'LEVEL' } }],
    };
    const drawing = drawn({ form: 'blocks', blocks: [source, box('B', ['A.Out'])] }, 'new', [], 'iec');
    expect(textsOf(drawing).filter(text => /Out|Level/.test(text))).toEqual(['Level', 'Out']);
    expect(faultsOf(drawing)).toEqual([]);
  });

  test('tells an output by name where its wire would cross too many others', () => {
    // Eight outputs are read in the opposite order: the last has to cross seven.
    const outputs = Array.from({ length: 8 }, (_, at) => `A.Q${at}`);
    const readers = outputs.map((_, at) => box(`R${at}`, outputs.toReversed().slice(at, at + 1)));
    const mixed = wired(box('A', ['x']), box('Z', outputs), ...readers);
    const named = textsOf(mixed).filter(text => text.startsWith('A.Q'));
    expect(named.length).toBeGreaterThan(0);
    expect(named.length).toBeLessThan(16);
    expect(faultsOf(mixed)).toEqual([]);
  });

  test('leaves boxes that feed each other named', () => {
    const loop: Picture = { form: 'blocks', blocks: [box('A', ['B.Out']), box('B', ['A.Out'])] };
    const { shapes } = drawn(loop, 'new', [], 'iec');
    expect(shapes.filter(({ is }) => is === 'box')).toHaveLength(2);
  });

  test('draws a circle at a negated pin', () => {
    const { shapes } = drawn({ form: 'blocks', blocks: [box('A', ['x', 'y'])] }, 'new', [], 'iec');
    expect(shapes.flatMap(shape => (shape.is === 'bubble' ? [shape.place] : []))).toEqual(['0.In1']);
  });
});

describe('a chart', () => {
  const step = (name: string, initial = false) => ({ name, initial, actions: [], place: name });
  const transition = (name: string, from: string[], to: string[]) => ({
    ...{ name, from, to, condition: [`${name} is true`] },
    place: `${name} ${from.join(', ')} → ${to.join(', ')}`,
  });
  const chart: Picture = {
    form: 'chart',
    steps: [step('Init', true), step('Left'), step('Right'), step('End')],
    transitions: [
      transition('T1', ['Init'], ['Left', 'Right']),
      transition('T2', ['Left', 'Right'], ['End']),
      transition('T3', ['End'], ['Init']),
    ],
  };

  test('frames the initial step twice, joins what runs at once by double lines, ends a loop in an arrow', () => {
    const drawing = drawn(chart, 'new', [], 'iec');
    const count = (is: Shape['is']) => drawing.shapes.filter(shape => shape.is === is).length;
    expect([count('initial-step'), count('step'), count('transition')]).toEqual([1, 3, 3]);
    const lines = drawing.shapes.flatMap(shape => (shape.is === 'wire' ? [shape.line] : []));
    expect(lines.filter(line => line === 'double')).toHaveLength(2);
    expect(lines.filter(line => line === 'jump')).toHaveLength(1);
    expect(textsOf(drawing)).toContain('→ Init');
  });

  test('overlaid knows a step by its new name, and keeps what is no more', () => {
    const now: Picture = {
      ...chart,
      steps: [step('Init', true), step('Links'), step('Right'), step('End')],
      transitions: [
        transition('T1', ['Init'], ['Links', 'Right']),
        transition('T2', ['Links', 'Right'], ['End']),
        transition('T4', ['End'], ['Right']),
      ],
    };
    const renamed: PlacedChange = { change: 0, aspect: 'step', sign: 'changed', old: 'Left', new: 'Links' };
    const drawing = overlaid({ old: chart, new: now }, [renamed], 'iec');
    if (drawing === null) throw new Error('drawn');
    expect(textsOf(drawing)).toEqual(expect.arrayContaining(['was Left', 'Links', 'T4']));
    expect(textsOf(drawing, true)).toEqual(['T3', 'T3 is true', '→ Init']);
    expect(marksOf(drawing)).toHaveLength(3);
  });
});
