import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parsePolicy } from '@witnessmark/server/attribution';
import { type Core, openCore } from '@witnessmark/server/core';
import { createHttp, type HttpOptions } from '@witnessmark/server/http';
import { Identity, VaultAccounts } from '@witnessmark/server/identity';
import { instant, TestStream, testAgent } from '@witnessmark/server/ingest/testing';
import { EvidenceCollector, Judgement } from '@witnessmark/server/judgement';
import { openPlant, type Plant } from '@witnessmark/server/plant';
import { AccessPaths, Identities } from '@witnessmark/server/registry';
import { formatValueText } from '@witnessmark/shared/values';
import pino from 'pino';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { browserPath, buildPage, hasBrowser, launchArgs, until } from './harness.ts';

const main = join(import.meta.dirname, '../../../server/main.ts');
const password = 'a long enough password';
const shots = process.env['SCREENSHOTS'];
const policy = parsePolicy(
  `
judged: { operator: shift }
operator:
  items:
    - name: counters of the press
      items: ['setpoints/DB20.txt']
      members: ['Press.Count']
      limits: { low: 0, high: 100 }
      by: [opcua]
`,
  'policy.yaml',
);

describe.skipIf(!hasBrowser())(
  'who made it, in the browser and on the command line, on a real server',
  () => {
    let dir = '';
    let dist = '';
    let core: Core;
    let plant: Plant;
    let identity: Identity;
    let judgement: Judgement;
    let app: Awaited<ReturnType<typeof createHttp>>;
    let browser: Browser;
    let address = '';
    let press: TestStream;
    const agent = testAgent(undefined, 'hall');
    const people = new Map<string, string>();
    const failures: unknown[] = [];
    const pages: Page[] = [];
    const begin = Date.now();
    const now = () => begin;
    const secondsNow = (now() - Date.UTC(2026, 0, 1)) / 1000;
    let held = { force: 60, count: 3 };

    beforeAll(async () => {
      dist = await buildPage();
      dir = await mkdtemp(join(tmpdir(), 'witnessmark-who-'));
      const logger = pino({ level: 'silent' });
      core = await openCore({ dataDir: join(dir, 'data'), site: 'rivermill', logger, now });
      const accounts = new VaultAccounts(core.vault, core.log);
      await accounts.load();
      identity = new Identity(accounts, { now });
      for (const [user, name, role] of [
        ['kovac', 'Ana Kovač', 'engineer'],
        ['novak', 'Ben Novak', 'maintainer'],
        ['guest', 'Gal Guest', 'viewer'],
      ] as const) {
        const grants = [{ role, scope: { of: 'site' } as const }];
        const wanted = { user, name, grants, sponsor: null, expiresAt: null };
        const by = { person: null, request: null };
        people.set(user, (await identity.people.addWithPassword(wanted, password, by)).person);
      }
      plant = openPlant({
        core,
        invitations: {
          invite: () => Promise.reject(new Error('unused')),
          check: () => Promise.reject(new Error('unused')),
        },
        dataDir: dir,
        timeZone: 'Europe/Berlin',
        shifts: ['06:00', '14:00', '22:00'],
        policy: () => policy,
        now,
        failed: error => failures.push(error),
      });
      const { database, log, vault, digests } = core;
      const { claims, clocks } = plant;
      const identities = new Identities({ database, log, vault, digests });
      const paths = new AccessPaths(database, log);
      judgement = new Judgement({
        database,
        log,
        clocks,
        collector: new EvidenceCollector({ database, vault, identities, paths, claims, clocks }),
        ports: { diff: plant.diff, causes: plant.causes, policy: () => policy },
        failed: error => failures.push(error),
      });
      judgement.start();
      const options = {
        identity,
        plant,
        git: () => Promise.reject(new Error('unused')),
        log: logger,
        site: { name: 'rivermill', timeZone: 'Europe/Berlin', shifts: ['06:00', '14:00', '22:00'] },
        build: 'test',
        tls: null,
        page: dist,
        // Nobody is on anything: the banner of one's own sessions asks.
        sessions: { book: { page: async () => ({ rows: [], next: null }) } },
      };
      // What the page does not ask for here stands behind routes that nobody calls.
      app = await createHttp(options as unknown as HttpOptions);
      await app.listen({ host: '127.0.0.1', port: 0 });
      address = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
      browser = await chromium.launch({ executablePath: browserPath, args: launchArgs });

      press = new TestStream('press-2/opcua');
      press.waitUntil(secondsNow - 3600);
      await core.ingest.hello(agent, [press.declaration('hall')]);
      const at = instant(secondsNow);
      await core.beats.beat(
        agent,
        {
          watermarks: [],
          load: [],
          spool: { facts: 0, bytes: 0, capacityBytes: 1, quarantined: 0, oldestUnacked: null },
          process: { rssBytes: 1, cpuMs: 1, uptimeS: 1 },
          certificateNotAfter: '2027-01-01T00:00:00.000Z',
          checkpoint: null,
          clock: { sent: at.wall, previous: { offsetMs: 3, errorMs: 2 } },
        },
        at.wall,
      );
      await tell(press.observe([values()]));
      await identities.declare(
        {
          scheme: 'opcua-user',
          value: 'kovac',
          asset: 'press-2',
          meaning: { to: 'person', person: people.get('kovac') ?? '' },
          from: null,
          until: null,
        },
        { person: people.get('novak') ?? '', request: 'who is kovac' },
      );
    }, 180_000);
    afterEach(async () => {
      for (const page of pages.splice(0)) await page.context().close();
      expect(failures).toEqual([]);
    });
    afterAll(async () => {
      await browser?.close();
      await app?.close();
      await judgement?.stop();
      await plant?.stop();
      await core?.stop();
      for (const made of [dir, dist]) await rm(made, { recursive: true, force: true });
    });

    const values = () => ({
      path: 'setpoints/DB20.txt',
      content: formatValueText([
        { name: 'Press.Force', type: 'Real', value: held.force, unit: 'kN' },
        { name: 'Press.Count', type: 'Int', value: held.count },
      ]),
    });
    async function tell(...facts: Parameters<Core['ingest']['accept']>[1]): Promise<void> {
      expect((await core.ingest.accept(agent, facts)).refused).toEqual([]);
      await judgement.settled();
    }
    const wrote = (member: string, old: number, next: number, seconds: number) =>
      press.says({
        identities: [{ scheme: 'opcua-user', value: 'kovac' }],
        place: { path: 'opcua', station: 'EWS-04' },
        touches: [{ path: 'setpoints/DB20.txt', member, old: String(old), new: String(next) }],
        from: instant(seconds),
        to: instant(seconds),
      });
    /** Somebody changes the force, and no record tells who. */
    async function force(): Promise<string> {
      held = { ...held, force: held.force + 1 };
      await tell(press.observe([values()]));
      const row = await core.database.read
        .selectFrom('change')
        .select('id')
        .orderBy('pos', 'desc')
        .limit(1)
        .executeTakeFirstOrThrow();
      return row.id;
    }
    async function visit(path: string, user: string): Promise<Page> {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
      const page = await context.newPage();
      pages.push(page);
      page.setDefaultTimeout(15_000);
      await page.goto(`${address}${path}`);
      await page.getByLabel('User').fill(user);
      await page.getByLabel('Password').fill(password);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('navigation', { name: 'Views' }).waitFor();
      return page;
    }
    async function shot(page: Page, name: string): Promise<void> {
      if (shots) await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
    }
    /** Runs a command with a token of its own, as somebody would in a terminal. */
    async function command(user: string): Promise<(...args: string[]) => Promise<string>> {
      const account = (await identity.people.accounts()).find(each => each.user === user);
      if (account === undefined) throw new Error(`nobody is ${user}`);
      const caller = { person: account.person, grants: account.grants, scopes: null, account };
      const scopes = ['read', 'operate'] as const;
      const { secret } = await identity.own.addToken(
        { ...caller, signIn: null, token: null, proof: null },
        { name: 'terminal', scopes: [...scopes], days: 1 },
      );
      const env = { PATH: process.env['PATH'] ?? '', WITNESSMARK_URL: address, WITNESSMARK_TOKEN: secret };
      return async (...args) => {
        const { stdout } = await promisify(execFile)(process.execPath, [main, ...args], { env });
        return stdout;
      };
    }

    test('a change nobody is named for is claimed by one and confirmed by another, and every open page follows', async () => {
      const change = await force();
      const list = await visit('/changes', 'guest');
      const row = list.locator(`.change-row:has(a[href="/changes/${change}"])`);
      await row.getByText('nobody known').waitFor();

      const ana = await visit('/queue', 'kovac');
      await ana.locator('.queue-row').first().waitFor();
      await ana.keyboard.press('j');
      await ana.keyboard.press('c');
      const claim = ana.getByRole('dialog', { name: 'This was me' });
      await claim.getByLabel('Note, kept in the log').fill('the punch was blunt');
      await claim.getByRole('button', { name: 'Claim it' }).click();
      await claim.waitFor({ state: 'hidden' });
      await ana.locator('.queue-claims').waitFor();

      const ben = await visit(`/changes/${change}`, 'novak');
      await ben.getByText('the punch was blunt').waitFor();
      await shot(ben, 'real-claim');
      await ben.getByRole('button', { name: 'Confirm' }).click();
      const confirm = ben.getByRole('dialog');
      await confirm.getByLabel('Note, kept in the log').fill('I held the lamp');
      await confirm.getByRole('button', { name: 'Confirm' }).click();
      await ben
        .getByRole('heading', { name: /Claimed by Ana Kovač: confirmed by a second person/ })
        .waitFor();
      await ben.getByText(/Revision 3, because of a claim/).waitFor();
      await shot(ben, 'real-confirmed');

      // The guest's list says so too, in place, and without her name.
      await row.getByText(/claimed by engineer [0-9a-f]{4}/).waitFor();
      expect(await list.getByText('Kovač').count()).toBe(0);
      expect((await core.verify()).holds).toBe(true);
    });

    test('evidence that comes late makes a new revision before its reader’s eyes, and the old one can be read', async () => {
      const from = press.seconds;
      const change = await force();
      const page = await visit(`/changes/${change}`, 'novak');
      await page.getByText('Nobody is known who can have done it.').waitFor();
      await tell(wrote('Press.Force', held.force - 1, held.force, from + 5));
      await page
        .getByRole('heading', { name: /Ana Kovač, witnessed: OPC UA audit event with this value/ })
        .waitFor();
      await page.getByText('EWS-04').waitFor();
      await page.getByText('Revision 2, because evidence came late').click();
      await page.getByRole('link', { name: 'Revision 1', exact: true }).click();
      await page.getByText('This is revision 1').waitFor();
      await page.getByRole('link', { name: 'see revision 2' }).click();

      // The whole record is read by asking, and that is in the log.
      await page.getByRole('button', { name: /^Read record/ }).click();
      await page.getByRole('dialog').getByText('"kovac"').waitFor();
      await shot(page, 'real-record');
      const entries = await core.log.reader.from(0, 2000);
      const read = entries.filter(
        ({ event }) => event.type === 'vault.read' && event.body['why'] === 'a record of a witness was read',
      );
      expect(read.map(({ event }) => event.actor.id)).toEqual([people.get('novak')]);
    });

    test('the blame of each value says who set it', async () => {
      const page = await visit('/assets/press-2?item=setpoints%2FDB20.txt', 'novak');
      const line = page.locator('table.blame tbody tr').filter({ hasText: 'Press.Force' });
      await line.getByText('Ana Kovač').waitFor();
      await shot(page, 'real-blame');
    });

    test('the command line does all of it: queue, who, claim, dispute, own, shifts, sign-off, notes, rejudge', async () => {
      const [ana, ben] = [await command('kovac'), await command('novak')];
      const change = await force();
      expect(await ana('queue', '--state', 'unattributed')).toMatch(new RegExp(`${change} .*nobody looks`));
      expect(await ana('own', change, '--reason', 'I look')).toBe('Done.\n');
      expect(JSON.parse(await ana('queue', '--owner', 'me', '--json'))).toMatchObject([
        { change: { id: change }, owner: { reason: 'I look' } },
      ]);
      const said = await ana(
        'claim',
        change,
        '--part',
        'setpoints/DB20.txt',
        '--member',
        'Press.Force',
        '--note',
        'me',
      );
      const [claim = ''] = /cl-[0-9a-f]{16}/.exec(said) ?? [];
      expect(await ben('dispute', claim, '--note', 'she was away')).toBe('Disputed.\n');
      await judgement.settled();
      const who = await ben('who', change);
      expect(who).toMatch(/Claimed by Ana Kovač, disputed/i);
      expect(who).toContain('Who else could have:');
      expect(who).toContain('Revisions');
      expect(await ben('who', change, '--revision', '1')).toContain('Nobody is named yet.');
      await expect(ben('withdraw', claim)).rejects.toMatchObject({ code: 2 });

      const at = press.seconds + 15;
      held = { ...held, count: held.count + 1 };
      await tell(wrote('Press.Count', held.count - 1, held.count, at), press.observe([values()]));
      const [shift] = JSON.parse(await ben('shifts', '--json')) as {
        area: string;
        from: string;
        count: number;
      }[];
      expect(shift).toMatchObject({ area: 'hall', count: 1 });
      expect(await ben('shifts', 'show', 'hall', shift?.from ?? '')).toContain(
        'operator: counters of the press',
      );
      expect(await ben('shifts', 'sign-off', 'hall', shift?.from ?? '', '--note', 'ok')).toMatch(
        /^Signed off: 1 change/,
      );
      expect(await ben('shifts')).toContain('signed off, Ben Novak signed 1');

      expect(await ana('notes', 'export', 'press-2')).toMatch(/^\d+ notes? written \([0-9a-f]{40}\)/);
      expect(
        await ana('rejudge', '--because', 'rules', '--reason', 'new version', '--asset', 'press-2'),
      ).toMatch(/^\d+ changes are judged anew/);
      await judgement.settled();
      await until('the log holds', async () => (await core.verify()).holds);
    }, 240_000);
  },
);
