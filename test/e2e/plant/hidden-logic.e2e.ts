import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Hidden, until, World } from '../../world/index.ts';
import { Browsing } from '../browsing.ts';
import { hasBrowser } from '../web/harness.ts';
import { ensurePage } from './page.ts';

const run = promisify(execFile);
const main = join(import.meta.dirname, '../../../server/main.ts');
const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const asset = 'filler-3';
const shots = process.env['WITNESSMARK_SHOTS'];

/** An engineer downloads to a 1500 that gives its program to nobody; the agent, the server and the page are real. */
describe.skipIf(!hasBrowser())('a program that nobody can read from its controller', () => {
  let filler: Hidden;
  let folder: string;
  let world: World;
  let browsing: Browsing;
  const checksums: string[] = [];

  beforeAll(async () => {
    await ensurePage();
    folder = await mkdtemp(join(tmpdir(), 'filler-hidden-'));
    filler = new Hidden(asset, folder);
    world = await World.create();
    await world.begin(filler);
    checksums.push(filler.checksum);
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

  /** Changes of the program, newest first. */
  async function moves() {
    const all = await world.server.api.changes(asset);
    return all.filter(({ sort, items }) => sort === 'change' && items.some(isProgram));
  }
  const isProgram = ({ path }: { path: string }) => path === 'logic/program';

  /** The engineer downloads; resolves with the change that this became. */
  async function download(fillMs: number): Promise<{ id: string; sentence: string }> {
    const before = (await moves()).length;
    checksums.push(filler.download(fillMs));
    await until(
      'the change of the program',
      { within: 30_000, every: 100 },
      async () => (await moves()).length > before,
    );
    const [change] = await moves();
    if (change === undefined) throw new Error('no change');
    return change;
  }

  async function shot(page: Page, name: string): Promise<void> {
    if (shots === undefined) return;
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: join(shots, `${name}-${colorScheme}.png`), fullPage: true });
    }
  }

  async function commandLine(...words: readonly string[]): Promise<string> {
    const { secret } = await world.server.api.token(['read']);
    const { stdout } = await run(process.execPath, [main, ...words], {
      env: { ...process.env, WITNESSMARK_URL: world.server.api.address, WITNESSMARK_TOKEN: secret },
    });
    return stdout;
  }

  test('a download is a change with the checksum, as loud as any, and asks for the export everywhere', async () => {
    const { id, sentence } = await download(1900);
    const [old, now] = checksums;
    const says = `Filler 3: program changed, content not readable from the device (checksum ${old} → ${now})`;
    expect(sentence).toContain(says);
    const page = await signedIn(`/changes/${id}`);
    await page.getByRole('heading', { level: 1 }).filter({ hasText: says }).waitFor();
    const panel = page.locator('#item-0');
    await panel.getByText('! export wanted').waitFor();
    await panel.getByText(`An export of the program with checksum ${now} is wanted`).waitFor();
    expect(await panel.locator('summary').textContent()).toContain('!');
    await shot(page, 'hidden-change');
    await page.evaluate(await readFile(axePath, 'utf8'));
    const violations = await page.evaluate<readonly string[]>(
      'axe.run(document).then(({ violations }) => violations.map(({ id }) => id))',
    );
    expect(violations).toEqual([]);
    for (const path of [`/assets/${asset}`, '/']) {
      await page.goto(`${browsing.address}${path}`);
      await page.getByText('! export wanted').first().waitFor();
      await shot(page, path === '/' ? 'hidden-overview' : 'hidden-asset');
    }
    expect(await commandLine('exports')).toContain(`checksum ${now} is wanted for Filler 3`);
    expect(await commandLine('show', id)).toContain('! unreadable logic/program');
    expect(await commandLine('asset', asset)).toContain('is wanted for Filler 3');
    expect(browsing.complaints).toEqual([]);
  });

  test('an export that says nothing of its checksum is attached, match not proven', async () => {
    const [change] = await moves();
    await filler.export(1900, null);
    await until(
      'the export',
      { within: 30_000, every: 100 },
      async () => (await world.server.api.asset(asset)).exportsWanted.length === 0,
    );
    const page = await signedIn(`/changes/${change?.id}`);
    const panel = page.locator('#item-0');
    await panel.getByText('? match not proven').waitFor();
    await panel.getByRole('link', { name: 'the export' }).click();
    await page.getByRole('heading', { name: 'Exports that were wanted' }).waitFor();
    await page.getByText('files/Filler3.scl').first().waitFor();
    expect(browsing.complaints).toEqual([]);
  });

  test('one of another program leaves the request open; one that carries the checksum is proven', async () => {
    const { id } = await download(2000);
    const now = checksums.at(-1) ?? '';
    await filler.export(1900, checksums[1] ?? '');
    const page = await signedIn(`/changes/${id}`);
    const panel = page.locator('#item-0');
    await until('that the export is of another program', { within: 30_000, every: 100 }, async () =>
      (await world.server.api.asset(asset)).exportsWanted.some(({ other }) => other !== null),
    );
    await page.reload();
    await panel.getByText('it is of another program').waitFor();
    await filler.export(2000, now);
    await until(
      'the right export',
      { within: 30_000, every: 100 },
      async () => (await world.server.api.asset(asset)).exportsWanted.length === 0,
    );
    await page.reload();
    await panel.getByText('✓ proven').waitFor();
    await panel.getByText(`proven by checksum ${now}`).waitFor();
    await shot(page, 'hidden-proven');
    const download1 = page.waitForEvent('download');
    await panel.getByRole('link', { name: 'download this version' }).click();
    const file = await (await download1).path();
    expect(file).not.toBeNull();
    expect(await commandLine('show', id)).toContain(`proven by checksum ${now}`);
    expect(browsing.complaints).toEqual([]);
  });

  test('a version that was never exported says so for good, and nobody wrote to the controller', async () => {
    const { id } = await download(2100);
    await download(2200);
    expect(await commandLine('show', id)).toContain('No export of the program');
    expect((await moves()).length).toBe(4);
    filler.cpu.assertOnlyReads();
    // Kept in the log alone: the tables made anew from it say the same.
    await world.finish();
  });
});
