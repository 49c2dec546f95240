import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { seriousFaults } from './axe.ts';
import { hasBrowser, Stage, until } from './harness.ts';

const known = '/tags?tag=Tank1.LevelSP';

describe.skipIf(!hasBrowser())('where a tag stands, and what was changed about it', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.open();
  });
  afterEach(() => stage.reset());
  afterAll(() => stage.close());

  test('without a tag the view teaches what can be found, and suggests names while one is typed', async () => {
    const page = await stage.visit('/assets/mixer-1');
    await page.getByRole('link', { name: 'Find a tag' }).click();
    await page
      .getByRole('heading', { name: 'Find where a tag stands, and what was changed about it' })
      .waitFor();
    expect(new URL(page.url()).searchParams.get('asset')).toBe('mixer-1');
    await page.keyboard.press('/');
    await page.keyboard.type('tank1.l');
    const suggested = page.locator('datalist option');
    await until('names that begin so are suggested', async () => (await suggested.count()) === 2);
    expect(stage.server.asked.at(-1)).toBe('/references/names?begins=tank1.l&asset=mixer-1');
    await page.keyboard.press('Enter');
    await page.waitForURL(/tag=tank1\.l/);
    await page.getByRole('region', { name: 'Uses in Mixer 1', exact: true }).waitFor();
    expect(await page.getByRole('region', { name: 'Uses in Press 2' }).count()).toBe(0);
    await page.getByRole('link', { name: 'Look in the whole plant' }).click();
    await page.getByRole('region', { name: 'Uses in Press 2' }).waitFor();
    expect(stage.complaints).toEqual([]);
  });

  test('uses stand by asset and by what is done, each leads to its line', async () => {
    const page = await stage.visit(known);
    const table = page.getByRole('table', { name: 'Uses in Mixer 1', exact: true });
    await table.waitFor();
    expect(await table.locator('th.tag-access').allInnerTexts()).toEqual(['declared', 'written', 'read']);
    await page.getByText('And 6 more places in these files.').waitFor();
    await page.getByRole('button', { name: 'Show more places' }).click();
    const press = page.getByRole('table', { name: 'Uses in Press 2' });
    await until('the next page is there', async () => (await press.locator('tr').count()) === 3);
    expect(await press.textContent()).toContain('= 48.0 %');
    await page.getByRole('heading', { name: 'Program blocks that use its address' }).waitFor();
    await press.getByRole('link', { name: 'setpoints/DB20.txt' }).click();
    await page.waitForURL(/\/assets\/press-2\?item=setpoints%2FDB20.txt&line=2/);
    const line = page.locator('tr[aria-current="location"]');
    await line.waitFor();
    expect(await line.locator('.line-number').textContent()).toBe('2');
    await until('the line has the focus', () =>
      page.evaluate<boolean>("document.activeElement.getAttribute('aria-current') === 'location'"),
    );
    await page.getByRole('link', { name: 'Tank1.LevelSP', exact: true }).click();
    await page.waitForURL(/\/tags\?tag=Tank1.LevelSP&asset=press-2/);
  });

  test('the past is told newest first with who, and goes on behind a button; keys walk through all of it', async () => {
    const page = await stage.visit(known);
    const past = page.locator('.tag-past > li');
    await past.first().waitFor();
    expect(await past.count()).toBe(4);
    expect(await past.first().textContent()).toMatch(/Tank1\.LevelSP .* → .*setpoints\/DB20\.txt/s);
    expect(await past.nth(1).textContent()).toContain('came, in 1 place');
    expect(await past.locator('.who .word').count()).toBe(4);
    await page.getByRole('button', { name: 'Show more changes' }).click();
    await until('more changes are there', async () => (await past.count()) === 8);
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    const focused = await page.evaluate<string>('document.activeElement.textContent');
    expect(focused).toBe('files/Tank1.db');
    await past.first().locator('a[data-main]').focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/changes\/c-/);
  });

  test('what is not looked through is said, and nothing is claimed of a name nobody knows', async () => {
    const page = await stage.visit('/tags?tag=Tank1');
    await page
      .getByText(
        'Not looked through yet: 12 files and blocks held now and 10,000 or more changes. The newest come first',
      )
      .waitFor();
    await page.getByText('Could not be looked through: 1 file or block held now').click();
    await page.getByText('raw/FC12.mc7').waitFor();
    await page.getByText('3 files held now are of no kind that names are read from.').waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await page.goto(`${stage.server.address}/tags?tag=${encodeURIComponent('<b>"%_')}`);
    await page.getByText('It stands nowhere in what the plant holds now.').waitFor();
    await page.getByText('No change was about it since each asset was read for the first time.').waitFor();
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('<b>"%_');
  });
});
