import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Core, openCore } from '@witnessmark/server/core';
import { createHttp, type HttpOptions } from '@witnessmark/server/http';
import { Identity, VaultAccounts } from '@witnessmark/server/identity';
import { openPlant, type Plant } from '@witnessmark/server/plant';
import { Identities, PersonErasure } from '@witnessmark/server/registry';
import { Secret, TOTP } from 'otpauth';
import pino from 'pino';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserPath, buildPage, hasBrowser, launchArgs, until } from './harness.ts';

const minute = 60_000;
const adminPassword = 'first password!';
const shots = process.env['SCREENSHOTS'];

describe.skipIf(!hasBrowser())('people and their proofs, in the browser on a real server', () => {
  let dir = '';
  let dist = '';
  let core: Core;
  let plant: Plant;
  let app: Awaited<ReturnType<typeof createHttp>>;
  let browser: Browser;
  let address = '';
  /** The server's clock stands still but for what a test adds: no code ends in the middle of a step. */
  const begin = Date.now();
  let ahead = 0;
  const now = () => begin + ahead;

  beforeAll(async () => {
    dist = await buildPage();
    dir = await mkdtemp(join(tmpdir(), 'witnessmark-people-'));
    const logger = pino({ level: 'silent' });
    core = await openCore({ dataDir: dir, site: 'rivermill', logger });
    const accounts = new VaultAccounts(core.vault, core.log);
    await accounts.load();
    const identity = new Identity(accounts, { now });
    await identity.people.ensureAdministrator(adminPassword);
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
    app = await createHttp({
      identity,
      plant,
      sessions: {} as HttpOptions['sessions'],
      registry: {
        erasure: new PersonErasure({ ...core, identities: new Identities(core) }),
      } as unknown as HttpOptions['registry'],
      witnesses: {} as HttpOptions['witnesses'],
      policy: {} as HttpOptions['policy'],
      git: () => Promise.reject(new Error('unused')),
      log: logger,
      site: { name: 'rivermill', timeZone: 'Europe/Berlin', shifts: [] },
      build: 'test',
      tls: null,
      page: dist,
    });
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

  async function visit(path: string, colorScheme: 'light' | 'dark' = 'light'): Promise<Page> {
    const context = await browser.newContext({ colorScheme, viewport: { width: 1280, height: 900 } });
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    await page.goto(`${address}${path}`);
    return page;
  }
  async function shot(page: Page, name: string): Promise<void> {
    if (shots) await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
  }
  async function signIn(page: Page, user: string, password: string): Promise<void> {
    await page.getByLabel('User').fill(user);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
  }
  const codeOf = (secret: string) =>
    new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: now() });

  test('enrol an app, prove anew with its codes, add an engineer of one area, who sets up and signs in', async () => {
    const page = await visit('/account');
    await signIn(page, 'admin', adminPassword);
    await page.getByRole('heading', { name: 'Second factor' }).waitFor();
    await shot(page, 'account-before');

    // The sign-in is not fresh any more: beginning asks for the password, and then goes on by itself.
    ahead += 11 * minute;
    await page.getByRole('button', { name: 'Enrol an authenticator app' }).click();
    const proof = page.getByRole('dialog', { name: 'Prove that it is you' });
    await proof.getByLabel('Password').fill('not the password');
    await proof.getByRole('button', { name: 'Go on' }).click();
    await proof.getByText('Not proven').waitFor();
    await shot(page, 'step-up-password');
    await proof.getByLabel('Password').fill(adminPassword);
    await proof.getByRole('button', { name: 'Go on' }).click();
    const enrol = page.getByRole('dialog', { name: 'Enrol an authenticator app' });
    const image = enrol.getByRole('img', { name: 'QR code' });
    await image.waitFor();
    expect(await page.evaluate<number>("document.querySelector('.qr').naturalWidth")).toBeGreaterThan(100);
    const secret = (await enrol.locator('code').first().textContent()) ?? '';
    await shot(page, 'enrol');
    await enrol.getByLabel('Code the app shows now').fill(codeOf(secret));
    await enrol.getByRole('button', { name: 'Enrol', exact: true }).click();
    await page.getByText('shown this once').waitFor();
    // The dialog with the secret may still be closing.
    let codes: string[] = [];
    await expect
      .poll(
        async () => {
          codes = ((await page.locator('.copyable code').first().textContent()) ?? '').split('\n');
          return codes.length;
        },
        { timeout: 15_000 },
      )
      .toBe(10);
    await shot(page, 'account-enrolled');

    // A privileged act now needs a code; the one used for enrolling is spent.
    await page.goto(`${address}/people`);
    await page.getByRole('button', { name: 'Add a person' }).click();
    const add = page.getByRole('dialog', { name: 'Add a person' });
    await add.getByLabel('User name').fill('c.novak');
    await add.getByLabel('Name, as others are shown it').fill('Cilka Novak');
    await add.getByLabel('Role').selectOption('engineer');
    await add.getByLabel('Where').selectOption('area');
    await add.getByLabel('Area', { exact: true }).fill('brewhouse');
    await shot(page, 'add-person');
    await add.getByRole('button', { name: 'Add', exact: true }).click();
    await proof.getByLabel('Code of the second factor').fill(codeOf(secret));
    await proof.getByRole('button', { name: 'Go on' }).click();
    await proof.getByText('Not proven').waitFor();
    ahead += minute;
    await proof.getByLabel('Code of the second factor').fill(codeOf(secret));
    await proof.getByRole('button', { name: 'Go on' }).click();
    await page.getByText('Cilka Novak was added.').waitFor();
    const link = (await page.locator('.copyable code').first().textContent()) ?? '';
    await page.getByText('has not used the set-up link').waitFor();
    await shot(page, 'people');

    // She opens the link, which opens once, and signs in to what her grant reaches.
    const hers = await visit(new URL(link).pathname + new URL(link).hash);
    await hers.getByLabel('New password').fill('brewing since 1421');
    await hers.getByRole('button', { name: 'Set password' }).click();
    await hers.getByText('Your user name is').waitFor();
    expect(hers.url()).not.toContain('setup_');
    await hers.getByRole('link', { name: 'Sign in' }).click();
    await signIn(hers, 'c.novak', 'brewing since 1421');
    await hers.getByText('engineer in brewhouse').waitFor();
    expect(await hers.getByRole('link', { name: 'People' }).count()).toBe(0);

    // Disabled, she is out at once.
    await page.reload();
    const row = page.getByRole('row', { name: /Cilka Novak/ });
    await row.getByRole('button', { name: 'Disable' }).click();
    await page
      .getByRole('dialog', { name: 'Disable' })
      .getByRole('button', { name: 'Disable', exact: true })
      .click();
    await row.getByText('disabled').waitFor();
    await hers.reload();
    await hers.getByRole('button', { name: 'Sign in' }).waitFor();

    // Signing in asks for the code after the password; a recovery code stands in once.
    const again = await visit('/account', 'dark');
    await signIn(again, 'admin', adminPassword);
    await again.getByLabel('Code of the second factor').fill(codes[0] ?? '');
    await shot(again, 'sign-in-code');
    await again.getByRole('button', { name: 'Sign in' }).click();
    await again.getByText('9 of 10 recovery codes are left').waitFor();
    await shot(again, 'account-dark');
    await again.getByRole('button', { name: 'End all others' }).click();
    await until('the other browser is signed out', async () => {
      await page.reload();
      return (await page.getByRole('button', { name: 'Sign in' }).count()) > 0;
    });
    await again.goto(`${address}/people`);
    await again.getByText('Cilka Novak').waitFor();
    await shot(again, 'people-dark');

    // Erased, nobody is called that any more: not on the page, and not in what the server keeps.
    const left = again.getByRole('row', { name: /Cilka Novak/ });
    await left.getByRole('button', { name: 'Erase' }).click();
    const erase = again.getByRole('dialog', { name: 'Erase' });
    await erase.getByLabel('Reason, kept in the log').fill('retention rule 4');
    await shot(again, 'people-erase');
    await erase.getByRole('button', { name: 'Erase for good' }).click();
    await left.waitFor({ state: 'detached' });
    expect(await again.getByText('Cilka Novak').count()).toBe(0);
    await again.goto(`${address}/log`);
    await again.getByText('A person was erased under retention rule 4.').waitFor();
    expect(await core.verify()).toMatchObject({ holds: true });
  }, 120_000);
});
