import { join } from 'node:path';
import type { ChangeSummary } from '@witnessmark/shared/api';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { hasBrowser, Stage, until } from './harness.ts';

const shots = process.env['SCREENSHOTS'];

describe.skipIf(!hasBrowser())('who made it, on the page', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.open();
  });
  afterEach(() => stage.reset());
  afterAll(() => stage.close());

  async function shot(page: Page, name: string): Promise<void> {
    if (shots) await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
  }
  const named = (verdict: ChangeSummary['who']['verdict']) => {
    const found = stage.server.changes.find(
      change => change.who.verdict === verdict && change.sort === 'change',
    );
    if (found === undefined) throw new Error(`no change is ${verdict}`);
    return found;
  };
  const lastSent = async (path: string) => {
    await until(`${path} was sent`, () => stage.server.sent.some(sent => sent.path === path));
    return stage.server.sent.find(sent => sent.path === path)?.body;
  };

  test('a change says who, why, who else could have and who had access; two people’s work stands apart', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await stage.visit(`/changes/${named('ambiguous').id}`, { colorScheme });
      const panel = page.getByRole('region', { name: 'Who, and why so sure' });
      await panel.getByText('Nobody watched the way by panel all the time.').first().waitFor();
      expect(await panel.locator('.judged').count()).toBe(2);
      await panel.getByText('Anybody by panel, which nobody watched.').first().waitFor();
      await panel.getByText('A. Kovač had session S-77 open.').waitFor();
      // A blank has a shape and a word.
      const blank = panel.locator('.judged-unattributed .who').first();
      expect(await blank.textContent()).toMatch(/○.*nobody known.*unattributed/);
      await shot(page, `who-panel-${colorScheme}`);
    }
    expect(stage.complaints).toEqual([]);
  });

  test('an older revision can be read, and says that it does not hold any more', async () => {
    const change = named('witnessed');
    const page = await stage.visit(`/changes/${change.id}`);
    await page.getByText('Revision 2, because evidence came late').click();
    await page.getByRole('link', { name: 'Revision 1' }).click();
    await page.getByText('This is revision 1').waitFor();
    expect(page.url()).toContain('revision=1');
    await shot(page, 'who-revision');
    await page.getByRole('link', { name: 'see revision 2' }).click();
    await page.getByText('This is revision 1').waitFor({ state: 'detached' });
  });

  test('somebody claims a part, and a second person confirms a claim, each with a note', async () => {
    const change = named('ambiguous');
    const page = await stage.visit(`/changes/${change.id}`);
    await page.getByRole('button', { name: 'This was me' }).click();
    const dialog = page.getByRole('dialog', { name: 'This was me' });
    await dialog.getByLabel('What of it').selectOption({ label: 'Recipe.Malt (setpoints/DB20.txt)' });
    await dialog.getByLabel('Note, kept in the log').fill('new malt');
    await shot(page, 'who-claim');
    await dialog.getByRole('button', { name: 'Claim it' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await lastSent(`/changes/${change.id}/claims`)).toEqual({
      part: { path: 'setpoints/DB20.txt', member: 'Recipe.Malt' },
      note: 'new malt',
    });
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.getByRole('dialog').getByLabel('Note, kept in the log').fill('I was there');
    await page.getByRole('dialog').getByRole('button', { name: 'Confirm' }).click();
    expect(await lastSent('/claims/cl-0123456789abcdef/confirm')).toEqual({ note: 'I was there' });
  });

  test('who may not claim or answer sees no such buttons', async () => {
    stage.server.may = ['see-plant', 'manage-own-account'];
    const page = await stage.visit(`/changes/${named('ambiguous').id}`);
    await page.getByText('“this was me”').first().waitFor();
    for (const name of ['This was me', 'Confirm', 'Dispute', 'Look into it', 'Read record 41'])
      expect(await page.getByRole('button', { name }).count()).toBe(0);
  });

  test('the queue is worked off by keys: move, claim, say who looks, open', async () => {
    const page = await stage.visit('/queue');
    await page.locator('.queue-row').first().waitFor();
    await shot(page, 'queue-light');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    const focused = () => page.evaluate<string>("document.activeElement.getAttribute('href')");
    const href = await focused();
    const id = href.split('/').at(-1) ?? '';
    await page.keyboard.press('c');
    const claim = page.getByRole('dialog', { name: 'This was me' });
    await claim.waitFor();
    await page.keyboard.press('Escape');
    await claim.waitFor({ state: 'detached' });
    await page.keyboard.press('o');
    const own = page.getByRole('dialog', { name: 'Who looks into it' });
    await own.getByLabel('Why, kept in the log').fill('my shift');
    await own.getByRole('button', { name: 'Set' }).click();
    expect(await lastSent(`/changes/${id}/owner`)).toEqual({ owner: 'me', reason: 'my shift' });
    await own.waitFor({ state: 'detached' });
    await page.keyboard.press('e');
    await page.locator('.queue-row .row-more').waitFor();
    await shot(page, 'queue-open');
    expect(await focused()).toBe(href);
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/changes/${id}`);
    expect(stage.complaints).toEqual([]);
  });

  test('a newer policy changes nothing by itself: the queue says so, and gives the order', async () => {
    stage.server.may = [...stage.server.may, 'judge-attribution'];
    const page = await stage.visit('/queue', { colorScheme: 'dark' });
    await page.getByText('12 changes stand as judged under another policy').waitFor();
    await shot(page, 'queue-dark');
    await page.getByRole('button', { name: 'Judge them anew' }).click();
    const dialog = page.getByRole('dialog', { name: 'Judge anew with the policy that holds' });
    await dialog.getByLabel('Why, kept in the log').fill('operators’ levels');
    await dialog.getByRole('button', { name: 'Judge anew', exact: true }).click();
    expect(await lastSent('/attribution/rejudge')).toEqual({
      because: 'policy',
      reason: 'operators’ levels',
    });
    await dialog.waitFor({ state: 'detached' });
    expect(stage.complaints).toEqual([]);
  });

  test('a change that could not be judged says so, with the error’s code', async () => {
    const change = named('unattributed');
    const page = await stage.visit('/');
    await page.route('**/attribution*', async route => {
      const answer = await route.fetch();
      const view: object = await answer.json();
      const failed = {
        code: 'vault.damaged',
        says: 'an entry of the vault is damaged',
        since: '2026-11-22T23:10:00.000Z',
        tries: 3,
        nextAt: '2026-11-23T02:10:00.000Z',
      };
      await route.fulfill({ response: answer, json: { ...view, notJudged: failed } });
    });
    await page.goto(`${stage.server.address}/changes/${change.id}`);
    const panel = page.getByRole('region', { name: 'Who, and why so sure' });
    await panel.getByText('Not judged').waitFor();
    expect(await panel.getByText('Not judged').textContent()).toContain('vault.damaged');
    await shot(page, 'who-not-judged');
  });

  test('a shift is looked at and signed off as the list that was seen', async () => {
    const page = await stage.visit('/queue/shifts', { colorScheme: 'dark' });
    await page.locator('tbody tr').first().waitFor();
    await page.locator('tbody tr a').first().click();
    await page.getByRole('button', { name: 'Sign off 12 changes' }).click();
    await shot(page, 'shift-dark');
    const dialog = page.getByRole('dialog', { name: 'Sign off the shift' });
    await dialog.getByLabel('Note, kept in the log').fill('as usual');
    await dialog.getByRole('button', { name: 'Sign off', exact: true }).click();
    expect(await lastSent('/shifts/sign-off')).toMatchObject({
      area: 'Forming',
      digest: 'b'.repeat(64),
      note: 'as usual',
    });
    await dialog.waitFor({ state: 'detached' });
    await shot(page, 'shift-list');
  });

  test('a judgement that comes while the list is read changes the row in its place, and moves nothing', async () => {
    const page = await stage.visit('/changes');
    await page.locator('.change-row').first().waitFor();
    await page.locator('.lamp-live').waitFor();
    await until(
      'the list was read again',
      () => stage.server.asked.filter(path => path.startsWith('/changes')).length > 1,
    );
    const change = named('unattributed');
    const row = page.locator(`.change-row:has(a[href="/changes/${change.id}"])`);
    await row.waitFor();
    const places = () =>
      page
        .locator('.change-row a[data-main]')
        .evaluateAll(links => JSON.stringify(links.map(link => link.getAttribute('href'))));
    const before = await places();
    const who = { verdict: 'witnessed', reach: 'person', actor: 'person', label: 'Z. Late' } as const;
    stage.server.changes = stage.server.changes.map(each =>
      each.id === change.id ? { ...each, who } : each,
    );
    stage.server.push({ type: 'judged', change: change.id, asset: change.asset.id });
    await row.getByText('Z. Late').waitFor();
    expect(await places()).toBe(before);
  });

  test('the overview counts what needs a judgement, and each number opens its list', async () => {
    const page = await stage.visit('/');
    await page.getByRole('link', { name: '5 changes nobody is surely named for' }).waitFor();
    await page.getByRole('link', { name: '1 shift to sign off' }).waitFor();
    await shot(page, 'overview');
    await page.getByRole('link', { name: '1 claim to answer' }).click();
    await page.waitForURL('**/queue?state=claims');
    await page.locator('.queue-row').first().waitFor();
  });
});
