import fc from 'fast-check';
import type { Picture, PictureBox, PicturePart, PicturePin } from '../diff/index.ts';

/* Random pictures of every form, of names short, long, of several scripts and of nothing. */

const anyText = fc.oneof(
  fc.constantFrom(
    'a',
    'Start',
    'Guard_Closed',
    '"IM_PFM".M_317_Gasket_Carousel.onOutFWD',
    'T#3s',
    '12.5',
    '',
  ),
  fc.constantFrom(
    'Сортировка.Начало',
    '搬送コンベア_起動',
    'x'.repeat(90),
    'a + b * (c - d) / 2.0 > limit',
    'e\u0301🙂',
  ),
  fc.string({ maxLength: 30 }),
);
const anyOperand = anyText.map(text => ({ text, key: text.toUpperCase() }));
const anyMemory = fc.option(anyOperand, { freq: 3 });
const anyPinName = fc.constantFrom('IN', 'PT', 'EN', 'Source A', 'a_very_long_name_of_a_pin', '');

const contacts = ['open', 'closed', 'rising', 'falling'] as const;
const coils = ['coil', 'negated', 'set', 'reset', 'rising', 'falling', 'jump', 'return'] as const;

interface Parts {
  part: PicturePart;
  series: PicturePart;
  box: PictureBox;
  pin: PicturePin;
}

const parts = fc.letrec<Parts>((tie: fc.LetrecTypedTie<Parts>) => {
  const pins = fc.uniqueArray(tie('pin'), { selector: ({ name }) => name, maxLength: 4 });
  return {
    part: fc.oneof(
      { maxDepth: 3, depthIdentifier: 'picture' },
      fc.record({
        is: fc.constant('contact' as const),
        kind: fc.constantFrom(...contacts),
        operand: anyOperand,
        memory: anyMemory,
      }),
      fc.record({
        is: fc.constant('coil' as const),
        kind: fc.constantFrom(...coils),
        operand: anyOperand,
        memory: anyMemory,
      }),
      anyText.map(text => ({ is: 'verbatim' as const, text: `${text}\n${text}` })),
      tie('box').map(box => ({ is: 'box' as const, box })),
      fc
        .array(tie('series'), { minLength: 2, maxLength: 3 })
        .map(branches => ({ is: 'parallel' as const, branches })),
    ),
    series: fc
      .array(tie('part'), { maxLength: 4, depthIdentifier: 'picture' })
      .map(list => ({ is: 'series' as const, parts: list })),
    pin: fc.oneof(
      { maxDepth: 3, depthIdentifier: 'picture' },
      fc.record({
        name: anyPinName,
        negated: fc.boolean(),
        from: fc.constant(null),
        power: fc.constant(true as const),
      }),
      fc.record({
        name: anyPinName,
        negated: fc.boolean(),
        from: fc.oneof(
          { maxDepth: 3, depthIdentifier: 'picture' },
          fc.constant(null),
          anyOperand,
          tie('box'),
          tie('series'),
        ),
      }),
    ),
    box: fc.record({
      type: fc.oneof(fc.constantFrom('TON', 'NOT', 'FB_Motor_With_A_Rather_Long_Name'), anyText),
      instance: fc.option(anyOperand),
      inputs: pins,
      outputs: fc.uniqueArray(
        fc.record({
          name: fc.constantFrom('Q', 'ET', 'Dest'),
          negated: fc.boolean(),
          from: fc.option(anyOperand),
        }),
        { selector: ({ name }) => name, maxLength: 3 },
      ),
      comment: fc.option(anyText),
    }),
  };
});

const anyRungs = fc
  .array(parts.series, { maxLength: 3 })
  .map((circuits): Picture => ({ form: 'circuits', circuits }));

/** Some read each other by the names of their outputs, several the same one. */
const anyReads = fc.array(fc.tuple(fc.nat(7), fc.constantFrom('Q', 'Dest', 'ET')), { maxLength: 3 });
const anyBlocks = fc.array(fc.tuple(parts.box, anyReads), { maxLength: 8 }).map(
  (boxes): Picture => ({
    form: 'blocks',
    blocks: boxes.map(([box, reads], at) => ({
      ...box,
      instance: { text: `B${at}`, key: `B${at}` },
      inputs: [
        ...reads.map(([other, output], n) => {
          const name = `B${other}.${output}`;
          return { name: `READ${n}`, negated: false, from: { text: name, key: name.toUpperCase() } };
        }),
        ...box.inputs,
      ],
    })),
  }),
);

const anyStepName = fc.constantFrom('S0', 'S1', 'S2', 'S3', 'S4', 'S5', 'S6');

const anyChart = fc
  .tuple(
    fc.uniqueArray(anyStepName, { maxLength: 7 }),
    fc.array(
      fc.record({
        name: anyText,
        from: fc.uniqueArray(anyStepName, { maxLength: 3 }),
        to: fc.uniqueArray(anyStepName, { maxLength: 3 }),
        condition: fc.array(anyText, { maxLength: 3 }),
      }),
      { maxLength: 9 },
    ),
    fc.array(fc.array(anyText, { maxLength: 3 }), { minLength: 7, maxLength: 7 }),
    fc.nat(2),
  )
  .map(
    ([steps, transitions, actions, initial]): Picture => ({
      form: 'chart',
      steps: steps.map((name, at) => ({
        name,
        initial: at === initial,
        actions: (actions[at] ?? []).map((text, n) => ({ text, place: `${name}.${n}` })),
        place: name,
      })),
      transitions: transitions.map((each, at) => ({
        ...each,
        place: `${at} ${each.from.join(', ')} → ${each.to.join(', ')}`,
      })),
    }),
  );

export const anyPicture: fc.Arbitrary<Picture> = fc.oneof(anyRungs, anyBlocks, anyChart);

/** Two pictures of one form. */
export const anyPictures: fc.Arbitrary<{ old: Picture; new: Picture }> = fc.oneof(
  ...[anyRungs, anyBlocks, anyChart].map(any => fc.record({ old: any, new: any })),
);
