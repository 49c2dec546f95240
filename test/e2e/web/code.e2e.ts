import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { seriousFaults } from './axe.ts';
import { changeFiles, type TwoVersions } from './fixture/files.ts';
import { hasPrograms, longProgram, program, recipe } from './fixture/programs.ts';
import { hasBrowser, Stage, until } from './harness.ts';

const ladder = 'tia-xml/ikea_Sortirovka.xml';
const scl = 'tia-scl/ikea_FB_Gasket_Carousel.scl';
const tags = 'tia-xml/ikea_TagTable.xml';

describe.skipIf(!hasBrowser())('the views of a change of code', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.open();
  });
  afterEach(() => stage.reset());
  afterAll(() => stage.close());

  const added = (...files: TwoVersions[]) => `/changes/${changeFiles(stage.server, files).id}`;
  const chosen = (page: Page) => page.locator('[role=tab][aria-selected=true]').allInnerTexts();
  const offered = (page: Page) => page.getByRole('tab').allInnerTexts();
  const rowsDrawn = (page: Page) => page.locator('.item-panel tbody tr').count();

  describe.skipIf(!hasPrograms())('of real programs', () => {
    test('a ladder opens with its summary; keys show the other views, and the address keeps which', async () => {
      const address = added(await program(ladder));
      const page = await stage.visit(address);
      await page.getByRole('tablist').waitFor();
      expect(await offered(page)).toEqual(['Summary', 'Table', 'Listing', 'Rung', 'Raw']);
      expect(await chosen(page)).toEqual(['Summary']);
      await page.getByRole('button', { name: 'logic 3' }).waitFor();
      for (const [key, name, view] of [
        ['2', 'Table', 'table'],
        ['3', 'Listing', 'listing'],
        ['4', 'Rung', 'rung'],
        ['5', 'Raw', 'raw'],
      ] as const) {
        await page.keyboard.press(key);
        await page.getByRole('tabpanel', { name }).waitFor();
        expect(new URL(page.url()).searchParams.get('view')).toBe(view);
      }
      await page.keyboard.press('1');
      await page.getByRole('tabpanel', { name: 'Summary' }).waitFor();
      expect(page.url()).toMatch(new RegExp(`${address}$`));
      const mailed = await stage.visit(`${address}?view=rung`);
      await mailed.getByRole('tabpanel', { name: 'Rung' }).waitFor();
      await mailed.keyboard.press('?');
      await mailed.getByRole('dialog').getByText('listing', { exact: true }).waitFor();
      expect(stage.complaints).toEqual([]);
    });

    test('arrows, Home and End move among the tabs, and Tab goes on into what is shown', async () => {
      const page = await stage.visit(added(await program(ladder)));
      await page.getByRole('tab', { name: 'Summary' }).focus();
      for (const [key, name] of [
        ['ArrowRight', 'Table'],
        ['End', 'Raw'],
        ['ArrowRight', 'Summary'],
        ['ArrowLeft', 'Raw'],
        ['Home', 'Summary'],
      ] as const) {
        await page.keyboard.press(key);
        await until(`${name} is chosen`, async () => (await chosen(page))[0] === name);
        expect(await page.evaluate<string>('document.activeElement.textContent')).toBe(name);
      }
      await page.keyboard.press('Tab');
      expect(await page.evaluate<boolean>('document.activeElement.closest("[role=tabpanel]") !== null')).toBe(
        true,
      );
    });

    test('a whole walk works without a mouse: item, tabs, a name, its uses', async () => {
      const page = await stage.visit(added(await program(ladder)));
      await page.getByRole('tablist').waitFor();
      await page.keyboard.press('j');
      await page.keyboard.press('Tab');
      expect(await page.evaluate<string>('document.activeElement.textContent')).toBe('Summary');
      await page.keyboard.press('ArrowRight');
      await page.getByRole('tabpanel', { name: 'Table' }).waitFor();
      const onName = () => page.evaluate<boolean>('document.activeElement.matches("ins a.tag")');
      for (let step = 0; step < 40 && !(await onName()); step += 1) await page.keyboard.press('Tab');
      const ring = await page.evaluate<string>('getComputedStyle(document.activeElement).outlineStyle');
      expect(ring).not.toBe('none');
      await page.keyboard.press('Enter');
      await page.waitForURL(/\/tags\?tag=%22IM_PFM%22\.M_317_Carousel\.alarm/);
    });

    test('a table tells each change token by token, by class, with links to what it names', async () => {
      const page = await stage.visit(`${added(await program(ladder), await program(scl))}?view=table`);
      const rows = page
        .getByRole('table', { name: 'Changes of files/ikea_Sortirovka.xml' })
        .locator('tbody tr');
      await rows.first().waitFor();
      expect(await rows.count()).toBe(3);
      const contact = rows.filter({ hasText: 'contact' });
      expect(await contact.locator('del').allInnerTexts()).toEqual(['"IM_PFM".M_317_Gasket_Carousel.Fault']);
      expect(await contact.locator('ins').allInnerTexts()).toEqual(['"IM_PFM".M_317_Carousel.alarm']);
      expect(await contact.locator('ins a').getAttribute('href')).toBe(
        '/tags?tag=%22IM_PFM%22.M_317_Carousel.alarm&asset=press-2',
      );
      const other = page.locator('.item-panel').nth(1);
      await other.getByRole('button', { name: 'interface 4' }).click();
      expect(await other.locator('tbody tr').count()).toBe(4);
      await other.getByRole('button', { name: 'all 7' }).click();
      expect(await other.locator('tbody tr').count()).toBe(7);
    });

    test('a name leads to its history and uses within the page, from text and from a drawing', async () => {
      const address = added(await program(ladder));
      const page = await stage.visit(`${address}?view=table`);
      await page.evaluate('window.here = true');
      const contact = page.getByRole('tabpanel').locator('tbody tr', { hasText: 'contact' });
      await contact.locator('ins a').click();
      await page.waitForURL(/\/tags\?tag=%22IM_PFM%22\.M_317_Carousel\.alarm&asset=press-2$/);
      await page.goBack();
      await page.getByRole('tabpanel', { name: 'Table' }).waitFor();
      await page.keyboard.press('4');
      await page.locator('a[href*="onOutFWD"]').first().click();
      await page.waitForURL(/\/tags\?tag=%22IM_PFM%22\.M_317_Gasket_Carousel\.onOutFWD/);
      expect(await page.evaluate('window.here')).toBe(true);
    });

    test('a listing folds what is unchanged, a piece at a time or all of it', async () => {
      const page = await stage.visit(`${added(await program(scl))}?view=listing`);
      const lines = page.locator('table.lines tbody tr');
      const gaps = page.getByRole('button', { name: /^Show \d+ unchanged lines$/ });
      await gaps.first().waitFor();
      const [folds, folded] = [await gaps.count(), await lines.count()];
      expect(folds).toBeGreaterThan(1);
      await gaps.first().click();
      await until('one fold less', async () => (await gaps.count()) === folds - 1);
      expect(await lines.count()).toBeGreaterThan(folded);
      await page.keyboard.press('e');
      await until('nothing is folded', async () => (await gaps.count()) === 0);
      expect(await page.locator('tr.line-added').count()).toBe(5);
      await page.keyboard.press('e');
      await until('all is folded again', async () => (await gaps.count()) === folds);
    });

    test('a tag table of 600 kB says what was renamed, offers no listing, and opens what means nothing', async () => {
      const page = await stage.visit(added(await program(tags, 'config')));
      await page.getByText('StartMakeGasketLayer renamed to new_board_from_m225').first().waitFor();
      expect(await offered(page)).toEqual(['Summary', 'Table', 'Raw']);
      await page.getByText('Left out because it means nothing: 1 place that differs, by 3 rules').click();
      await page.getByRole('rowheader', { name: /^export time/ }).waitFor();
      await page.getByRole('button', { name: 'interface 1' }).click();
      await page.getByRole('tabpanel', { name: 'Table' }).getByText('renamed').waitFor();
    });

    test('a recipe tells its value with step and share of the range', async () => {
      const page = await stage.visit(`${added(await recipe())}?view=table`);
      const row = page.getByRole('tabpanel').locator('tbody tr');
      await row.first().waitFor();
      expect(await row.count()).toBe(1);
      expect(await row.locator('del').textContent()).toBe('250');
      expect(await row.locator('ins').textContent()).toBe('275');
      expect(await row.locator('.cell-step').textContent()).toMatch(/25/);
    });

    test.each([
      ['light', 1280],
      ['dark', 390],
    ] as const)(
      'axe finds no serious fault in any view, %s and %d wide',
      { timeout: 150_000 },
      async (colorScheme, width) => {
        const address = added(await program(ladder), await program(scl), await recipe());
        const page = await stage.visit(address, { colorScheme, viewport: { width, height: 800 } });
        await page.getByRole('tablist').first().waitFor();
        for (const [key, name] of [
          ['1', 'Summary'],
          ['2', 'Table'],
          ['3', 'Listing'],
          ['4', 'Rung'],
          ['5', 'Raw'],
        ] as const) {
          await page.keyboard.press(key);
          await page.getByRole('tabpanel', { name }).first().waitFor();
          expect(await seriousFaults(page), name).toEqual([]);
          const over = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
          expect(over, name).toBeLessThanOrEqual(0);
        }
        expect(stage.complaints).toEqual([]);
      },
    );
  });

  test('a summary begins with what does not compile and what rules found, each rule with its words', async () => {
    const source = (body: string) => Buffer.from(`PROGRAM Main\nVAR\n${body}\nEND_PROGRAM\n`);
    const address = added({
      path: 'files/Main.st',
      kind: 'logic',
      old: source('  TempMax : REAL := 80.0;\nEND_VAR\nT_Eject(IN := Part, PT := T#3s);'),
      now: source('  TempMax : REAL := 95.0;\nEND_VAR\nT_Eject(IN := Part, PT := T#5s);\nIF Part THEN'),
    });
    const page = await stage.visit(address);
    await page.getByText('The new version does not compile').waitFor();
    const findings = page.getByRole('list', { name: 'Findings' }).locator('> li');
    expect(await findings.allTextContents()).toEqual([
      expect.stringMatching(/limit TempMax widened 80\.0 → 95\.0.*Main.*line 3.*limit-widened/s),
      expect.stringMatching(/timer preset of T_Eject 3 s → 5 s.*Main.*line 5.*preset-changed/s),
    ]);
    await findings.first().getByText('limit-widened').click();
    await findings.first().getByText('What is named an upper limit').waitFor();
    expect(await findings.first().locator('a').first().getAttribute('href')).toBe(
      '/tags?tag=TempMax&asset=press-2',
    );
    expect(await seriousFaults(page)).toEqual([]);
  });

  test('of 5,000 lines only those near the view are drawn, wherever it is scrolled', async () => {
    const page = await stage.visit(`${added(longProgram(2500))}?view=listing`);
    const table = page.locator('table.lines');
    await table.waitFor();
    expect(Number(await table.getAttribute('aria-rowcount'))).toBeGreaterThanOrEqual(5000);
    expect(await rowsDrawn(page)).toBeLessThan(500);
    await page.locator('main').evaluate(main => main.scrollTo(0, main.scrollHeight / 2));
    await page.locator('tr[aria-rowindex="2500"]').waitFor();
    expect(await rowsDrawn(page)).toBeLessThan(500);
    await page.keyboard.press('2');
    await page.getByText('! 2,500 changes, 2,000 of them listed').waitFor();
    expect(await rowsDrawn(page)).toBeLessThan(500);
    await page.keyboard.press('5');
    await page.getByRole('tabpanel', { name: 'Raw' }).waitFor();
    expect(await rowsDrawn(page)).toBeLessThan(500);
  });

  test('on paper every line is drawn', async () => {
    const page = await stage.visit(`${added(longProgram(300))}?view=listing`);
    await page.locator('table.lines').waitFor();
    expect(await rowsDrawn(page)).toBeLessThan(500);
    await page.emulateMedia({ media: 'print' });
    await until('every line is drawn', async () => (await page.locator('tr.line-added').count()) === 300);
    expect(await page.locator('tr.line-removed').count()).toBe(300);
  });
});
