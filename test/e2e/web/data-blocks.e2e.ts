import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { downloadRows, snapshotReading } from './fixture/data-blocks.ts';
import { hasBrowser, Stage, until } from './harness.ts';

const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

interface Violation {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly html: string }[];
}

describe.skipIf(!hasBrowser())('data blocks, and what stands under a change', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.open();
  });
  afterEach(() => stage.reset());
  afterAll(() => stage.close());

  test('the panel counts what would be lost first, then shows every member by address', async () => {
    const page = await stage.visit('/assets/line-3');
    const panel = page.getByRole('region', { name: 'Values of data blocks' });
    await panel.getByRole('link', { name: 'DB20' }).waitFor();
    const rows = panel.getByRole('table', { name: 'Data blocks' }).locator('tbody tr');
    expect(await rows.allInnerTexts()).toEqual([
      expect.stringMatching(/DB7.*! unreadable know-how protected/s),
      expect.stringMatching(/DB20.*4.*3.*! 2 values.*not kept/s),
      expect.stringMatching(/DB30.*12.*0.*not known: none is read.*kept/s),
    ]);
    await panel.getByRole('link', { name: 'DB20' }).focus();
    await page.keyboard.press('Enter');
    await panel
      .getByRole('heading', {
        name: 'Lost at memory reset or re-download: 2 values; lost at restart: 2 values',
      })
      .waitFor();
    expect(new URL(page.url()).searchParams.get('block')).toBe('DB20');
    const lost = panel.getByRole('table', { name: 'Values of DB20 that would be lost' }).locator('tbody tr');
    expect(await lost.count()).toBe(2);
    const all = panel.getByRole('table', { name: 'Values of DB20', exact: true });
    expect(await all.locator('thead').textContent()).not.toContain('Baseline');
    expect(await all.locator('tbody tr').allInnerTexts()).toEqual([
      expect.stringMatching(
        /^0\.0\s+Press\.Force\s+REAL\s+60\.0\s+62\.5 kN\s+setpoint\s+! lost, back to 60\.0$/i,
      ),
      expect.stringMatching(/^4\.0\s+Press\.Count.*the same$/s),
      expect.stringMatching(/^6\.0\s+Press\.Hold.*T#350ms\s+T#420ms.*! lost/s),
      expect.stringMatching(/^10\.0\s+no name is known.*not read: no item.*process value\s+not known$/s),
    ]);
    expect(await panel.textContent()).toContain(
      'attribute bit 5 (non-retain) in the header of the block is set',
    );
    expect(stage.complaints).toEqual([]);
  });

  test('an asset whose program is not read has no such panel', async () => {
    const page = await stage.visit('/assets/palletiser');
    await page.getByRole('heading', { name: 'History', exact: true }).waitFor();
    expect(await page.getByRole('region', { name: 'Values of data blocks' }).count()).toBe(0);
  });

  test('effects stand under their cause, counted, and open by key and by pointer', async () => {
    const { cause } = downloadRows(Date.now());
    stage.server.changes.unshift(cause);
    const page = await stage.visit('/changes');
    const row = page.locator('.change-row').first();
    const unfold = row.getByRole('button', {
      name: 'effects: 1 value re-initialised by this download, the program’s checksum',
    });
    await unfold.waitFor();
    expect(await unfold.getAttribute('aria-expanded')).toBe('false');
    await page.keyboard.press('j');
    await page.keyboard.press('e');
    const effects = row.getByRole('list', { name: 'Effects' }).getByRole('listitem');
    await effects.first().waitFor();
    expect(await effects.allInnerTexts()).toEqual([
      expect.stringContaining('Checksum.Program 16#01 → 16#02'),
      expect.stringContaining('Press.Force 62.5 → 60.0 kN'),
    ]);
    await unfold.click();
    await effects.first().waitFor({ state: 'detached' });
    expect(stage.complaints).toEqual([]);
  });

  test('a cause that arrives takes the row of its effect under itself', async () => {
    const { cause, effect } = downloadRows(Date.now());
    const { effectOf: _unknownYet, ...alone } = effect;
    const page = await stage.visit('/changes');
    await page.locator('.change-row').first().waitFor();
    await page.locator('.lamp-live').waitFor();
    await until(
      'the list was read again',
      () => stage.server.asked.filter(path => path.startsWith('/changes')).length > 1,
    );
    await page.mouse.move(640, 10);
    stage.server.push({ type: 'change', change: alone });
    await page.getByText('Press.Force 62.5 → 60.0 %').waitFor();
    stage.server.push({ type: 'change', change: cause });
    await page.getByText('STAT 0.0 REAL := 62.5 → 60.0').first().waitFor();
    await page.getByText('Press.Force 62.5 → 60.0 %').waitFor({ state: 'detached' });
    expect(stage.complaints).toEqual([]);
  });

  test('a first snapshot stays one row while its readings arrive, and opens to each of them', async () => {
    const page = await stage.visit('/changes');
    await page.locator('.change-row').first().waitFor();
    await page.locator('.lamp-live').waitFor();
    await until(
      'the list was read again',
      () => stage.server.asked.filter(path => path.startsWith('/changes')).length > 1,
    );
    await page.mouse.move(640, 10);
    for (let n = 0; n < 40; n += 1)
      stage.server.push({ type: 'change', change: snapshotReading(n, Date.now()) });
    const row = page.locator('.change-row').first();
    await row.getByText('First snapshot of line-3/s7: 120 items').waitFor();
    expect(await page.getByText(/^First snapshot of/).count()).toBe(1);
    await row.getByRole('button', { name: '40 readings' }).click();
    const readings = row.getByRole('list', { name: 'Readings of this first snapshot' }).getByRole('listitem');
    await readings.nth(39).waitFor();
    expect(await readings.first().textContent()).toContain('raw/FC118.mc7');
    expect(stage.complaints).toEqual([]);
  });

  test('the change page lists effects with their rule, and says of an effect what it came of', async () => {
    const { cause, effect } = downloadRows(Date.now());
    stage.server.changes.unshift(cause, effect);
    const page = await stage.visit(`/changes/${cause.id}`);
    const section = page.getByRole('region', { name: 'Cause and effect' });
    await section.getByRole('link', { name: 'Press.Force 62.5 → 60.0 kN' }).click();
    await section.getByText('An effect of').waitFor();
    await section.getByRole('link', { name: cause.id }).click();
    await section.getByText('it is their fingerprint').waitFor();
    expect(stage.complaints).toEqual([]);
  });

  test.each(['light', 'dark'] as const)('axe finds no serious fault in %s', async colorScheme => {
    stage.server.changes.unshift(downloadRows(Date.now()).cause);
    for (const [address, waitFor] of [
      ['/assets/line-3?block=DB20', 'All members, by address'],
      ['/changes', 'effects: 1 value'],
    ] as const) {
      const page = await stage.visit(address, { colorScheme });
      await page.getByText(waitFor).first().waitFor();
      await page.evaluate(await readFile(axePath, 'utf8'));
      const { violations, passes } = await page.evaluate<{ violations: Violation[]; passes: unknown[] }>(
        'axe.run(document)',
      );
      expect(passes.length).toBeGreaterThan(5);
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
      expect(serious.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
    }
  });
});
