import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Core, openCore } from '@witnessmark/server/core';
import { createHttp, type HttpOptions } from '@witnessmark/server/http';
import { Identity, VaultAccounts } from '@witnessmark/server/identity';
import { IdentityNames, openPlant, type Plant } from '@witnessmark/server/plant';
import {
  AccessPaths,
  Identities,
  IdentityBook,
  PathsShown,
  PersonErasure,
  WitnessLives,
} from '@witnessmark/server/registry';
import { Collector } from '@witnessmark/server/witnesses';
import type { Statement } from '@witnessmark/shared/facts';
import pino from 'pino';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserPath, buildPage, hasBrowser, launchArgs } from './harness.ts';

const password = 'first password!';
const shots = process.env['SCREENSHOTS'];

describe.skipIf(!hasBrowser())('who is who, in the browser on a real server', () => {
  let dir = '';
  let dist = '';
  let core: Core;
  let plant: Plant;
  let app: Awaited<ReturnType<typeof createHttp>>;
  let browser: Browser;
  let address = '';
  const begin = Date.now();
  const now = () => begin;

  beforeAll(async () => {
    dist = await buildPage();
    dir = await mkdtemp(join(tmpdir(), 'witnessmark-registry-'));
    const logger = pino({ level: 'silent' });
    core = await openCore({ dataDir: dir, site: 'rivermill', logger });
    const { database, log, vault, digests } = core;
    const accounts = new VaultAccounts(vault, log);
    await accounts.load();
    const identity = new Identity(accounts, { now });
    await identity.people.ensureAdministrator(password);
    plant = openPlant({
      core,
      invitations: {
        invite: () => Promise.reject(new Error('unused')),
        check: () => Promise.reject(new Error('unused')),
      },
      dataDir: dir,
      timeZone: 'Europe/Berlin',
      now,
      failed: error => {
        throw error;
      },
    });
    const names = new IdentityNames(database, vault, digests);
    const identities = new Identities({ database, log, vault, digests });
    const paths = new AccessPaths(database, log);
    const lives = new WitnessLives(database, vault);
    app = await createHttp({
      identity,
      plant,
      sessions: {
        book: { page: async () => ({ rows: [], next: null }) },
      } as unknown as HttpOptions['sessions'],
      policy: {} as HttpOptions['policy'],
      registry: {
        identities,
        erasure: new PersonErasure({ database, log, vault, identities }),
        paths,
        book: new IdentityBook({ database, names: ids => names.of(ids), now }),
        shown: new PathsShown({ database, paths, lives, now }),
        lives,
      },
      witnesses: {} as HttpOptions['witnesses'],
      git: () => Promise.reject(new Error('unused')),
      log: logger,
      site: { name: 'rivermill', timeZone: 'Europe/Berlin', shifts: [] },
      build: 'test',
      tls: null,
      page: dist,
    });
    await log.append([
      {
        type: 'asset.declared',
        key: 'asset/press-2',
        actor: { kind: 'server', id: 'server' },
        subject: 'asset:press-2',
        body: { id: 'press-2', name: 'Press 2', site: 'rivermill', area: 'hall-a', phase: 'production' },
      },
    ]);
    await tell(new Collector(core));
    await app.listen({ host: '127.0.0.1', port: 0 });
    address = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
    browser = await chromium.launch({ executablePath: browserPath, args: launchArgs });
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await app?.close();
    await plant?.stop();
    await core?.stop();
    for (const made of [dir, dist]) await rm(made, { recursive: true, force: true });
  });

  /** An OPC UA user seen often, an account at two stations at once, a witness that lived with a break. */
  async function tell(collector: Collector): Promise<void> {
    const instant = (minutesAgo: number) => ({
      wall: new Date(begin - minutesAgo * 60_000).toISOString(),
      mono: 1_000_000_000 - minutesAgo * 60_000,
      boot: '0'.repeat(32),
    });
    const base = {
      authenticity: 'authenticated' as const,
      reach: 'account' as const,
      touches: [],
      clockErrorMs: 0,
      liveness: { proof: 'none' as const },
    };
    const audit = { kind: 'opcua-audit', name: 'press-2/opcua' };
    const domain = { kind: 'windows', name: 'dc-1' };
    const span = (from: number, to = from) => ({ from: instant(from), to: instant(to) });
    const wrote = (n: number): Statement => ({
      ...base,
      witness: audit,
      act: 'wrote',
      identities: [{ scheme: 'opcua-user', value: 'maint' }],
      ...span(n),
    });
    const lived = (from: number, to: number): Statement => ({
      ...base,
      witness: audit,
      act: 'watched',
      reach: 'nothing',
      identities: [],
      place: { path: 'opcua' },
      ...span(from, to),
    });
    const log = (act: 'logged-on' | 'logged-off', station: string, at: number): Statement => ({
      ...base,
      witness: domain,
      act,
      identities: [{ scheme: 'windows-account', value: 'RIVERMILL\\shift' }],
      place: { station },
      ...span(at),
    });
    const aboutPress = [wrote(50), wrote(40), wrote(30), lived(300, 200), lived(120, 5)];
    const aboutSite = [
      log('logged-on', 'PANEL-1', 90),
      log('logged-on', 'PANEL-2', 80),
      log('logged-off', 'PANEL-1', 70),
      log('logged-off', 'PANEL-2', 60),
    ];
    await collector.take('test', [
      ...aboutPress.map((statement, n) => ({ statement, asset: 'press-2', key: `press ${n}` })),
      ...aboutSite.map((statement, n) => ({ statement, asset: null, key: `site ${n}` })),
    ]);
  }

  async function visit(path: string, colorScheme: 'light' | 'dark' = 'light'): Promise<Page> {
    const context = await browser.newContext({ colorScheme, viewport: { width: 1280, height: 1000 } });
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    await page.goto(`${address}${path}`);
    await page.getByLabel('User').fill('admin');
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    return page;
  }
  async function shot(page: Page, name: string): Promise<void> {
    if (shots) await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
  }

  test('an unresolved account is declared, a shared one is found, and witnesses show their breaks', async () => {
    const page = await visit('/identities');
    await page.getByRole('heading', { name: 'Who is who' }).waitFor();
    const line = (name: string) => page.getByRole('row').filter({ hasText: name });
    await line('maint').getByText('unresolved').waitFor();
    expect(await page.getByText('2 identities, 2 of them unresolved').count()).toBe(1);
    await line('RIVERMILL\\shift').getByText('seen at two stations at once').waitFor();
    await line('opcua-audit/press-2/opcua').getByText('1 in all').waitFor();
    await line('windows/dc-1').getByText('its silence means nothing').waitFor();
    await shot(page, 'who-is-who');

    await line('maint').getByRole('button', { name: 'Declare' }).click();
    const form = page.getByRole('dialog', { name: 'Declare' });
    await form.locator('select[name=person]').selectOption({ index: 0 });
    await shot(page, 'declare');
    await form.getByRole('button', { name: 'Declare', exact: true }).click();
    await page.getByText('2 identities, 1 of them unresolved').waitFor();
    expect(await line('maint').getByText('unresolved').count()).toBe(0);
    await line('maint').getByRole('button', { name: 'History' }).click();
    await page.getByText('always to no end').waitFor();
    await page.getByRole('button', { name: 'Unresolved', exact: true }).click();
    await line('maint').waitFor({ state: 'hidden' });
    await page.close();
    const dark = await visit('/identities', 'dark');
    await dark.getByText('2 identities').waitFor();
    await shot(dark, 'who-is-who-dark');
  }, 60_000);

  test('the ways of a controller are declared, and what nobody watches is said loudly', async () => {
    const page = await visit('/assets/press-2');
    const panel = page.getByRole('region', { name: 'Ways this controller can be written' });
    await panel.getByText('Nobody has declared').waitFor();
    await panel.getByText('opcua-audit/press-2/opcua').waitFor();
    await panel.getByRole('button', { name: 'Declare the ways' }).click();
    const form = page.getByRole('dialog', { name: 'Declare the ways' });
    await form.getByRole('button', { name: 'One more way' }).click();
    const names = form.getByLabel('Name, such as');
    await names.nth(0).fill('opcua');
    await form.getByLabel('Witnesses').nth(0).fill('opcua-audit/press-2/opcua\ngate/none');
    await names.nth(1).fill('panel');
    await form.getByLabel('Reason').fill('walked the line');
    await shot(page, 'declare-ways');
    await form.getByRole('button', { name: 'Declare', exact: true }).click();
    await panel.getByText('walked the line').waitFor();
    await panel.getByText('No witness watches it').waitFor();
    await panel.getByText('never heard').waitFor();
    await panel.getByText('By no declared way: config.').waitFor();
    await shot(page, 'ways');
    await page.emulateMedia({ colorScheme: 'dark' });
    if (shots) await panel.screenshot({ path: join(shots, 'ways-dark.png') });
  }, 60_000);
});
