import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { hasBrowser, Stage } from './harness.ts';

describe.skipIf(!hasBrowser())('what a controller lets us see', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.open();
  });
  afterEach(() => stage.reset());
  afterAll(() => stage.close());

  const sightOf = async (asset: string) => {
    const page = await stage.visit(`/assets/${asset}`);
    const section = page.getByRole('region', { name: 'What this controller lets us see' });
    await section.getByRole('article').first().waitFor();
    return { page, section };
  };

  test('each row says by word and shape what can be seen, how that was found and since when', async () => {
    const { section } = await sightOf('mixer-1');
    for (const name of ['Values', 'Logic', 'The controller itself', 'Who']) {
      await section.getByRole('heading', { level: 3, name }).first().waitFor();
    }
    const row = section.getByRole('listitem').filter({ hasText: 'List the program' });
    expect(await row.locator('.found-state').textContent()).toBe('╳ no');
    expect(await row.textContent()).toContain('error word 8104');
    expect(await row.textContent()).toMatch(/s7, since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d/);
    const partly = section.getByRole('listitem').filter({ hasText: 'Tell this device from another' });
    expect(await partly.locator('.found-state').textContent()).toBe('◐ partly');
    expect(stage.complaints).toEqual([]);
  });

  test('what is blind is hatched as a gap is, with its reason', async () => {
    const { section } = await sightOf('mixer-1');
    const blind = section.getByRole('region', { name: /Blind/ });
    await blind.getByText('╳ the program').waitFor();
    expect(await blind.textContent()).toContain('does not give its logic');
    const drawn = blind.locator('.swatch').first();
    const ground = await drawn.evaluate(
      swatch =>
        (
          globalThis as unknown as { getComputedStyle(of: unknown): { backgroundImage: string } }
        ).getComputedStyle(swatch).backgroundImage,
    );
    expect(ground).toContain('repeating-linear-gradient');
    expect(await drawn.boundingBox()).toMatchObject({ width: expect.closeTo(22, -1) });
  });

  test('ways to see more open by keyboard, each naming licence, device and limits', async () => {
    const { page, section } = await sightOf('mixer-1');
    const more = section.getByText('What would let us see more: 2 ways');
    await more.focus();
    expect(await section.getByText('TIA Portal: STEP 7').isVisible()).toBe(false);
    await page.keyboard.press('Enter');
    await section.getByText('TIA Portal: STEP 7').waitFor();
    for (const term of ['How', 'Licence', 'Device', 'Still not shown', 'Known from']) {
      expect(
        await section
          .getByRole('term')
          .filter({ hasText: new RegExp(`^${term}$`) })
          .count(),
      ).toBe(2);
    }
  });

  test('a source that told nothing is named, and nothing is claimed of it', async () => {
    const page = await stage.visit('/assets/boiler');
    const section = page.getByRole('region', { name: 'What this controller lets us see' });
    await section.getByText('has told nothing of what it can see').waitFor();
    expect(await section.locator('.badge', { hasText: 'not known' }).count()).toBe(4);
    expect(await section.locator('.badge', { hasText: 'seen' }).count()).toBe(0);
  });

  test('a failed reading says so and leaves the rest of the asset', async () => {
    stage.server.refusals.set('/assets/mixer-1/capabilities', {
      type: 'urn:witnessmark:db.unavailable',
      title: 'the database did not answer',
      status: 503,
      detail: 'capability',
      code: 'db.unavailable',
      remedy: 'Look at the server.',
      instance: 'r-1',
    });
    const page = await stage.visit('/assets/mixer-1');
    await page.getByText('Could not read what this controller lets us see').waitFor({ timeout: 15_000 });
    await page.getByRole('heading', { name: 'Identity and protection' }).waitFor();
  });

  test('the section has an address of its own', async () => {
    const page = await stage.visit('/assets/mixer-1#sight');
    await page.locator('#sight .found').first().waitFor();
  });
});
