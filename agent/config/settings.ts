import { z } from 'zod';
import { agentConfigSchema, sourceSchemas } from './schema.ts';
import { watchRulesSchema } from './watch-rules.ts';

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: boolean | JsonSchema;
  readonly additionalProperties?: boolean | JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
}

/**
 * Every setting there is, from the schemas: those of the file, those of `watch` (the same at each of its
 * three places) and those of each source under the source's type.
 */
export function settingNames(): string[] {
  const file = namesIn(agentConfigSchema, '').filter(name => !/(?:^|\.)watch\./.test(name));
  const watch = namesIn(watchRulesSchema, 'watch');
  const sources = Object.entries(sourceSchemas).flatMap(([type, schema]) => namesIn(schema, type));
  return [...new Set([...file, ...watch, ...sources])];
}

function namesIn(schema: z.ZodType, prefix: string): string[] {
  return collect(z.toJSONSchema(schema, { io: 'input', reused: 'inline' }) as JsonSchema, prefix);
}

function collect(schema: JsonSchema, prefix: string): string[] {
  const below = (name: string) => (prefix === '' ? name : `${prefix}.${name}`);
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, inner]) => [
    below(name),
    ...collect(inner, below(name)),
  ]);
  const rest = schema.additionalProperties;
  const nested = [
    ...(typeof schema.items === 'object' ? [schema.items] : []),
    ...(typeof rest === 'object' ? [rest] : []),
    ...(schema.anyOf ?? []),
    ...(schema.oneOf ?? []),
    ...(schema.allOf ?? []),
  ];
  return [...own, ...nested.flatMap(inner => collect(inner, prefix))];
}
