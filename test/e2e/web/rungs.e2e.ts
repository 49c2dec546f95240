import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { seriousFaults } from './axe.ts';
import { changeFiles, type TwoVersions } from './fixture/files.ts';
import { edited, hasPrograms, program } from './fixture/programs.ts';
import { hasBrowser, Stage, until } from './harness.ts';

const ladder = 'tia-xml/ikea_Sortirovka.xml';
/** An interlock is taken out of a rung of a real program. */
const withoutInterlock = () =>
  edited('rockwell/L5Sharp_Test.L5X', 'XIO(MultiDimensionalArray[1,3].3)CMP(ATAN', 'CMP(ATAN');

describe.skipIf(!hasBrowser() || !hasPrograms())('drawn rungs', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.open();
  });
  afterEach(() => stage.reset());
  afterAll(() => stage.close());

  const visit = async (file: TwoVersions, options: Parameters<Stage['visit']>[1] = {}) => {
    const page = await stage.visit(`/changes/${changeFiles(stage.server, [file]).id}?view=rung`, options);
    await page.locator('svg.network-drawing').first().waitFor();
    // A network is drawn when it comes near; what is tested is in the last.
    await page.locator('.code-rung').last().scrollIntoViewIfNeeded();
    await page.locator('.code-rung').last().locator('svg').last().waitFor();
    return page;
  };
  const drawing = (page: Page, name: string) => page.getByLabel(name, { exact: true }).locator('svg');
  const marks = (svg: Locator) =>
    svg.locator('.rung-mark').evaluateAll(all => all.map(each => each.getAttribute('class')));

  test('an interlock taken out is marked on the old side, and a ghost with the wire through it overlaid', async () => {
    const page = await visit(await withoutInterlock());
    const [old, now] = [drawing(page, 'Rung 9, old'), drawing(page, 'Rung 9, new')];
    expect(await marks(old)).toEqual(['rung-mark rung-mark-removed']);
    expect(await marks(now)).toEqual([]);
    expect(await old.locator('.rung-sign').textContent()).toBe('−');
    // Both rails, and the letter an engineer of Logix knows.
    expect(await old.locator('.rung-rail').count()).toBe(2);
    expect(await old.locator('.rung-letter').allTextContents()).toContain('U');
    await page.getByRole('button', { name: 'Overlaid', exact: true }).click();
    const both = drawing(page, 'Rung 9, overlaid');
    await both.waitFor();
    expect(await both.locator('text.rung-ghost tspan').allTextContents()).toEqual([
      'MultiDimensionalArray[',
      '1,3].3',
    ]);
    expect(
      await page.getByRole('button', { name: 'Overlaid', exact: true }).getAttribute('aria-pressed'),
    ).toBe('true');
    expect(stage.complaints).toEqual([]);
  });

  test('the same rung is there as text: described for those who do not see it, and to be opened', async () => {
    const page = await visit(await withoutInterlock());
    const old = drawing(page, 'Rung 9, old');
    expect(await old.locator('> title').textContent()).toBe('Rung 9, old');
    const described = await old.getAttribute('aria-describedby');
    expect(await page.locator(`[id="${described}"]`).textContent()).toMatch(
      /GT\(.*AND NOT MultiDimensionalArray\[1,3\]\.3 AND CMP/,
    );
    await page.getByText('As text').click();
    const text = page.getByRole('table', { name: /^Rung 9 of / });
    expect(await text.locator('.line-removed').textContent()).toContain('NOT MultiDimensionalArray[1,3].3');
    expect(await text.locator('.line-added').count()).toBe(1);
  });

  test('an operand leads to its history and uses, by key as well', async () => {
    const page = await visit(await program(ladder));
    const link = drawing(page, 'Network 4, new').getByRole('link', { name: '"IM_PFM".M_317_Carousel.alarm' });
    expect(await link.getAttribute('href')).toBe('/tags?tag=%22IM_PFM%22.M_317_Carousel.alarm&asset=press-2');
    await link.focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/tags\?tag=/);
  });

  test('a rung larger than its frame opens at its change, scrolls and grows by keys', async () => {
    const page = await visit(await program(ladder), { viewport: { width: 1000, height: 700 } });
    const view = page.getByRole('region', { name: 'Network 4, new', exact: true });
    expect(await marks(view.locator('svg'))).toEqual(['rung-mark rung-mark-changed']);
    const top = () => view.evaluate(each => each.scrollTop);
    expect(await top()).toBeGreaterThan(0);
    const inSight = await view.evaluate(each => {
      const mark = each.querySelector('.rung-mark')?.getBoundingClientRect();
      const own = each.getBoundingClientRect();
      return mark !== undefined && mark.top >= own.top && mark.bottom <= own.bottom;
    });
    expect(inSight).toBe(true);
    await view.focus();
    const before = await top();
    await page.keyboard.press('ArrowUp');
    await until('it scrolled', async () => (await top()) < before);
    const width = () => view.locator('svg').evaluate(each => each.getBoundingClientRect().width);
    const first = await width();
    await page.keyboard.press('+');
    await until('it grew', async () => (await width()) > first * 1.2);
    await page.keyboard.press('0');
    await until('it fits again', async () => (await width()) === first);
    expect(stage.complaints).toEqual([]);
  });

  test('on paper the whole drawing stands, whatever was chosen on the screen', async () => {
    const page = await visit(await program(ladder), { viewport: { width: 1000, height: 700 } });
    const view = page.getByRole('region', { name: 'Network 4, new', exact: true });
    await view.focus();
    await page.keyboard.press('+');
    await page.keyboard.press('+');
    const hidden = () =>
      view.evaluate(
        each => each.scrollHeight - each.clientHeight + Math.max(0, each.scrollWidth - each.clientWidth),
      );
    await until('it is scrolled on the screen', async () => (await hidden()) > 0);
    await page.emulateMedia({ media: 'print' });
    await until('nothing is hidden', async () => (await hidden()) === 0);
    expect(await page.locator('.network-ways').last().isVisible()).toBe(false);
  });

  test('old and new stand beside each other where there is room, else below each other', async () => {
    const sides = async (page: Page) => {
      const boxes = await page
        .locator('.code-rung:last-of-type .network-view')
        .evaluateAll(all => all.map(each => each.getBoundingClientRect()).map(({ x, y }) => ({ x, y })));
      const [old, now] = boxes;
      return { beside: old?.y === now?.y, below: (old?.y ?? 0) < (now?.y ?? 0) && old?.x === now?.x };
    };
    const file = await program(ladder);
    const wide = await visit(file, { viewport: { width: 1400, height: 800 } });
    expect(await sides(wide)).toEqual({ beside: true, below: false });
    const narrow = await visit(file, { viewport: { width: 420, height: 800 } });
    expect(await sides(narrow)).toEqual({ beside: false, below: true });
  });

  test.each([
    ['light', 'Side by side', 'Rung 9, new'],
    ['dark', 'Overlaid', 'Rung 9, overlaid'],
  ] as const)('axe finds no serious fault, %s, %s', async (colorScheme, way, name) => {
    const page = await visit(await withoutInterlock(), { colorScheme });
    await page.getByRole('button', { name: way, exact: true }).click();
    await drawing(page, name).waitFor();
    expect(await seriousFaults(page)).toEqual([]);
  });
});
