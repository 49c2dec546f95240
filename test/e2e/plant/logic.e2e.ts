import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Programmed, World } from '../../world/index.ts';
import { Browsing } from '../browsing.ts';
import { hasBrowser } from '../web/harness.ts';
import { ensurePage } from './page.ts';

const run = promisify(execFile);
const main = join(import.meta.dirname, '../../../server/main.ts');
const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const asset = 'filler-1';

interface Violation {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly html: string }[];
}

/** An engineer changes a timer in FC1 and an initial value in DB1; the agent, the server and the page are real. */
describe.skipIf(!hasBrowser())('a program that an engineer changes', () => {
  const filler = new Programmed(asset);
  let world: World;
  let browsing: Browsing;

  beforeAll(async () => {
    await ensurePage();
    world = await World.create();
    await world.begin(filler);
    await filler.load(5, 12);
    await world.arrived();
    browsing = await Browsing.open(world.server.api.address);
  }, 240_000);
  afterAll(async () => {
    await browsing?.close();
    await world?.remove();
  }, 60_000);

  async function signedIn(path: string): Promise<Page> {
    const page = await browsing.visit('/');
    await page.getByLabel('User').fill('admin');
    await page.getByLabel('Password').fill(world.server.api.password);
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Agents', exact: true }).waitFor();
    browsing.complaints.length = 0;
    await page.goto(`${browsing.address}${path}`);
    return page;
  }

  /** The change in which this item became another. */
  async function changeOf(path: string): Promise<string> {
    const all = await world.server.api.changes(asset);
    const found = all.find(({ items }) => items.some(item => item.path === path && item.sign === 'changed'));
    if (found === undefined) throw new Error(`${path} has not changed`);
    return found.id;
  }

  test('exactly the two blocks that were loaded have changed, and the page says old → new', async () => {
    const items = (await world.server.api.changes(asset))
      .flatMap(change => change.items)
      .filter(({ sign }) => sign === 'changed');
    const told = items
      .filter(({ kind }) => kind === 'logic')
      .map(({ path, headline }) => `${path}: ${headline}`);
    expect(told.toSorted()).toEqual([
      'raw/DB1.mc7: STAT 0.0 INT := 10 → 12',
      'raw/FC1.mc7: network 2 L S5T#2S → L S5T#5S',
    ]);
    // The controller tells that its program is another one, too; nothing else has moved.
    const others = items.filter(({ kind }) => kind !== 'logic').map(({ headline }) => headline);
    for (const other of others) expect(other).toMatch(/^Checksum\.Program 16#\w+ → 16#\w+$/);
    const page = await signedIn('/changes');
    await page.getByText('network 2 L S5T#2S → L S5T#5S').first().waitFor();
    for (const [path, words] of [
      ['raw/FC1.mc7', 'FC1 network 2 L S5T#2S → L S5T#5S'],
      ['raw/DB1.mc7', 'DB1 STAT 0.0 INT := 10 → 12'],
    ] as const) {
      await page.goto(`${browsing.address}/changes/${await changeOf(path)}`);
      await page.getByRole('heading', { level: 1 }).filter({ hasText: words }).waitFor();
    }
    expect(browsing.complaints).toEqual([]);
  });

  test('a change page shows the statements, old and new, with the listing below them', async () => {
    const page = await signedIn(`/changes/${await changeOf('raw/FC1.mc7')}`);
    const statements = page.getByRole('table', { name: 'Statements of raw/FC1.mc7' });
    await statements.waitFor();
    const cells = statements.locator('tbody tr').first().locator('td');
    expect(await statements.locator('tbody tr').count()).toBe(1);
    expect(await cells.allInnerTexts()).toEqual(['~changed', '2', '2', 'L S5T#2S', 'L S5T#5S']);
    const listing = page.getByRole('table', { name: /^Listing of raw\/FC1\.mc7/ });
    expect(await listing.locator('.line-removed').allInnerTexts()).toEqual([
      expect.stringContaining('S5T#2S;'),
    ]);
    expect(await listing.locator('.line-added').allInnerTexts()).toEqual([
      expect.stringContaining('S5T#5S;'),
    ]);
    await page.goto(`${browsing.address}/changes/${await changeOf('raw/DB1.mc7')}`);
    const variables = page.getByRole('table', { name: 'Variables of raw/DB1.mc7' }).locator('tbody tr');
    await variables.first().waitFor();
    expect(await variables.allInnerTexts()).toEqual([expect.stringMatching(/0\.0.*INT := 10.*INT := 12/s)]);
    expect(browsing.complaints).toEqual([]);
  });

  test.each(['light', 'dark'] as const)(
    'axe finds no serious fault on that page in %s',
    async colorScheme => {
      const page = await signedIn('/changes');
      await page.emulateMedia({ colorScheme });
      await page.goto(`${browsing.address}/changes/${await changeOf('raw/FC1.mc7')}`);
      await page.getByRole('table', { name: 'Statements of raw/FC1.mc7' }).waitFor();
      await page.evaluate(await readFile(axePath, 'utf8'));
      const { violations, passes } = await page.evaluate<{ violations: Violation[]; passes: unknown[] }>(
        'axe.run(document)',
      );
      expect(passes.length).toBeGreaterThan(5);
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
      expect(serious.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
    },
  );

  test('a clone holds the listings with the new statement and the new initial value', async () => {
    const { secret } = await world.server.api.token(['git']);
    const url = new URL((await world.server.api.asset(asset)).gitPath, browsing.address);
    url.username = 'engineer';
    url.password = secret;
    const clone = join(world.dir, 'clone');
    await run('git', ['clone', '--quiet', url.href, clone]);
    expect(await readFile(join(clone, 'logic/FC1.awl'), 'utf8')).toMatch(/L +S5T#5S;/);
    expect(await readFile(join(clone, 'logic/DB1.awl'), 'utf8')).toContain('INT := 12;');
    const { stdout } = await run('git', ['-C', clone, 'log', '-p', '--format=%h', '--', 'logic/FC1.awl']);
    expect(stdout).toMatch(/-\s+L +S5T#2S;\n\+\s+L +S5T#5S;/);
  });

  test('the command line shows the statement too', async () => {
    const env = { PATH: process.env['PATH'], XDG_CONFIG_HOME: join(world.dir, 'home') };
    const password = join(world.dir, 'password');
    await writeFile(password, `${world.server.api.password}\n`, { mode: 0o600 });
    const witnessmark = (...args: string[]) => run(process.execPath, [main, ...args], { env });
    await witnessmark('login', browsing.address, '--user', 'admin', '--password-file', password);
    const { stdout } = await witnessmark('show', await changeOf('raw/FC1.mc7'));
    expect(stdout).toMatch(/~ +network 2 line 2 +L S5T#2S → L S5T#5S/);
    const limit = await witnessmark('show', await changeOf('raw/DB1.mc7'));
    expect(limit.stdout).toMatch(/~ +STAT 0\.0 +INT := 10 → INT := 12/);
  });
});
