import { durationSchema, sizeSchema } from '@witnessmark/shared/configuration';
import { assetIdSchema, sourceNameSchema } from '@witnessmark/shared/items';
import { z } from 'zod';
import { filesSourceSchema } from '../sources/files/index.ts';
import { opcuaSourceSchema } from '../sources/opcua/index.ts';
import { s7SourceSchema } from '../sources/s7/index.ts';
import { webapiSourceSchema } from '../sources/webapi/index.ts';
import { phases } from '../watch/index.ts';
import { witnessSchema } from '../witnesses/index.ts';
import { watchRulesSchema, weeklyHoursSchema } from './watch-rules.ts';

const gibibyte = 1024 ** 3;
const nameSchema = z.string().min(1).max(100);

const timeZoneSchema = z.string().max(60).refine(isTimeZone, 'a time zone like Europe/Ljubljana or UTC');

/** Sources by their type; the loader has taken `watch` out before. */
export const sourceSchemas = {
  s7: s7SourceSchema,
  opcua: opcuaSourceSchema,
  files: filesSourceSchema,
  webapi: webapiSourceSchema,
} as const;

const sourceTypeSchema = z.discriminatedUnion('type', [
  s7SourceSchema,
  opcuaSourceSchema,
  filesSourceSchema,
  webapiSourceSchema,
]);

/** One source with its own rules for watching, which stand beside what the source itself understands. */
const sourceSchema = z.unknown().transform((entry, context) => {
  const { watch, ...own }: Record<string, unknown> = isRecord(entry) ? entry : { type: entry };
  const source = sourceTypeSchema.safeParse(own);
  const rules = watchRulesSchema.optional().safeParse(watch);
  for (const issue of source.error?.issues ?? []) context.issues.push({ ...issue, input: own } as never);
  for (const issue of rules.error?.issues ?? []) {
    context.issues.push({ ...issue, path: ['watch', ...issue.path], input: watch } as never);
  }
  return source.success && rules.success ? { source: source.data, watch: rules.data } : z.NEVER;
});

const assetSchema = z
  .strictObject({
    /** Stable id of the logical controller; also its repository's name. Never reuse or change it. */
    id: assetIdSchema,
    name: nameSchema,
    area: nameSchema,
    /** Where it differs from the agent's. */
    site: nameSchema.optional(),
    timeZone: timeZoneSchema.optional(),
    phase: z.enum(phases).default('production'),
    /** When it is switched off by plan: not answering then is `planned off`. */
    expectedOff: z.array(weeklyHoursSchema).max(50).default([]),
    watch: watchRulesSchema.optional(),
    sources: z
      .record(sourceNameSchema, sourceSchema)
      .refine(sources => Object.keys(sources).length > 0, 'at least one source'),
  })
  .superRefine(({ sources }, context) => {
    // Each stands for the asset's one program: with two nobody could say which of them is it.
    const standing = Object.entries(sources).filter(([, { source }]) => isChecksummed(source));
    for (const [name] of standing.slice(1)) {
      context.addIssue({
        code: 'custom',
        path: ['sources', name, 'logic', 'checksumTag'],
        message: 'another source of this asset has a checksum tag already',
      });
    }
  });

/** The agent's configuration file. */
export const agentConfigSchema = z
  .strictObject({
    site: nameSchema,
    timeZone: timeZoneSchema.default('UTC'),
    /** Identity, spool, hands-off files and everything else the agent keeps; relative to this file. */
    dataDir: z.string().min(1).max(1000),
    log: z.strictObject({ level: z.enum(['debug', 'info', 'warn', 'error']).default('info') }).prefault({}),
    spool: z
      .strictObject({ capacity: sizeSchema(16 * 1024 ** 2, 1024 * gibibyte).prefault('2GiB') })
      .prefault({}),
    /** How often the agent tells the server that it lives. */
    beat: durationSchema(500, 60_000).prefault('5s'),
    /** Rules for every source, where an asset or a source does not say otherwise. */
    watch: watchRulesSchema.optional(),
    assets: z.array(assetSchema).max(2000).default([]),
    /** Name → witness; the name stands in its statements and in the access paths it watches. */
    witnesses: z.record(sourceNameSchema, witnessSchema).default({}),
  })
  .superRefine(({ assets, witnesses }, context) => {
    const watched = new Set(assets.map(({ id }) => id));
    for (const [name, witness] of Object.entries(witnesses)) {
      for (const [index, asset] of witness.assets.entries()) {
        if (watched.has(asset)) continue;
        const path = ['witnesses', name, 'assets', index];
        context.addIssue({ code: 'custom', path, message: 'an asset that this agent watches' });
      }
    }
  })
  .superRefine((config, context) => {
    const seen = new Set<string>();
    config.assets.forEach(({ id }, index) => {
      if (seen.has(id)) {
        context.addIssue({
          code: 'custom',
          path: ['assets', index, 'id'],
          message: `two assets have the id ${id}`,
        });
      }
      seen.add(id);
    });
  });
export type AgentConfig = z.infer<typeof agentConfigSchema>;
export type AssetConfig = AgentConfig['assets'][number];
export type SourceConfig = AssetConfig['sources'][string];

function isChecksummed(source: z.infer<typeof sourceTypeSchema>): boolean {
  return source.type !== 'files' && source.logic?.checksumTag !== undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
