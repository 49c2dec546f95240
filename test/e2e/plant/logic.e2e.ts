import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Programmed, until, World } from '../../world/index.ts';
import { Browsing } from '../browsing.ts';
import { hasBrowser } from '../web/harness.ts';
import { ensurePage } from './page.ts';

const run = promisify(execFile);
const main = join(import.meta.dirname, '../../../server/main.ts');
const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const asset = 'filler-1';
const symbols = `"Filling","M 1.0","BOOL","bottle below the valve"
"Fill_Time","T 1","TIMER",""
"Valve","A 4.0","BOOL",""
"Filler","FC 1","FC 1",""
`;
const limits = `DATA_BLOCK DB 1
 STRUCT
  Bottles : INT ;	//in a row
  Factor : REAL ;
 END_STRUCT ;
BEGIN
END_DATA_BLOCK
`;

interface Violation {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly html: string }[];
}

/** An engineer changes a timer in FC1 and an initial value in DB1; the agent, the server and the page are real. */
describe.skipIf(!hasBrowser())('a program that an engineer changes', () => {
  let filler: Programmed;
  let folder: string;
  let world: World;
  let browsing: Browsing;

  beforeAll(async () => {
    await ensurePage();
    folder = await mkdtemp(join(tmpdir(), 'filler-names-'));
    await writeFile(join(folder, 'Symbols.sdf'), symbols);
    await writeFile(join(folder, 'Limits.awl'), limits);
    filler = new Programmed(asset, folder);
    world = await World.create();
    await world.begin(filler);
    // Names are as old as the change that they stand beside, or older.
    await until('the names have arrived', { within: 60_000, every: 50 }, async () =>
      (await world.server.api.changes(asset)).some(({ source }) => source === 'names'),
    );
    await filler.load(5, 12);
    await world.arrived();
    browsing = await Browsing.open(world.server.api.address);
  }, 240_000);
  afterAll(async () => {
    await browsing?.close();
    await world?.remove();
    await rm(folder, { recursive: true, force: true });
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

  test('a change page shows the statements, old and new, and the listing behind its tab', async () => {
    const page = await signedIn(`/changes/${await changeOf('raw/FC1.mc7')}`);
    const statements = page.getByRole('table', { name: 'Statements of raw/FC1.mc7' });
    await statements.waitFor();
    const cells = statements.locator('tbody tr').first().locator('td');
    expect(await statements.locator('tbody tr').count()).toBe(1);
    expect(await cells.allInnerTexts()).toEqual(['~changed', '2', '2', 'L S5T#2S', 'L S5T#5S']);
    const views = page.getByRole('tablist', { name: 'Views of raw/FC1.mc7' });
    await views.getByRole('tab', { name: 'Listing' }).click();
    const listing = page.getByRole('table', { name: /^Listing of raw\/FC1\.mc7/ });
    await listing.waitFor();
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

  test('names stand beside addresses, with where they come from, and a key hides them', async () => {
    const change = await changeOf('raw/FC1.mc7');
    const page = await signedIn(`/changes/${change}?view=listing`);
    const listing = page.getByRole('table', { name: /^Listing of raw\/FC1\.mc7/ });
    await listing.getByText('// "Filling"').first().waitFor();
    const rows = await listing.locator('tbody tr').allInnerTexts();
    expect(rows.find(row => row.includes('SD    T 1;'))).toContain('// "Fill_Time"');
    expect(rows.find(row => row.includes('Q 4.0;'))).toContain('// "Valve"');
    const origin = page.locator('.names-origin').filter({ hasText: 'files/Symbols.sdf' }).first();
    await origin
      .getByRole('link', { name: /^as of/ })
      .first()
      .waitFor();
    await page.keyboard.press('a');
    await page.getByText('// "Filling"').first().waitFor({ state: 'detached' });
    await page.keyboard.press('a');
    await page.goto(`${browsing.address}/changes/${await changeOf('raw/DB1.mc7')}`);
    const variables = page.getByRole('table', { name: 'Variables of raw/DB1.mc7' });
    await variables.getByText('// Bottles').waitFor();
    await page.goto(`${browsing.address}/assets/${asset}?item=raw%2FFC1.mc7`);
    await page
      .getByRole('table', { name: /^Lines of raw\/FC1\.mc7/ })
      .getByText('// "Valve"')
      .waitFor();
    await page.getByRole('heading', { name: 'Names', exact: true }).waitFor();
    await page.getByText('4 symbols, 0 blocks').waitFor();
    const shown = page.locator('#item .names-origin li').filter({ hasText: 'files/Symbols.sdf' });
    await shown.getByRole('link', { name: /^as of/ }).click();
    await page.locator('summary', { hasText: 'files/Symbols.sdf' }).waitFor();
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
    expect(stdout).toContain('names from files/Symbols.sdf');
    const listing = await witnessmark('listing', asset, 'fc1');
    expect(listing.stdout).toMatch(/= +Q 4\.0; \/\/ "Valve"\n/);
    expect(listing.stdout).toMatch(/^names from files\/Symbols\.sdf \(STEP 7 symbol table, change c-/m);
    const limit = await witnessmark('show', await changeOf('raw/DB1.mc7'));
    expect(limit.stdout).toMatch(/~ +STAT 0\.0 +INT := 10 → INT := 12 +\/\/ Bottles/);
  });
});
