import { z } from 'zod';
import { differenceAspects, differenceClasses, differenceSigns } from '../compare/index.ts';
import { languages } from '../model/index.ts';
import { pictureSchema } from './picture-schema.ts';

/** Bounds of one difference; what exceeds them is cut and says `truncated`. */
export const codeLimits = {
  changes: 2000,
  findings: 200,
  units: 1000,
  networks: 200,
  /** Lines of all networks together. */
  lines: 5000,
  /** Names of one network, and of all networks together. */
  networkNames: 400,
  names: 5000,
  /** Contacts, boxes, steps of all pictures together. */
  pieces: 10_000,
  /** Of one picture: of more than these nobody sees anything. */
  drawn: 2500,
  /** Pieces within pieces of one picture. */
  depth: 60,
  noise: 100,
  unknown: 500,
  problems: 50,
  /** Characters of one text. */
  shown: 2000,
} as const;

const count = z.number().int().nonnegative();
const text = z.string();
const sides = <Schema extends z.ZodType>(schema: Schema) =>
  z.strictObject({ old: schema.nullable(), new: schema.nullable() });
const sign = z.enum([' ', '+', '-']);

/** A run of tokens of a changed piece: in both, only in the old, only in the new. */
const spanSchema = z.strictObject({ sign, text });

/** A value that differs, as an engineer reads it. */
const codeValueSchema = z.strictObject({
  /** The parameter, member or target whose value it is; null where it stands by itself. */
  of: text.nullable(),
  old: text,
  new: text,
  unit: text.nullable(),
  /** new − old, where both are numbers or durations: `12.5`, `T#2s`. */
  step: text.nullable(),
  /** Step in percent of the range, where a range is known. */
  stepPercent: z.number().nullable(),
});
export type CodeValue = z.infer<typeof codeValueSchema>;

const codeChangeSchema = z.strictObject({
  class: z.enum(differenceClasses),
  sign: z.enum(differenceSigns),
  aspect: z.enum(differenceAspects),
  /** Name of the unit, with the units it stands in. */
  unit: text,
  /** Path of the member; null where it is about none. */
  member: text.nullable(),
  /** Numbers of the network as the tool shows them, empty where it shows none; null outside of networks. */
  network: sides(text).nullable(),
  /** `RLL`, `LAD`: by it the network is called a rung or a network; null outside of networks. */
  networkLanguage: text.nullable(),
  line: sides(z.number().int()),
  /** Of an attribute its name, of an order why it means something, of a whole unit what it holds. */
  name: text.nullable(),
  old: text.nullable(),
  new: text.nullable(),
  /** Token by token, where a piece of code reads otherwise. */
  spans: z.array(spanSchema).nullable(),
  values: z.array(codeValueSchema),
  /** Heads of what it stands in, from the outside in; of code only. */
  within: z.strictObject({ old: z.array(text), new: z.array(text) }).nullable(),
  /** Where in the picture of its network. */
  place: sides(text).nullable(),
  /** Tags, blocks and types that it names: links to their history and uses. */
  names: z.array(text),
});
export type CodeChange = z.infer<typeof codeChangeSchema>;

const codeFindingSchema = z.strictObject({
  /** Id of the rule in the list of rules. */
  rule: text,
  says: text,
  unit: text,
  network: text.nullable(),
  networkLanguage: text.nullable(),
  line: z.number().int().nullable(),
  /** Index of the change it is found in; null where that change is beyond what is listed. */
  change: count.nullable(),
});
export type CodeFinding = z.infer<typeof codeFindingSchema>;

const codeUnitSchema = z.strictObject({
  name: text,
  kind: text,
  sign: z.enum(['added', 'removed', 'changed', 'renamed', 'moved']),
  was: text.nullable(),
  changes: count,
});

const codeLineSchema = z.strictObject({
  sign,
  old: z.number().int().positive().nullable(),
  new: z.number().int().positive().nullable(),
  text,
  /** The piece this line is, as changes name it. */
  place: text,
});
export type CodeLine = z.infer<typeof codeLineSchema>;

/** A network that differs, whole: as text and, where it is drawn, as a picture. */
const codeNetworkSchema = z.strictObject({
  unit: text,
  sign: z.enum(['added', 'removed', 'changed', 'moved']),
  number: sides(text),
  title: sides(text),
  language: text,
  lines: z.array(codeLineSchema),
  /** Tags, blocks and types that its lines name: links to their history and uses. */
  names: z.array(text),
  /** Both sides as they are drawn; null where it is text, or too large to be drawn. */
  picture: sides(pictureSchema).nullable(),
  /**
   * Which of the listed changes are told of a piece in it, and where on each side; null where the piece is not on that
   * side, or stands in another network there.
   */
  marks: z.array(z.strictObject({ change: count, old: text.nullable(), new: text.nullable() })),
  truncated: z.boolean(),
});
export type CodeNetwork = z.infer<typeof codeNetworkSchema>;

const noiseSchema = z.strictObject({
  rule: text,
  old: count,
  new: count,
  /** How many differ. */
  differing: count,
  /** The first of those that differ. */
  shown: z.array(z.strictObject({ sign: z.enum(['+', '-']), line: z.number().int(), text })),
});

const problemSchema = z.strictObject({ line: z.number().int(), says: text });

/** Two versions of one source of a PLC language. */
export const codeDiffSchema = z.strictObject({
  form: z.literal('code'),
  language: sides(z.enum(languages)),
  writtenBy: sides(text),
  encoding: sides(text),
  /** One plain sentence without subject: what changes lists, page, command line and mail show. */
  sentence: text,
  /** How many of each class, listed or not; all 0 means that nothing differs in meaning. */
  counts: z.strictObject({
    logic: count,
    value: count,
    interface: count,
    attribute: count,
    comment: count,
  }),
  findings: z.array(codeFindingSchema),
  units: z.strictObject({ equal: count, differing: count, listed: z.array(codeUnitSchema) }),
  changes: z.array(codeChangeSchema),
  networks: z.array(codeNetworkSchema),
  /** Left out because it means nothing, by the rule that says so. */
  noise: z.array(noiseSchema),
  /** Not understood: kept verbatim and compared as text. */
  unknown: z.strictObject({
    old: count,
    new: count,
    differing: count,
    lines: z.array(z.strictObject({ sign, text })),
  }),
  /** Where a side does not compile. */
  problems: z.strictObject({ old: z.array(problemSchema), new: z.array(problemSchema) }),
  truncated: z.boolean(),
});
export type CodeDiff = z.infer<typeof codeDiffSchema>;
