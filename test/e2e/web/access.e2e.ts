import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { seriousFaults, violations } from './axe.ts';
import { hasBrowser, Stage } from './harness.ts';

const views = [
  ['overview', '/', '.tiles'],
  ['changes', '/changes', '.change-row'],
  ['asset', '/assets/mixer-1?item=setpoints/DB20.txt', '.blame'],
  ['a different device', '/assets/line-3', '.slider'],
  ['what a controller lets us see', '/assets/mixer-1', '.found'],
  ['a controller nobody has probed', '/assets/boiler', '#sight .blank'],
  ['assets', '/assets', '.asset-row'],
  ['agents', '/agents', '.agent'],
  ['log', '/log', '.entry-row'],
  ['a log entry', '/log?entry=7', '.proof'],
  ['the queue', '/queue', '.queue-row'],
  ['the shifts', '/queue/shifts', 'tbody tr'],
  ['where a tag stands', '/tags?tag=Tank1.LevelSP', '.tag-past li'],
  ['account', '/account', 'tbody tr'],
  ['people', '/people', 'table.people tbody tr'],
] as const;

describe.skipIf(!hasBrowser())('access', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.open();
  });
  afterEach(() => stage.reset());
  afterAll(() => stage.close());

  async function check(address: string, settled: string): Promise<Page> {
    const page = await stage.visit(address);
    await page.locator(settled).first().waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await seriousFaults(page, 'colours')).toEqual([]);
    return page;
  }

  test.each(views)(
    '%s holds against axe in light and dark, breaks no policy, and is no wider than a narrow window',
    async (_name, address, settled) => {
      const page = await check(address, settled);
      expect(stage.complaints).toEqual([]);
      await page.setViewportSize({ width: 400, height: 800 });
      const over = () => page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
      await expect.poll(over, { timeout: 15_000 }).toBeLessThanOrEqual(0);
    },
  );

  test('a change holds against axe in light and dark, and breaks no policy', async () => {
    await check(`/changes/${stage.server.changes[0]?.id}`, 'table.values');
    expect(stage.complaints).toEqual([]);
  });

  test('a form in a dialog and the signed-out page hold against axe', async () => {
    const page = await stage.visit('/assets/press-2');
    await page.getByRole('button', { name: 'Set phase' }).click();
    expect((await violations(page, "'dialog[open]'")).map(each => each.id)).toEqual([]);
    stage.server.signedIn = false;
    await check('/', '.sign-in');
  });

  test('the whole journey works without a mouse: skip link, list, change, back', async () => {
    const page = await stage.visit('/changes');
    await page.locator('.change-row').first().waitFor();
    await page.keyboard.press('Tab');
    expect(await page.evaluate<string>('document.activeElement.textContent')).toBe('Skip to content');
    await page.keyboard.press('Enter');
    expect(await page.evaluate<string>('document.activeElement.id')).toBe('main');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Where this stands' }).waitFor();
    await page.keyboard.press('j');
    expect(await page.evaluate<string>('document.activeElement.tagName')).toBe('SUMMARY');
    const ring = await page.evaluate<string>('getComputedStyle(document.activeElement).outlineStyle');
    expect(ring).not.toBe('none');
  });
});
