import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../db/index.ts';
import { describeEmbedded, type TestPlace } from '../db/testing/index.ts';
import { bodyOf } from '../events/index.ts';
import type { Log } from '../log/index.ts';
import { startLog } from '../log/testing/index.ts';
import { needsOf } from '../sessions/index.ts';
import { builtInPolicy, PolicyBook, policyFileSchema, policyOf } from './index.ts';

describe('a policy file', () => {
  test('that is empty is the built-in policy: nothing is an operator’s, and staff start by themselves', () => {
    expect(builtInPolicy.attribution).toMatchObject({ operator: [], judged: { engineering: 'each' } });
    expect(builtInPolicy.attribution.digest).toBe(builtInPolicy.digest);
    const asked = { assets: [{ id: 'press-2', area: 'hall' }], kinds: ['logic'], breakGlass: false };
    expect(needsOf(builtInPolicy.sessions, { ...asked, vendor: false }).approvals).toBe(0);
    expect(needsOf(builtInPolicy.sessions, { ...asked, vendor: true }).approvals).toBe(1);
  });

  test.each([
    ['sessions:\n  rules: []\n', /policy\.yaml.*line 2, sessions\.rules/],
    ['sessions:\n  rules:\n    - { name: a, approvals: 3 }\n', /line 3, sessions\.rules\.0\.approvals/],
    [
      'sessions:\n  rules:\n    - { name: a, approvals: 1 }\n  grace: 3\n',
      /line 4, sessions\.grace: no such/,
    ],
    ['judged: { operator: never }\n', /line 1, judged\.operator/],
    ['session: {}\n', /line 1, session: no such setting/],
    [`# ${'x'.repeat(200_000)}\n`, /larger than 200000 characters/],
  ])('with a mistake is refused with its line (%#)', (text, message) => {
    expect(() => policyOf(text, 'policy.yaml')).toThrow(message);
  });

  test('as documented is taken, names every section, and says what its comments promise', () => {
    const text = readFileSync(new URL('../../docs/examples/policy.yaml', import.meta.url), 'utf8');
    const { sessions, settings } = policyOf(text, 'policy.yaml');
    for (const section of Object.keys(policyFileSchema.shape))
      expect(text).toMatch(new RegExp(`${section}:`));
    expect(settings.operator.items.map(({ name }) => name)).toContain('tank levels');
    const asked = { kinds: ['logic'], vendor: false, breakGlass: false };
    const needs = (id: string, area: string) => needsOf(sessions, { ...asked, assets: [{ id, area }] });
    expect(needs('boiler-1', 'utilities')).toMatchObject({ approvals: 2, longestHours: 4 });
    expect(needs('press-2', 'hall').approvals).toBe(1);
    expect(needs('mixer-1', 'hall')).toMatchObject({ approvals: 0, longestHours: 12, ownApproval: false });
    // What is commented out is the default.
    const spelled = text.replaceAll(/^( *)# (?=[a-zA-Z]+: (?:\d|false))/gm, '$1');
    expect(spelled).not.toBe(text);
    expect(policyOf(spelled, 'policy.yaml').settings).toEqual(settings);
  });
});

describeEmbedded('the policy that holds', newPlace => {
  let place: TestPlace;
  let database: Database;
  let log: Log;
  let dir = '';
  let file = '';

  beforeEach(async () => {
    place = await newPlace();
    database = await place.open();
    log = await startLog(database);
    dir = await mkdtemp(join(tmpdir(), 'witnessmark-policy-'));
    file = join(dir, 'policy.yaml');
  });
  afterEach(async () => {
    await log.stop();
    await database.close();
    place.remove();
    await rm(dir, { recursive: true, force: true });
  });
  async function adopted() {
    const entries = await log.reader.from(0, 100, 'policy.adopted');
    return entries.map(({ event }) => bodyOf('policy.adopted', event));
  }
  const oneHour = (hours: number) =>
    `sessions: { rules: [{ name: all, approvals: 0, longestHours: ${hours} }] }\n`;

  test('is logged with its text when it comes to hold, and not again at the next start', async () => {
    await writeFile(file, oneHour(1));
    const book = new PolicyBook(log, file);
    expect(await book.load()).toBe(true);
    expect(await new PolicyBook(log, file).load()).toBe(false);
    expect(await adopted()).toEqual([{ digest: book.now.digest, text: oneHour(1) }]);
    expect(book.inForce()).toMatchObject({ file, adoptedAt: expect.stringMatching(/^2026-01-01T/) });
  });

  test('follows the file when told to, also back to an earlier text and to none', async () => {
    for (const text of [oneHour(1), oneHour(2), oneHour(1)]) {
      await writeFile(file, text);
      expect(await new PolicyBook(log, file).load()).toBe(true);
    }
    expect(await new PolicyBook(log, null).load()).toBe(true);
    expect((await adopted()).map(({ text }) => text)).toEqual([oneHour(1), oneHour(2), oneHour(1), '']);
  });

  test('goes on holding where the file became wrong or went away', async () => {
    await writeFile(file, oneHour(1));
    const book = new PolicyBook(log, file);
    await book.load();
    await writeFile(file, 'sessions: { rules: [] }\n');
    await expect(book.load()).rejects.toMatchObject({ code: 'config.invalid' });
    await rm(file);
    await expect(book.load()).rejects.toThrow(/cannot be read: ENOENT/);
    expect(book.now.sessions.rules[0]?.longestHours).toBe(1);
    expect(await adopted()).toHaveLength(1);
  });

  test('is nothing new where a site never had a file', async () => {
    const book = new PolicyBook(log, null);
    expect(await book.load()).toBe(false);
    expect(book.inForce()).toEqual({ policy: builtInPolicy, adoptedAt: null, file: null });
    expect(await adopted()).toEqual([]);
  });
});
