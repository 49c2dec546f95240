import { globSync, readFileSync } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import {
  exampleZone,
  faultsOf,
  RuleSet,
  ruleFileSchema,
  unfilledPlaces,
  type WitnessFields,
} from '@witnessmark/shared/witnesses';
import { describe, expect, test } from 'vitest';
import { witnessSchema } from './index.ts';
import { readTrailFile } from './trail/index.ts';

/**
 * Every rule file below a kind's folder `mappings`, and every file of `samples` that begins with its name: dropping two
 * files in adds a test. `<mapping>.<what>.csv` is read as a trail is; `<mapping>.<what>.told.json` is what it tells.
 */
const root = import.meta.dirname;
const mappings = globSync('*/mappings/*.json', { cwd: root }).sort();
const samples = globSync('*/samples/*', { cwd: root, exclude: ['*/samples/*.told.json'] }).sort();

test('there are rules and samples', () => {
  expect(mappings.length).toBeGreaterThan(2);
  expect(samples.length).toBeGreaterThan(2);
});

describe.each(mappings)('%s', file => {
  const rules = ruleFileSchema.parse(JSON.parse(readFileSync(join(root, file), 'utf8')));
  const kind = dirname(dirname(file));
  const name = basename(file, '.json');

  test('does what its examples say', () => {
    expect(rules.name).toBe(name);
    expect(rules.layout).toBeDefined();
    expect([...faultsOf(rules), ...unfilledPlaces(rules)]).toEqual([]);
  });

  test('can be named in the configuration', () => {
    const entry = { kind, assets: ['press-2'], folder: 'x', path: 'panel', mapping: name };
    expect(witnessSchema.safeParse(entry).error?.issues ?? []).toEqual([]);
  });

  test('has a sample', () => {
    expect(samples.filter(sample => sample.startsWith(`${kind}/samples/${name}.`))).not.toEqual([]);
  });
});

test.each(samples)('%s tells what stands beside it', async sample => {
  const [kind = '', , file = ''] = sample.split('/');
  const mapping = readFileSync(join(root, kind, 'mappings', `${file.split('.')[0]}.json`), 'utf8');
  const rules = new RuleSet(ruleFileSchema.parse(JSON.parse(mapping)));
  const path = join(root, sample);
  const { ino } = await lstat(path, { bigint: true });
  const told: unknown[] = [];
  for await (const record of readTrailFile(
    { name: file, file: path, signature: '', written: '', ino: String(ino), open: false },
    rules,
  )) {
    told.push('unread' in record ? { unread: record.unread } : saidBy(rules, record.fields));
  }
  const expected: unknown = JSON.parse(readFileSync(path.replace(/\.[^.]+$/, '.told.json'), 'utf8'));
  expect(told).toEqual(expected);
});

function saidBy(rules: RuleSet, fields: WitnessFields): unknown {
  const taken = rules.take(fields);
  if (taken.is !== 'told') return taken;
  const moment = rules.time(fields, exampleZone)?.moment;
  const from = moment ? new Date(moment.from).toISOString() : null;
  return { rule: taken.rule, from, ...taken.told };
}
