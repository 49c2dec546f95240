import { z } from 'zod';

/*
 * A network as it is drawn. Series within series and branches within branches are taken apart, so that a place
 * such as `0.2.1` counts circuits, parts and branches from 0: circuit 0, its part 2, of that branch 1. A pin is
 * called by its name.
 */

const operand = z.strictObject({ text: z.string(), key: z.string() });

export interface PictureOperand {
  text: string;
  key: string;
}
export interface PicturePin {
  name: string;
  negated: boolean;
  from: PictureOperand | PictureBox | PicturePart | null;
  /** The way of the power leads through it. */
  power?: true | undefined;
}
export interface PictureBox {
  type: string;
  instance: PictureOperand | null;
  inputs: PicturePin[];
  outputs: PicturePin[];
  comment: string | null;
}
export type PicturePart =
  | { is: 'series'; parts: PicturePart[] }
  | { is: 'parallel'; branches: PicturePart[] }
  /** `memory` is the bit an edge is kept in; null where none is named. */
  | {
      is: 'contact';
      kind: 'open' | 'closed' | 'rising' | 'falling';
      operand: PictureOperand;
      memory: PictureOperand | null;
    }
  | {
      is: 'coil';
      kind: 'coil' | 'negated' | 'set' | 'reset' | 'rising' | 'falling' | 'jump' | 'return';
      operand: PictureOperand;
      memory: PictureOperand | null;
    }
  | { is: 'box'; box: PictureBox }
  | { is: 'verbatim'; text: string };

const partSchema: z.ZodType<PicturePart> = z.lazy(() =>
  z.discriminatedUnion('is', [
    z.strictObject({ is: z.literal('series'), parts: z.array(partSchema) }),
    z.strictObject({ is: z.literal('parallel'), branches: z.array(partSchema) }),
    z.strictObject({
      is: z.literal('contact'),
      kind: z.enum(['open', 'closed', 'rising', 'falling']),
      operand,
      memory: operand.nullable(),
    }),
    z.strictObject({
      is: z.literal('coil'),
      kind: z.enum(['coil', 'negated', 'set', 'reset', 'rising', 'falling', 'jump', 'return']),
      operand,
      memory: operand.nullable(),
    }),
    z.strictObject({ is: z.literal('box'), box: boxSchema }),
    z.strictObject({ is: z.literal('verbatim'), text: z.string() }),
  ]),
);

const pinSchema: z.ZodType<PicturePin> = z.lazy(() =>
  z.strictObject({
    name: z.string(),
    negated: z.boolean(),
    from: z.union([operand, boxSchema, partSchema]).nullable(),
    power: z.literal(true).optional(),
  }),
);

const boxSchema: z.ZodType<PictureBox> = z.lazy(() =>
  z.strictObject({
    type: z.string(),
    instance: operand.nullable(),
    inputs: z.array(pinSchema),
    outputs: z.array(pinSchema),
    comment: z.string().nullable(),
  }),
);

/** Steps and transitions; what is done in a step and what leads on is text. */
const chartSchema = z.strictObject({
  form: z.literal('chart'),
  steps: z.array(
    z.strictObject({
      name: z.string(),
      initial: z.boolean(),
      actions: z.array(z.strictObject({ text: z.string(), place: z.string() })),
      place: z.string(),
    }),
  ),
  transitions: z.array(
    z.strictObject({
      name: z.string(),
      from: z.array(z.string()),
      to: z.array(z.string()),
      condition: z.array(z.string()),
      place: z.string(),
    }),
  ),
});

export const pictureSchema = z.discriminatedUnion('form', [
  z.strictObject({ form: z.literal('circuits'), circuits: z.array(partSchema) }),
  z.strictObject({ form: z.literal('blocks'), blocks: z.array(boxSchema) }),
  chartSchema,
]);
export type Picture = z.infer<typeof pictureSchema>;
