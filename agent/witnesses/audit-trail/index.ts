import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { WitnessError } from '@witnessmark/shared/errors';
import { type RuleSet, readRules } from '@witnessmark/shared/witnesses';
import { TrailWitness } from '../trail/index.ts';
import type { PlannedWitness } from '../witness.ts';
import type { AuditTrailConfig } from './config.ts';
import { mappingRules } from './mappings.ts';
import { Tags } from './tags.ts';

export { type AuditTrailConfig, auditTrailSchema } from './config.ts';

/** The kind in statements and policies: what operators did, as their station keeps it. */
const statementKind = 'hmi-audit';
const mappingBytes = 1024 * 1024;

/**
 * The audit trail of an HMI or SCADA. Throws where a mapping of one's own cannot be read or does not do what its
 * examples say: `config.unreadable`, `config.invalid`, `witness.rules-wrong`.
 */
export async function planAuditTrail(config: AuditTrailConfig, baseDir: string): Promise<PlannedWitness> {
  const rules = await rulesOf(config.mapping, baseDir);
  const tags = new Tags(config.assets, config.tags);
  const parts = { kind: statementKind, config, rules, about: tags.about.bind(tags), byPath: true };
  return { reads: JSON.stringify(rules.file), create: context => new TrailWitness(parts, context) };
}

async function rulesOf(mapping: AuditTrailConfig['mapping'], baseDir: string): Promise<RuleSet> {
  if (typeof mapping === 'string') return mappingRules(mapping);
  const file = resolve(baseDir, mapping.file);
  const rules = readRules(await bounded(file), file);
  if (rules.file.layout === undefined) {
    throw new WitnessError('witness.rules-wrong', file, 'it has no layout: how records lie in a file');
  }
  return rules;
}

async function bounded(file: string): Promise<string> {
  try {
    if ((await stat(file)).size > mappingBytes) {
      throw new WitnessError('config.unreadable', file, `larger than ${mappingBytes} bytes`);
    }
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof WitnessError) throw error;
    throw new WitnessError('config.unreadable', file, (error as NodeJS.ErrnoException).code, {
      cause: error,
    });
  }
}
