import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { WitnessError } from '@witnessmark/shared/errors';
import { type RuleSet, readRules } from '@witnessmark/shared/witnesses';

/** Every rule file of a folder, by name without its ending. Throws what `readRules` throws. */
export async function ruleFolder(folder: string): Promise<ReadonlyMap<string, RuleSet>> {
  const files = (await readdir(folder)).filter(name => name.endsWith('.yaml')).sort();
  const rules = new Map<string, RuleSet>();
  for (const name of files) rules.set(basename(name, '.yaml'), await ruleFile(join(folder, name)));
  return rules;
}

/** Throws `config.invalid` where it cannot be read or is no rule file. */
export async function ruleFile(file: string): Promise<RuleSet> {
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new WitnessError('config.invalid', file, `it cannot be read: ${cause.code}`, { cause });
  });
  return readRules(text, file);
}
