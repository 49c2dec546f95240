import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { hasBrowser, Stage, until } from './harness.ts';

describe.skipIf(!hasBrowser())('the views', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.open();
  });
  afterEach(() => stage.reset());
  afterAll(() => stage.close());

  const changeOfPress = () => {
    const change = stage.server.changes.find(
      each => each.asset.id === 'press-2' && each.kinds.includes('setpoint'),
    );
    if (!change) throw new Error('The fixture holds no setpoint change of press-2.');
    return change;
  };

  test('the overview begins with a sentence, and each number opens its list', async () => {
    const page = await stage.visit('/');
    await page.getByRole('heading', { level: 1, name: /not fully watched, 1 agent is unwell/ }).waitFor();
    await page.getByRole('link', { name: /await judgement/ }).click();
    await page.waitForURL(/review=awaiting/);
    await page.goBack();
    await page.getByRole('link', { name: /agents unwell/ }).click();
    await page.getByRole('heading', { name: /agent-utilities/, level: 2 }).waitFor();
    expect(await page.getByRole('heading', { name: /agent-forming/, level: 2 }).count()).toBe(0);
  });

  test('a change shows sentence, window, coverage, and each form of difference', async () => {
    const change = changeOfPress();
    const page = await stage.visit(`/changes/${change.id}`);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(change.sentence);
    const values = page.getByRole('table', { name: /Values of setpoints\/DB20.txt/ });
    const first = values.locator('tbody tr').first();
    expect(await first.locator('td').first().textContent()).toContain('changed');
    expect(await first.locator('.cell-share').textContent()).toMatch(/^[+−]?\d.* %$/);
    const removed = values.locator('tbody tr', { hasText: 'Tank1.OldLimit' });
    expect(await removed.textContent()).toContain('−removed');
    await page.getByRole('table', { name: 'text/Main.L5X.txt' }).getByText('S5T#5S').waitFor();
    await page.getByText('at byte 96').waitFor();
    await page.getByText('unreadable: The block is know-how protected').waitFor();
    const strip = page.getByRole('img', { name: /^setpoint: not watched: link lost/ });
    expect(await strip.locator('.span-gap').count()).toBe(1);
    expect(await strip.locator('.span-window').count()).toBe(1);
    await page.getByRole('img', { name: /^logic: blind/ }).waitFor();
    await page.getByRole('button', { name: 'Show more of the 5 items' }).click();
    await page.getByText('recipes/Lager.txt', { exact: true }).waitFor();
    await page.getByText(`git clone ${stage.server.address}/git/Forming/press-2.git`).waitFor();
  });

  test('an asset’s page says what each reading costs the controller, and how long it takes within its budget', async () => {
    const page = await stage.visit('/assets/mixer-1');
    const costs = page.locator('dl.pairs div');
    await costs.filter({ hasText: 'At most' }).getByText('20 requests/s').waitFor();
    await costs
      .filter({ hasText: 'Unmoved fingerprint' })
      .getByText(/^1 request, /)
      .waitFor();
    await costs
      .filter({ hasText: 'Unchanged poll' })
      .getByText(/^12 requests, /)
      .waitFor();
    await costs
      .filter({ hasText: 'Reading everything' })
      .getByText(/^4931 requests, .*, 5 min at least$/)
      .waitFor();
    expect(await costs.filter({ hasText: 'Poll that found something' }).count()).toBe(0);
  });

  test('a change claims no coverage for what is still to come', async () => {
    const [newest] = stage.server.changes;
    if (!newest) throw new Error('The fixture holds no change.');
    const page = await stage.visit(`/changes/${newest.id}`);
    const spans = page.locator('.strip .span-watched, .strip .span-blind');
    await spans.first().waitFor();
    const told = await spans.evaluateAll(each => each.map(span => String(span.getAttribute('title'))));
    expect(told.length).toBeGreaterThan(1);
    const now = Date.now();
    for (const text of told) {
      const [, end = ''] = text.split(' – ');
      const [, date, time, offset] = /^(\S+) (\S+) (\S+)/.exec(end) ?? [];
      expect(Date.parse(`${date}T${time}${offset}`), text).toBeLessThanOrEqual(now);
    }
  });

  test('values are sorted by the size of their step when asked', async () => {
    const page = await stage.visit(`/changes/${changeOfPress().id}`);
    const header = page.getByRole('columnheader', { name: '% of range' });
    await header.getByRole('button').click();
    await until(
      'the column says how it is sorted',
      async () => (await header.getAttribute('aria-sort')) !== null,
    );
    const table = page.getByRole('table', { name: /Values of/ });
    expect(await table.locator('tbody tr').first().locator('.cell-share').textContent()).not.toBe('');
  });

  test('brackets lead to the neighbouring changes of the asset', async () => {
    const change = changeOfPress();
    const page = await stage.visit(`/changes/${change.id}`);
    await page.getByRole('link', { name: '← before' }).waitFor();
    await page.keyboard.press('[');
    await until('the change before is shown', () => !page.url().includes(change.id));
    await page.getByRole('link', { name: 'after →' }).waitFor();
    await page.keyboard.press(']');
    await until('the first change is shown again', () => page.url().includes(change.id));
  });

  test('the asset answers first what changed since, for presets and a chosen moment of the site’s clock', async () => {
    const page = await stage.visit('/assets/press-2');
    const since = page.getByRole('region', { name: 'What changed since' });
    await since.getByText(/1 item of Press 2 differs/).waitFor();
    await since.getByRole('link', { name: 'shift start' }).click();
    await page.waitForURL(/since=shift/);
    await since.getByLabel('a chosen moment').fill('2026-07-01T02:10:05');
    await since.getByRole('button', { name: 'Show', exact: true }).click();
    // 02:10:05 in Berlin's summer is 00:10:05 UTC, whatever the browser's own zone.
    await page.waitForURL(/since=2026-07-01T00%3A10%3A05/);
    await since.getByText('2026-07-01 02:10:05').first().waitFor();
  });

  test('a change on the asset that is being read waits behind a bar', async () => {
    const page = await stage.visit('/assets/press-2');
    await page.locator('.lamp-live').waitFor();
    await page.getByText(/1 item of Press 2 differs/).waitFor();
    stage.server.push({
      type: 'change',
      change: { ...changeOfPress(), id: 'c-zzzzzzzzzzzz', sentence: 'Brand new.' },
    });
    const bar = page.getByRole('button', { name: /1 new change on Press 2/ });
    await bar.waitFor();
    expect(await page.getByText('Brand new.').count()).toBe(0);
    await bar.click();
    await page.getByRole('link', { name: 'Brand new.' }).first().waitFor();
  });

  test('the slider shows a past state, and the address keeps it', async () => {
    const page = await stage.visit('/assets/press-2');
    await page.getByRole('button', { name: '← change before' }).click();
    await page.waitForURL(/at=/);
    await page.getByText('Past state').waitFor();
    expect(stage.server.asked.some(path => path.startsWith('/assets/press-2/state?at='))).toBe(true);
    await page.getByRole('slider').focus();
    await page.keyboard.press('PageDown');
    const before = page.url();
    await until('the slider’s moment is in the address', () => page.url() !== before);
    await page.reload();
    await page.getByText('Past state').waitFor();
    await page.getByRole('button', { name: 'Back to now' }).click();
    await page.getByText(/^State now/).waitFor();
  });

  test('an item shows every value with since when and who, and draws its numbers', async () => {
    const page = await stage.visit('/assets/press-2');
    await page.getByRole('link', { name: 'setpoints/DB20.txt', exact: true }).last().click();
    const blame = page.getByRole('table', { name: /Lines of setpoints\/DB20.txt/ });
    await blame.getByText('Tank1.LevelSP = 55.0').waitFor();
    await page.getByRole('button', { name: 'Draw values over time' }).click();
    await page
      .getByRole('img', { name: /over time/ })
      .locator('canvas')
      .waitFor();
    await page.getByText('The numbers').waitFor();
  });

  test('ordering a reading, setting a phase and judging a device send what was said', async () => {
    const page = await stage.visit('/assets/line-3');
    await page.getByRole('button', { name: 'Read now' }).click();
    await page.getByRole('textbox', { name: 'Reason' }).fill('check after service');
    await page.getByRole('button', { name: 'Order a reading' }).click();
    await page.getByText(/^Ordered/).waitFor();
    await page.getByRole('button', { name: 'Set phase' }).click();
    await page.getByRole('combobox', { name: 'Phase' }).selectOption('maintenance-window');
    await page.getByLabel('Until').fill('2026-12-24T18:00:00');
    await page.getByRole('textbox', { name: 'Reason' }).fill('service');
    await page.getByRole('dialog').getByRole('button', { name: 'Set phase' }).click();
    await page.getByText(/^Set\.$/).waitFor();
    await page.getByRole('button', { name: 'Judge this device' }).click();
    await page.getByLabel('replaced').check();
    await page.getByRole('textbox', { name: 'Reason' }).fill('spare CPU');
    await page.getByRole('button', { name: 'Judge', exact: true }).click();
    await page.getByText(/^Judged/).waitFor();
    const csrf = 'csrf-of-the-fixture';
    expect(stage.server.sent).toEqual([
      { method: 'POST', path: '/assets/line-3/reading', csrf, body: { reason: 'check after service' } },
      {
        method: 'POST',
        path: '/assets/line-3/phase',
        csrf,
        body: { phase: 'maintenance-window', until: '2026-12-24T17:00:00.000Z', reason: 'service' },
      },
      {
        method: 'POST',
        path: '/assets/line-3/identity',
        csrf,
        body: { stream: 'line-3/s7', verdict: 'replaced', reason: 'spare CPU' },
      },
    ]);
  });

  test('printing the asset leaves the frame and the controls away', async () => {
    const page = await stage.visit('/assets/press-2');
    await page.getByText(/1 item of Press 2 differs/).waitFor();
    await page.emulateMedia({ media: 'print' });
    expect(await page.getByRole('navigation').isVisible()).toBe(false);
    expect(await page.getByRole('slider').isVisible()).toBe(false);
    expect(await page.getByText(/1 item of Press 2 differs/).isVisible()).toBe(true);
    expect(await page.getByText('git clone').isVisible()).toBe(true);
  });

  test('agents: a pending stream is assigned, an agent revoked after a question', async () => {
    const page = await stage.visit('/agents');
    await page
      .getByRole('row', { name: /boiler\/opcua/ })
      .getByRole('button', { name: 'Assign' })
      .click();
    await page.getByRole('textbox', { name: 'Reason' }).fill('new line');
    await page.getByRole('dialog').getByRole('button', { name: 'Assign' }).click();
    await page.getByText('Assigned.').waitFor();
    const revoke = page.getByRole('button', { name: 'Revoke agent-utilities' });
    await revoke.click();
    await page.keyboard.press('Escape');
    await until('focus is back on the button', async () =>
      page.evaluate<boolean>('document.activeElement?.textContent === "Revoke agent-utilities"'),
    );
    await revoke.click();
    await page.getByRole('textbox', { name: 'Reason' }).fill('laptop stolen');
    await page.getByRole('button', { name: 'Revoke', exact: true }).click();
    await page.getByText('Revoked.').waitFor();
    expect(stage.server.sent.map(({ path, body }) => [path, body])).toEqual([
      ['/streams/boiler/opcua/assignment', { agent: 'agent-00000000000000b2', reason: 'new line' }],
      ['/agents/agent-00000000000000b2/revoke', { reason: 'laptop stolen' }],
    ]);
  });

  test('agents: an invitation that nobody used is taken back', async () => {
    const page = await stage.visit('/agents');
    const row = page.getByRole('row', { name: /Forming/ }).filter({ hasText: '00000000000000f1' });
    await row.getByRole('button', { name: 'Take back' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Take back' }).click();
    await page.getByText('Taken back.').waitFor();
    expect(stage.server.sent.map(({ path }) => path)).toEqual(['/agents/invitations/00000000000000f1']);
  });

  test('a log entry shows its exact bytes, and the browser works out that the checkpoint holds it', async () => {
    const page = await stage.visit('/log');
    await page.locator('.entry-row').first().waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.waitForURL(/entry=399/);
    const dialog = page.getByRole('dialog', { name: 'Log entry 399' });
    await dialog.getByText(/✓ Holds: this browser computed/).waitFor();
    expect(await dialog.getByLabel("The entry's bytes").inputValue()).toContain('Überdruck → 3 bar');
    await page.keyboard.press('Escape');
    await until('the entry is closed', () => !page.url().includes('entry='));
  });

  test('an entry whose bytes were changed does not hold', async () => {
    stage.server.forged = true;
    const page = await stage.visit('/log?entry=77');
    await page.getByText('! Does not hold: The bytes do not have the hash that is shown.').waitFor();
  });

  test('verification shows how far it is and what it found; checkpoints can be read', async () => {
    const page = await stage.visit('/log');
    await page.getByRole('button', { name: 'Verify here and now' }).click();
    await page.getByRole('progressbar').waitFor();
    await page.getByText(/✓ Holds. All 400 entries hold/).waitFor();
    await page.getByRole('button', { name: 'Verify here and now' }).click();
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByText(/■ Stopped/).waitFor();
    await page.getByRole('button', { name: 'Checkpoints' }).click();
    await page.getByText(/400 entries/).click();
    expect(await page.getByLabel('Signed note').first().inputValue()).toContain('rivermill/1\n400\n');
  });

  test('the log announces new entries and its filters stand in the address', async () => {
    const page = await stage.visit('/log');
    await page.locator('.lamp-live').waitFor();
    await page.locator('.entry-row').first().waitFor();
    stage.server.push({ type: 'log', size: 403 });
    await page.getByRole('button', { name: /3 new entries — show/ }).waitFor();
    await page.getByLabel('Type').fill('agent.joined');
    await page.getByRole('button', { name: 'Filter' }).click();
    await page.waitForURL(/type=agent.joined/);
    await until('only that type is listed', async () => {
      const types = await page.locator('.entry-row > a:first-of-type').allTextContents();
      return types.length > 0 && types.every(type => type === 'agent.joined');
    });
  });

  test('a token is shown once, and a password changed', async () => {
    const page = await stage.visit('/account');
    await page.getByRole('textbox', { name: 'Name' }).fill('ci');
    await page.getByLabel('clone histories').check();
    await page.getByRole('button', { name: 'Make a token' }).click();
    await page.getByText('wmt_0123456789abcdef').waitFor();
    await page.getByRole('button', { name: 'Change password' }).click();
    await page.getByLabel('Present password').fill('old');
    await page.getByLabel('New password').fill('correct horse battery');
    await page.getByRole('button', { name: 'Change', exact: true }).click();
    await page.getByText('Changed.').waitFor();
    expect(stage.server.sent.map(({ path, body }) => [path, body])).toEqual([
      ['/tokens', { name: 'ci', scopes: ['read', 'git'], days: 90 }],
      ['/me/password', { current: 'old', next: 'correct horse battery', endTokens: false }],
    ]);
  });
});
