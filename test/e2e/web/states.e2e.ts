import type { Problem } from '@witnessmark/shared/api';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { changeOf } from './fixture/changes.ts';
import { hasBrowser, Stage, until } from './harness.ts';

const broken: Problem = {
  type: 'about:blank',
  title: 'the store cannot be read',
  status: 503,
  detail: 'press-2',
  code: 'store.unreadable',
  remedy: 'Look at the disk of the server, then run witnessmark verify.',
};

describe.skipIf(!hasBrowser())('the page outside its good days', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.open();
  });
  afterEach(() => stage.reset());
  afterAll(() => stage.close());

  test('signed out, an address asks for the sign-in and then shows what it stands for', async () => {
    stage.server.signedIn = false;
    const page = await stage.visit('/changes?asset=mixer-1');
    await page.getByLabel('User').fill('admin');
    await page.getByLabel('Password').fill('wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('The user or the password is not right: admin').waitFor();
    await page.getByText('Try again; after several failures wait a minute.').waitFor();
    await page.getByLabel('Password').fill('correct horse battery');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.locator('.change-row').first().waitFor();
    expect(new URL(page.url()).search).toBe('?asset=mixer-1');
  });

  test('a sign-in that ends while the page is open gives way to the form', async () => {
    const page = await stage.visit('/changes');
    await page.locator('.change-row').first().waitFor();
    stage.server.signedIn = false;
    await page.keyboard.press('g');
    await page.keyboard.press('a');
    await page.getByLabel('Password').waitFor();
  });

  test('signing out sends the token of the sign-in and leaves nothing behind', async () => {
    const page = await stage.visit('/account');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Password').waitFor();
    expect(stage.server.sent).toEqual([
      { method: 'POST', path: '/sign-out', csrf: 'csrf-of-the-fixture', body: null },
    ]);
  });

  test('without an asset every list teaches how to connect the first PLC, and makes the command', async () => {
    stage.server.empty = true;
    for (const address of ['/', '/changes', '/assets', '/agents']) {
      const page = await stage.visit(address);
      await page.getByText('witnessmark-agent run --config agent.yaml').waitFor();
    }
    const page = await stage.visit('/changes');
    await page.getByLabel('Area it speaks for').fill('Forming');
    await page.getByRole('button', { name: 'Invite' }).click();
    await page.getByText(/witnessmark-agent join http/).waitFor();
    expect(stage.server.sent.at(-1)).toMatchObject({
      path: '/agents/invitations',
      csrf: 'csrf-of-the-fixture',
      body: { area: 'Forming', hours: 24 },
    });
  });

  test('a failure says what happened and what to do, and trying again heals it', async () => {
    stage.server.refusals.set('/changes', broken);
    const page = await stage.visit('/changes');
    await page.getByText('The store cannot be read: press-2').waitFor();
    await page.getByText('run witnessmark verify').waitFor();
    await page.getByText('store.unreadable').waitFor();
    stage.server.refusals.clear();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.locator('.change-row').first().waitFor();
  });

  test('an act that is refused keeps the form with the reason', async () => {
    stage.server.refusals.set('/assets/press-2/phase', broken);
    const page = await stage.visit('/assets/press-2');
    await page.getByRole('button', { name: 'Set phase' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Reason').fill('shift change');
    await dialog.getByRole('button', { name: 'Set phase' }).click();
    await dialog.getByText('The store cannot be read: press-2').waitFor();
    expect(await dialog.getByLabel('Reason').inputValue()).toBe('shift change');
  });

  test('when the server goes away the page says so, and comes back with what it missed', async () => {
    const page = await stage.visit('/changes');
    await page.locator('.lamp-live').waitFor();
    await page.locator('.change-row').first().waitFor();
    await page.mouse.move(640, 10);
    await stage.server.stop();
    await page.getByText(/The server has not answered since/).waitFor();
    await page.locator('.lamp-lost').waitFor();
    const missed = changeOf({
      idx: 6001,
      at: Date.now(),
      asset: 'press-2',
      member: 'Missed.SP',
      old: 1,
      value: 2,
    });
    stage.server.push({ type: 'change', change: missed });
    await stage.server.start();
    await page.locator('.lamp-live').waitFor();
    await page.getByText('Missed.SP 1.0 → 2.0 %').waitFor();
    await until('the banner is gone', async () => (await page.getByText(/has not answered/).count()) === 0);
  });

  test('that something is being read is said only when it takes long', async () => {
    let answer = (): void => undefined;
    stage.server.held.set('/agents', new Promise(resolve => (answer = resolve)));
    const page = await stage.visit('/agents');
    await page.locator('.loading').waitFor({ state: 'attached' });
    await page.getByText('Reading the agents …').waitFor();
    answer();
    await page.getByRole('heading', { name: 'agent-forming' }).waitFor();
    expect(await page.getByText('Reading the agents …').count()).toBe(0);
  });

  test('an address that leads nowhere says so', async () => {
    const page = await stage.visit('/chang');
    await page.getByText('There is no page at this address').waitFor();
  });

  test('a person is offered no act that would be refused', async () => {
    stage.server.may = ['see-plant', 'see-log', 'see-agents'];
    const asset = await stage.visit('/assets/line-3');
    await asset.getByText('different device').waitFor();
    for (const name of ['Read now', 'Set phase', 'Judge this device']) {
      expect(await asset.getByRole('button', { name }).count()).toBe(0);
    }
    const agents = await stage.visit('/agents');
    await agents.getByText('An administrator can invite an agent here.').waitFor();
    expect(await agents.getByRole('button', { name: /Revoke|Assign|Hand over/ }).count()).toBe(0);
    const log = await stage.visit('/log');
    await log.locator('.entry-row').first().waitFor();
    expect(await log.getByRole('button', { name: 'Verify here and now' }).count()).toBe(0);
    stage.server.may = ['see-plant'];
    const page = await stage.visit('/changes');
    await page.locator('.change-row').first().waitFor();
    const names = await page.getByRole('navigation', { name: 'Views' }).getByRole('link').allTextContents();
    expect(names).toEqual(['Overview', 'Changes', 'Queue', 'Assets', 'Tags', 'Sessions']);
  });
});
