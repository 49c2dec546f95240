import { z } from 'zod';
import { statementSchema } from '../facts/index.ts';
import { layoutSchema } from './layout.ts';
import { momentSpecSchema } from './moment.ts';
import { parsePattern } from './pattern.ts';

const text = z.string().max(1000);
const fieldName = z.string().min(1).max(200);
const ruleName = z.string().min(1).max(200);
const template = text.min(1);

const matcherSchema = z.union(
  [
    text,
    z.array(text).min(1).max(200),
    z.strictObject({ not: z.array(text).min(1).max(200) }),
    z.strictObject({ present: z.boolean() }),
    z.strictObject({
      text: text.refine(written => parsePattern(written) !== null, 'text with places like {user}'),
    }),
  ],
  'a value, a list of values, {not: […]}, {present: true} or {text: "… {place} …"}',
);
export type Matcher = z.infer<typeof matcherSchema>;

const { act, identities } = statementSchema.shape;
const touchSchema = z.strictObject({
  path: template.optional(),
  member: template.optional(),
  device: template.optional(),
  old: template.optional(),
  new: template.optional(),
});

const tellSchema = z.strictObject({
  act: act.exclude(['watched', 'unwatched', 'claimed', 'restored']),
  who: z
    .array(z.strictObject({ scheme: identities.element.shape.scheme.exclude(['person']), value: template }))
    .max(8)
    .default([]),
  station: template.optional(),
  address: template.optional(),
  /** The way it came, in the words of the asset's access paths. */
  path: template.optional(),
  touches: z.array(touchSchema).max(50).default([]),
  /** How many were seen at once. */
  count: template.optional(),
  /** The witness's own number of the record, that cannot run back. */
  order: template.optional(),
});

const ruleSchema = z.strictObject({
  name: ruleName,
  /** Field → what it has to be; all of them. */
  when: z.record(fieldName, matcherSchema).default({}),
  /** What a statement tells; `nothing` for records that are known and say nothing; `life` for a sign of life. */
  tell: z.union([z.literal('nothing'), z.literal('life'), tellSchema]),
});

const recordSchema = z.record(fieldName, z.string().max(64 * 1024));
const toldSchema = z.strictObject({
  act: text,
  who: z.array(z.strictObject({ scheme: text, value: text })).default([]),
  station: text.optional(),
  address: text.optional(),
  path: text.optional(),
  touches: z.array(z.record(z.string(), text)).default([]),
  count: z.number().optional(),
  order: z.number().optional(),
  /** The record's time in UTC, from and to: a time told in seconds is a second long. */
  from: text.optional(),
  to: text.optional(),
});

const exampleSchema = z.strictObject({
  record: recordSchema,
  /** `null` where no rule may match. */
  rule: ruleName.nullable(),
  tells: toldSchema.optional(),
});

/**
 * A file of rules by which a witness's records become statements: data that a person who knows the product in question
 * can review, with its own tests inside. Fields are text; where a record has none it is as if it were empty.
 */
export const ruleFileSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/),
  about: z.string().max(4000),
  /** Texts that mean that there is nothing, such as `-`. */
  nothing: z.array(text).max(20).default([]),
  /** How records lie in files; absent where they come one by one. */
  layout: layoutSchema.optional(),
  time: momentSpecSchema.optional(),
  /** Decimal sign of numbers in old and new values; other ones are taken as they are. */
  decimal: z.enum(['.', ',']).default('.'),
  /** The first one that matches decides. */
  rules: z.array(ruleSchema).min(1).max(500),
  examples: z.array(exampleSchema).min(1).max(2000),
});
export type RuleFile = z.infer<typeof ruleFileSchema>;
export type Rule = RuleFile['rules'][number];
export type Tell = z.infer<typeof tellSchema>;
export type Example = RuleFile['examples'][number];
