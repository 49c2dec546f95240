import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Press, Tanks, until, World } from '../../world/index.ts';
import { Browsing } from '../browsing.ts';
import { hasBrowser } from '../web/harness.ts';
import { ensurePage } from './page.ts';

const password = 'a long enough password';
const patience = { within: 45_000, every: 200 };
const shots = process.env['SCREENSHOTS'];

/**
 * An engineer works on two controllers, one that tells who writes and one that does not, while an operator writes from
 * a panel that leaves no record; and somebody changes a value without a word.
 */
// One story: a step that was taken twice would be another story.
describe.skipIf(!hasBrowser())('who made it, from the controllers to the page', { retry: 0 }, () => {
  const press = new Press('press-2');
  let tanks: Tanks;
  let world: World;
  let browsing: Browsing;
  let ana: Page;
  let ben: Page;

  beforeAll(async () => {
    await ensurePage();
    world = await World.create();
    tanks = new Tanks('tanks', world.dir);
    await world.begin(tanks, press);
    const { api } = world.server;
    const person = await api.addPerson('kovac', 'Ana Kovač', 'engineer', password);
    await api.addPerson('novak', 'Ben Novak', 'maintainer', password);
    await api.declareAccount('tanks', 'opcua-user', 'engineer', person);
    const way = (id: string) => ({
      id,
      kinds: ['setpoint', 'recipe'],
      items: null,
      witnesses: [],
      closed: [],
    });
    await api.declarePaths('press-2', [way('panel'), way('programming-device')]);
    browsing = await Browsing.open(api.address);
    ana = await signedIn('kovac');
    ben = await signedIn('novak');
    browsing.complaints.length = 0;
  }, 240_000);
  afterAll(async () => {
    await browsing?.close();
    await world?.remove();
  }, 60_000);

  async function signedIn(user: string): Promise<Page> {
    const page = await browsing.visit('/');
    await page.getByLabel('User').fill(user);
    await page.getByLabel('Password').fill(password);
    await page.keyboard.press('Enter');
    await page.getByRole('navigation', { name: 'Views' }).waitFor();
    return page;
  }
  async function workOn(asset: string): Promise<void> {
    await ana.goto(`${browsing.address}/assets/${asset}`);
    await ana.getByRole('button', { name: 'Work on this' }).click();
    const form = ana.getByRole('dialog', { name: 'Work on this' });
    await form.getByLabel('What for').fill('level and force of the new product');
    await form.getByRole('button', { name: 'Start' }).click();
    await form.waitFor({ state: 'hidden' });
  }
  /** The newest change of an asset whose sentence says this, once it was judged as told. */
  async function judged(asset: string, says: string, verdict: string): Promise<string> {
    let found = '';
    await until(`${says} is ${verdict}`, patience, async () => {
      const rows = await world.server.api.changes(asset);
      const row = rows.find(({ sentence }) => sentence.includes(says));
      found = row?.id ?? '';
      return row?.who.verdict === verdict;
    });
    return found;
  }
  async function shot(page: Page, name: string): Promise<void> {
    if (shots) await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
  }

  test('what was changed without a word is nobody’s, until one claims it and another confirms', async () => {
    await press.write(press.force, 72);
    const change = await judged('press-2', 'to 72', 'unattributed');
    await ana.goto(`${browsing.address}/changes/${change}`);
    await ana.getByRole('button', { name: 'This was me' }).click();
    const claim = ana.getByRole('dialog', { name: 'This was me' });
    await claim.getByLabel('Note, kept in the log').fill('called at night, approved on the phone');
    await claim.getByRole('button', { name: 'Claim it' }).click();
    await claim.waitFor({ state: 'hidden' });
    await ben.goto(`${browsing.address}/changes/${change}`);
    await ben.getByRole('button', { name: 'Confirm' }).click();
    const confirm = ben.getByRole('dialog');
    await confirm.getByLabel('Note, kept in the log').fill('I was on the phone');
    await confirm.getByRole('button', { name: 'Confirm' }).click();
    await judged('press-2', 'to 72', 'claimed');
    await ben.getByRole('heading', { name: /Claimed by Ana Kovač/ }).waitFor();
    await shot(ben, 'plant-who-claimed');
  });

  test('two sessions are running in a minute, each by one form', async () => {
    await workOn('tanks');
    await workOn('press-2');
    await ana.getByRole('region', { name: 'Your session S-1' }).waitFor();
    await ana.getByRole('region', { name: 'Your session S-2' }).waitFor();
  });

  test('a write over OPC UA is the engineer’s, because the server’s audit event says so with this value', async () => {
    await tanks.write(61.5);
    const change = await judged('tanks', 'to 61.5', 'witnessed');
    await ana.goto(`${browsing.address}/changes/${change}`);
    await ana
      .getByRole('heading', { name: /Ana Kovač, witnessed: OPC UA audit event with this value/ })
      .waitFor();
    await ana.getByText(/^planned in/).waitFor();
    await shot(ana, 'plant-who-witnessed');
  });

  test('a write over S7 is in the engineer’s session or by the panel that nobody watches; the operator’s own is not put on the engineer', async () => {
    await press.write(press.force, 71);
    const own = await judged('press-2', 'to 71', 'ambiguous');
    // The operator, at the same panel, within the same minutes.
    await press.write(press.stroke, 42);
    const operators = await judged('press-2', 'to 42', 'ambiguous');
    for (const change of [own, operators]) {
      await ana.goto(`${browsing.address}/changes/${change}`);
      await ana
        .getByRole('heading', { name: /in Ana Kovač's session, or by the panel .*\(not observed\)/ })
        .waitFor();
    }
    await shot(ana, 'plant-who-ambiguous');
    const named = (await world.server.api.changes('press-2')).filter(({ who }) => who.label === 'Ana Kovač');
    expect(named).toEqual([]);
  });

  test('the sessions end, and the pack says what is hers, what may be, and that it is complete', async () => {
    for (const [number, text] of [
      ['S-1', 'Tank1.LevelSP'],
      ['S-2', 'Force'],
    ] as const) {
      await ana.goto(`${browsing.address}/sessions`);
      await ana
        .getByRole('region', { name: `Your session ${number}` })
        .getByRole('button', { name: 'End', exact: true })
        .click();
      const end = ana.getByRole('dialog', { name: 'End' });
      await end.getByRole('button', { name: `End ${number}` }).click();
      await ana.getByRole('heading', { name: 'Handover pack' }).waitFor();
      const pack = ana.locator('.handover');
      await pack.getByText(text).first().waitFor();
      await until(`the pack of ${number} is complete`, patience, async () => {
        await ana.reload();
        await pack.waitFor();
        return (await pack.getByText('This is complete').count()) > 0;
      }).catch(async (error: unknown) => {
        throw new Error(`it says: ${await pack.textContent()}`, { cause: error });
      });
      await shot(ana, `plant-who-pack-${number}`);
    }
  });

  test('every act is in the log, which holds, and the tables made anew from it are the same', async () => {
    expect(browsing.complaints).toEqual([]);
    await world.finish();
    const types = new Set(world.server.entries().map(({ type }) => type));
    for (const type of [
      'person.added',
      'registry.identity-declared',
      'registry.path-declared',
      'session.requested',
      'session.started',
      'session.ended',
      'statement.recorded',
      'attribution.judged',
      'claim.made',
      'claim.confirmed',
    ])
      expect(types).toContain(type);
    const log = JSON.stringify(world.server.entries());
    expect(log).not.toMatch(/Kova|Novak/);
  });
});
