import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Programmed, until, World } from '../../world/index.ts';
import { Browsing } from '../browsing.ts';
import { hasBrowser } from '../web/harness.ts';
import { ensurePage } from './page.ts';

const run = promisify(execFile);
const main = join(import.meta.dirname, '../../../server/main.ts');
const asset = 'filler-2';
const patience = { within: 60_000, every: 200 };

/** The same controller, of whose DB1 a value is polled. */
class PolledFiller extends Programmed {
  override asset() {
    const { sources, ...head } = super.asset();
    const members = { Limit: 'DB1.DBW0 INT', Rate: 'DB1.DBD2 REAL' };
    const dataBlocks = [{ db: 1, name: 'Filler', kind: 'setpoint', layout: { list: members } }];
    return { ...head, sources: { ...sources, plc: { ...sources['plc'], dataBlocks } } };
  }
}

/** An engineer loads FC1 and DB1; what the controller made of that stands under what they did. */
describe.skipIf(!hasBrowser())('the effects of a download', () => {
  const filler = new PolledFiller(asset);
  let world: World;
  let browsing: Browsing;

  beforeAll(async () => {
    await ensurePage();
    world = await World.create();
    await world.begin(filler);
    await filler.load(5, 12);
    await world.arrived();
    await until('the value that the download put back is told', patience, async () =>
      (await world.server.api.changes(asset)).some(change => change.effects?.says.includes('1 value')),
    );
    browsing = await Browsing.open(world.server.api.address);
  }, 240_000);
  afterAll(async () => {
    await browsing?.close();
    await world?.remove();
  }, 60_000);

  test('are the value that begins anew and the checksum, and only the two blocks have rows of their own', async () => {
    const changes = (await world.server.api.changes(asset)).filter(({ sort }) => sort === 'change');
    const effects = changes.flatMap(change => change.effects?.list ?? []);
    expect(
      [...new Set(effects.map(({ path, member, rule }) => `${path} ${member}: ${rule}`))].toSorted(),
    ).toEqual([
      'config/plc.txt Checksum.Program: checksum-of-blocks',
      'setpoints/Filler.txt Limit: block-download',
    ]);
    const page = await browsing.visit('/');
    await page.getByLabel('User').fill('admin');
    await page.getByLabel('Password').fill(world.server.api.password);
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Agents', exact: true }).waitFor();
    browsing.complaints.length = 0;
    await page.goto(`${browsing.address}/changes?asset=${asset}&sort=change`);
    await page.getByRole('button', { name: /^effects: 1 value re-initialised by this download/ }).waitFor();
    const rows = await page.locator('.change-row').allInnerTexts();
    expect(rows.some(text => /Limit|setpoints|config/.test(text))).toBe(false);
    await page.goto(`${browsing.address}/assets/${asset}?block=DB1`);
    const table = page.getByRole('table', { name: 'Values of DB1', exact: true });
    await table.waitFor();
    expect(await table.locator('tbody tr').allInnerTexts()).toEqual([
      expect.stringMatching(/^0\.0\s+Limit\s+INT\s+12\s+12\s+setpoint\s+the same$/i),
      expect.stringMatching(/^2\.0\s+Rate\s+REAL\s+1\.5\s+1\.5\s+setpoint\s+the same$/i),
    ]);
    expect(browsing.complaints).toEqual([]);
  });

  test('stand below it on the command line, which also shows what a memory reset would lose', async () => {
    const block = filler.cpu.memory.dataBlocks.get(1);
    block?.writeInt16BE(20, 0);
    const env = { PATH: process.env['PATH'], XDG_CONFIG_HOME: join(world.dir, 'home') };
    const password = join(world.dir, 'password');
    await writeFile(password, `${world.server.api.password}\n`, { mode: 0o600 });
    const witnessmark = async (...args: string[]) =>
      (await run(process.execPath, [main, ...args], { env })).stdout;
    await witnessmark('login', browsing.address, '--user', 'admin', '--password-file', password);
    expect(await witnessmark('changes', '--asset', asset)).toMatch(
      /DB1.*\n(?: {4}↳ .*\n)* {4}↳ effect: Limit 10 → 12 \(setpoints\/Filler\.txt, c-\w+\)/,
    );
    await until('the value a person set is told', patience, async () =>
      (await world.server.api.changes(asset)).some(({ sentence }) => sentence.includes('from 12 to 20')),
    );
    const shown = await witnessmark('data-block', asset, 'DB1');
    expect(shown).toContain('! lost at memory reset or re-download: 1 value; not known: 0 values');
    expect(shown).toMatch(/0\.0 +Limit +INT +12 +20 +! lost/);
    expect(await witnessmark('data-block', asset)).toMatch(/DB1 +2 +2 +1 +kept/);
  });
});
