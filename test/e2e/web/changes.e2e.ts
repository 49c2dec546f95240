import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { changeOf } from './fixture/changes.ts';
import { hasBrowser, Stage, until } from './harness.ts';

describe.skipIf(!hasBrowser())('the list of changes', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.open();
  });
  afterEach(() => stage.reset());
  afterAll(() => stage.close());

  const pushed = (value: number, idx = 5010) =>
    changeOf({ idx, at: Date.now(), asset: 'press-2', member: 'Tank1.LevelSP', old: 42.5, value });

  const open = async (address = '/changes') => {
    const page = await stage.visit(address);
    await page.locator('.change-row').first().waitFor();
    await page.locator('.lamp-live').waitFor();
    // What was read before the events began is read once more, so that nothing falls in between.
    await until(
      'the list was read again',
      () => stage.server.asked.filter(path => path.startsWith('/changes')).length > 1,
    );
    return page;
  };

  /** Waits until the rows drawn stay the same at the same places for a while. */
  const atRest = async (page: Page) => {
    let last = '';
    let equal = 0;
    await until('the list is at rest', async () => {
      const now = await page
        .locator('.change-row')
        .evaluateAll(rows =>
          JSON.stringify(rows.map(row => [row.textContent, row.getBoundingClientRect().top])),
        );
      equal = now === last ? equal + 1 : 0;
      last = now;
      return equal >= 5;
    });
  };

  test('a pushed change is shown from the event itself, without asking the server again', async () => {
    const page = await open();
    await page.mouse.move(640, 10);
    stage.server.asked.length = 0;
    stage.server.push({ type: 'change', change: pushed(55) });
    await page.getByText('Tank1.LevelSP 42.5 → 55.0 %').waitFor();
    expect(stage.server.asked.filter(path => path.startsWith('/changes'))).toEqual([]);
  });

  test('while rows are read, a new one waits behind a bar and moves nothing', async () => {
    const page = await open();
    await page.locator('.list-scroll').evaluate(list => list.scrollTo(0, 700));
    await atRest(page);
    // The row itself and not its place: the list draws other rows at that place as it scrolls.
    const row = page
      .locator(
        `a[href="${await page.locator('.change-row a[href^="/changes/"]').nth(12).getAttribute('href')}"]`,
      )
      .first();
    const before = await row.boundingBox();
    stage.server.push({ type: 'change', change: pushed(55) });
    stage.server.push({ type: 'change', change: pushed(56, 5011) });
    const bar = page.getByRole('button', { name: /2 new changes — show/ });
    await bar.waitFor();
    const height = (await page.locator('.news').boundingBox())?.height ?? 0;
    const after = await row.boundingBox();
    expect(await page.locator('.list-scroll').evaluate(list => list.scrollTop)).toBe(700);
    expect((after?.y ?? 0) - (before?.y ?? 0)).toBeLessThanOrEqual(height + 1);
    await bar.click();
    await page.getByText('42.5 → 56.0 %').waitFor();
    await page.getByText('42.5 → 55.0 %').waitFor();
    expect(await page.locator('.list-scroll').evaluate(list => list.scrollTop)).toBe(0);
  });

  test('a change that the filter leaves out does not appear', async () => {
    const page = await open('/changes?asset=mixer-1');
    stage.server.push({ type: 'change', change: pushed(55) });
    const own = changeOf({
      idx: 5002,
      at: Date.now(),
      asset: 'mixer-1',
      member: 'Mash.Temp',
      old: 1,
      value: 2,
    });
    stage.server.push({ type: 'change', change: own });
    await page.getByText('Mash.Temp 1.0 → 2.0 %').waitFor();
    expect(await page.getByText('42.5 → 55.0 %').count()).toBe(0);
  });

  test('what waited is there when the list is left and opened again', async () => {
    const page = await open();
    await page.keyboard.press('j');
    stage.server.push({ type: 'change', change: pushed(55) });
    await page.getByRole('button', { name: /1 new change — show/ }).waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('o');
    await page.getByRole('heading', { level: 1, name: /await judgement/ }).waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('c');
    await page.getByText('Tank1.LevelSP 42.5 → 55.0 %').waitFor();
  });

  test('j, k, e and Enter move, expand and open; going back puts focus where it was', async () => {
    const page = await open();
    const focused = () =>
      page.evaluate<string | undefined>('document.activeElement?.closest("[data-key]")?.dataset.key');
    for (let step = 0; step < 40; step += 1) await page.keyboard.press('j');
    await until('a row far down has focus', async () => (await focused()) !== undefined);
    const here = await focused();
    await page.keyboard.press('k');
    await until('focus moved up', async () => (await focused()) !== here);
    await page.keyboard.press('j');
    await until('focus moved down again', async () => (await focused()) === here);
    await page.keyboard.press('e');
    await page.locator('li.active .row-more').waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Where this stands' }).waitFor();
    expect(new URL(page.url()).pathname).toBe(`/changes/${here}`);
    await page.goBack();
    await until('focus is back', async () => (await focused()) === here);
  });

  test('the list reaches back to the first change by pages, drawing only what is in view', async () => {
    const page = await open();
    const list = page.locator('.list-scroll');
    await until('the end is reached', async () => {
      await list.evaluate(element => element.scrollTo(0, element.scrollHeight));
      return (await page.locator('li[aria-posinset]').last().getAttribute('aria-setsize')) ===
        (await page.locator('li[aria-posinset]').last().getAttribute('aria-posinset'))
        ? stage.server.asked.some(path => path.includes('cursor=300'))
        : false;
    });
    expect(await page.locator('.change-row').count()).toBeLessThan(80);
  });

  test('filters stand in the address, and an address brings them back', async () => {
    const page = await open();
    await page.getByLabel('Asset').selectOption('mixer-1');
    await page.getByLabel('Kind').selectOption('setpoint');
    await page.waitForURL(/asset=mixer-1/);
    await page.waitForURL(/kind=setpoint/);
    await page.reload();
    await page.locator('.change-row').first().waitFor();
    expect(await page.getByLabel('Asset').inputValue()).toBe('mixer-1');
    const names = new Set(await page.locator('.change-row .row-asset').allTextContents());
    expect([...names]).toEqual(['Mixer 1']);
  });

  test('blanks stand between changes, hatched and in words', async () => {
    const page = await open();
    const gap = page.locator('.gap-row', { hasText: 'is not watched' });
    await gap.waitFor();
    expect(await gap.textContent()).toContain('link lost');
    const drawn = await page.evaluate<string>(
      'getComputedStyle(document.querySelector(".gap-row .swatch")).backgroundImage',
    );
    expect(drawn).toContain('repeating-linear-gradient');
    await page.locator('.gap-row', { hasText: 'was not watched' }).waitFor();
  });

  test('times are the site’s, with the offset, and UTC on hover', async () => {
    stage.server.changes = [
      {
        ...pushed(55),
        window: {
          from: '2026-07-01T00:10:05.000Z',
          to: '2026-07-01T00:10:15.000Z',
          basis: 'content',
          errorMs: null,
        },
        recordedAt: '2026-07-01T00:10:16.000Z',
      },
    ];
    const page = await open();
    const window = page.locator('.change-row .window');
    expect(await window.textContent()).toBe('02:10:05–02:10:15');
    expect(await window.getAttribute('title')).toContain('2026-07-01 00:10:05 UTC');
    expect(await page.locator('.day-row').last().textContent()).toBe('2026-07-01 +02:00');
  });

  test('slash searches, and the search stands in the address', async () => {
    const page = await open();
    await page.keyboard.press('/');
    await page.keyboard.type('Lager');
    await page.keyboard.press('Enter');
    await page.waitForURL(/search=Lager/);
    await page.getByText('No change matches these filters').waitFor();
  });

  test('the question mark shows exactly the keys that work here', async () => {
    const page = await open();
    await page.keyboard.press('?');
    const help = page.getByRole('dialog', { name: 'Keys' });
    await help.waitFor();
    const text = (await help.textContent()) ?? '';
    expect(text).toContain('next change');
    expect(text).not.toContain('accept');
    expect(text).not.toContain('show what arrived');
    await page.keyboard.press('Escape');
    await until('the help is closed', async () => !(await help.isVisible()));
  });
});
