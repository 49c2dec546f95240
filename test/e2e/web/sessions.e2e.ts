import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '@witnessmark/server/cli';
import { type Core, openCore } from '@witnessmark/server/core';
import { createHttp, type HttpOptions } from '@witnessmark/server/http';
import { Identity, VaultAccounts } from '@witnessmark/server/identity';
import { instant, TestStream, testAgent } from '@witnessmark/server/ingest/testing';
import { Claims, EvidenceCollector, Judgement } from '@witnessmark/server/judgement';
import { openPlant, type Plant } from '@witnessmark/server/plant';
import { PolicyBook } from '@witnessmark/server/policy';
import { AccessPaths, Identities } from '@witnessmark/server/registry';
import { SessionBook, SessionDesk } from '@witnessmark/server/sessions';
import { formatValueText } from '@witnessmark/shared/values';
import pino from 'pino';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { browserPath, buildPage, hasBrowser, launchArgs, until } from './harness.ts';

const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const rules = "{ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }";
const shots = process.env['SCREENSHOTS'];
const minute = 60_000;
const password = 'a long enough password';
const policy = `sessions:
  rules:
    - { name: the glass, breakGlass: true, approvals: 0, longestHours: 4 }
    - { name: boilers need a second person, areas: [utilities], approvals: 1, longestHours: 4 }
    - { name: staff start by themselves, approvals: 0, longestHours: 8 }
`;

describe.skipIf(!hasBrowser())('engineer sessions, in the browser on a real server', () => {
  let dir = '';
  let dist = '';
  let core: Core;
  let plant: Plant;
  let desk: SessionDesk;
  let judgement: Judgement;
  let app: Awaited<ReturnType<typeof createHttp>>;
  let browser: Browser;
  let address = '';
  let axe = '';
  let identity: Identity;
  let press: TestStream;
  const agent = testAgent(undefined, 'hall');
  const people = new Map<string, string>();
  const failures: unknown[] = [];
  /** The server's clock stands still but for what a test adds. */
  const begin = Date.now();
  let ahead = 0;
  const now = () => begin + ahead;
  const secondsNow = () => (now() - Date.UTC(2026, 0, 1)) / 1000;
  const pages: Page[] = [];

  beforeAll(async () => {
    dist = await buildPage();
    axe = await readFile(axePath, 'utf8');
    dir = await mkdtemp(join(tmpdir(), 'witnessmark-sessions-'));
    const logger = pino({ level: 'silent' });
    core = await openCore({ dataDir: join(dir, 'data'), site: 'rivermill', logger, now });
    const accounts = new VaultAccounts(core.vault, core.log);
    await accounts.load();
    identity = new Identity(accounts, { now });
    await identity.people.ensureAdministrator('first password!');
    for (const [user, name, role] of [
      ['kovac', 'Ana Kovač', 'engineer'],
      ['novak', 'Ben Novak', 'approver'],
      ['horvat', 'Eva Horvat', 'engineer'],
    ] as const) {
      const { person } = await identity.people.addWithPassword(
        { user, name, grants: [{ role, scope: { of: 'site' } }], sponsor: null, expiresAt: null },
        password,
        { person: null, request: null },
      );
      people.set(user, person);
    }
    await writeFile(join(dir, 'policy.yaml'), policy);
    const policies = new PolicyBook(core.log, join(dir, 'policy.yaml'));
    await policies.load();
    plant = openPlant({
      core,
      invitations: {
        invite: () => Promise.reject(new Error('unused')),
        check: () => Promise.reject(new Error('unused')),
      },
      dataDir: dir,
      timeZone: 'Europe/Berlin',
      policy: () => policies.now.attribution,
      now,
      failed: error => failures.push(error),
    });
    const { database, log, vault, digests } = core;
    const identities = new Identities({ database, log, vault, digests });
    desk = new SessionDesk({
      database,
      log,
      policy: () => ({ policy: policies.now.sessions, digest: policies.now.digest }),
      ports: {
        orderReading: (asset, reason, by) => plant.orderReading(asset, null, reason, by),
        lastEqual: async asset => plant.lastEqual(asset),
      },
      now,
    });
    judgement = new Judgement({
      database,
      log,
      clocks: plant.clocks,
      collector: new EvidenceCollector({
        database,
        vault,
        identities,
        paths: new AccessPaths(database, log),
        claims: new Claims(database, log),
        clocks: plant.clocks,
      }),
      ports: { diff: plant.diff, causes: plant.causes, policy: () => policies.now.attribution },
      failed: error => failures.push(error),
    });
    judgement.start();
    const options = {
      identity,
      plant,
      sessions: { desk, book: new SessionBook({ database, policy: () => policies.now.sessions, now }) },
      policy: policies,
      git: () => Promise.reject(new Error('unused')),
      log: logger,
      site: { name: 'rivermill', timeZone: 'Europe/Berlin', shifts: ['06:00', '14:00', '22:00'] },
      build: 'test',
      tls: null,
      page: dist,
    } satisfies Partial<HttpOptions>;
    // What the page does not ask for here stands behind routes that nobody calls.
    app = await createHttp(options as unknown as HttpOptions);
    await app.listen({ host: '127.0.0.1', port: 0 });
    address = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
    browser = await chromium.launch({ executablePath: browserPath, args: launchArgs });

    press = new TestStream('press-2/opcua');
    press.waitUntil(secondsNow() - 3600);
    const boiler = new TestStream('boiler-1/opcua');
    boiler.waitUntil(secondsNow() - 3600);
    await core.ingest.hello(agent, [press.declaration('hall'), boiler.declaration('utilities')]);
    await measured();
    for (const stream of [press, boiler])
      await core.ingest.accept(agent, [
        stream.coverage('setpoint', 'watched'),
        stream.coverage('config', 'watched'),
        stream.coverage('logic', 'blind'),
        stream.observe([values(60), forced(true)]),
      ]);
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
    await desk?.stop();
    await judgement?.stop();
    await plant?.stop();
    await core?.stop();
    for (const made of [dir, dist]) await rm(made, { recursive: true, force: true });
  });

  const values = (force: number) => ({
    path: 'setpoints/DB20.txt',
    content: formatValueText([{ name: 'Press.Force', type: 'Real', value: force, unit: 'kN' }]),
  });
  const forced = (on: boolean) => ({
    path: 'config/opcua.txt',
    kind: 'config' as const,
    content: formatValueText([{ name: 'Force.Active', type: 'Bool', value: on }]),
  });
  /** The agent speaks: its clock is good, and it read everything just now. */
  async function measured(): Promise<void> {
    const at = instant(secondsNow());
    const marks = (['setpoint', 'config'] as const).flatMap(kind =>
      ['press-2/opcua', 'boiler-1/opcua'].map(stream => ({
        stream,
        kind,
        state: 'watched' as const,
        lastEqual: at,
      })),
    );
    await core.beats.beat(
      agent,
      {
        watermarks: marks,
        load: [],
        spool: { facts: 0, bytes: 0, capacityBytes: 1, quarantined: 0, oldestUnacked: null },
        process: { rssBytes: 1, cpuMs: 1, uptimeS: 1 },
        certificateNotAfter: '2027-01-01T00:00:00.000Z',
        checkpoint: null,
        clock: { sent: at.wall, previous: { offsetMs: 3, errorMs: 2 } },
      },
      at.wall,
    );
  }
  async function visit(path: string, user: string, colorScheme: 'light' | 'dark' = 'light'): Promise<Page> {
    const context = await browser.newContext({ colorScheme, viewport: { width: 1280, height: 900 } });
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
  async function prove(page: Page): Promise<void> {
    const proof = page.getByRole('dialog', { name: 'Prove that it is you' });
    await proof.getByLabel('Password').fill(password);
    await proof.getByRole('button', { name: 'Go on' }).click();
    await proof.waitFor({ state: 'hidden' });
  }
  async function shot(page: Page, name: string): Promise<void> {
    if (shots) await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
  }
  async function violations(page: Page): Promise<string[]> {
    await page.evaluate(axe);
    const result = await page.evaluate<{
      violations: { id: string; impact: string | null; nodes: { html: string; failureSummary?: string }[] }[];
    }>(`axe.run(document, ${rules})`);
    return result.violations
      .filter(each => each.impact === 'serious' || each.impact === 'critical')
      .map(each => `${each.id}: ${each.nodes[0]?.html} ${each.nodes[0]?.failureSummary}`);
  }

  test('from "I need Press 2 for an hour" to a handover pack: ask, prove, start, extend, end, read', async () => {
    const page = await visit('/assets/press-2', 'kovac');
    const other = await visit('/sessions', 'horvat');
    await other.getByText('Nobody is on anything').waitFor();
    // The proof of signing in has worn off.
    ahead += 11 * minute;
    const began = performance.now();
    await page.getByRole('button', { name: 'Work on this' }).click();
    const form = page.getByRole('dialog', { name: 'Work on this' });
    await form.getByText('No approval is needed (staff start by themselves)').waitFor();
    await form.getByLabel('What for').fill('timer of the ejector');
    await shot(page, 'sessions-form');
    await form.getByRole('button', { name: 'Start' }).click();
    await prove(page);
    const banner = page.getByRole('region', { name: 'Your session S-1' });
    await banner.waitFor();
    console.info(
      `from the asset's page to a running session: ${Math.round(performance.now() - began)} ms of the machine's part`,
    );
    await other.getByText('Ana Kovač').waitFor();

    await banner.getByRole('button', { name: '+30 min for S-1' }).click();
    await until('the session lasts longer', async () => {
      const row = await core.database.read
        .selectFrom('session_extension')
        .select('until_at')
        .executeTakeFirst();
      return row !== undefined && Date.parse(row.until_at) > begin + 85 * minute;
    });

    // Work: a write that an audit event of the server tells, and the reading that finds it.
    ahead += 5 * minute;
    press.waitUntil(secondsNow());
    const written = instant(secondsNow() + 15);
    await core.ingest.accept(agent, [
      press.says({
        identities: [{ scheme: 'opcua-user', value: 'kovac' }],
        touches: [{ path: 'setpoints/DB20.txt', member: 'Press.Force', old: '60', new: '70' }],
        from: written,
        to: written,
      }),
      press.observe([values(70)]),
    ]);
    await judgement.settled();
    await shot(page, 'sessions-banner');
    expect(await violations(page)).toEqual([]);

    // A page that is signed out ends nothing.
    await page.context().clearCookies();
    await page.reload();
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    const back = await visit('/sessions', 'kovac', 'dark');
    const row = back.locator('[data-session="S-1"]');
    await row.getByText('running').waitFor();
    ahead += 2 * minute;
    await measured();
    await back
      .getByRole('region', { name: 'Your session S-1' })
      .getByRole('button', { name: 'End', exact: true })
      .click();
    const end = back.getByRole('dialog', { name: 'End' });
    await end.getByRole('button', { name: 'End S-1' }).click();
    await back.getByRole('heading', { name: 'Handover pack' }).waitFor();
    const pack = back.locator('.handover');
    await pack.getByText('Press.Force 60.0 → 70.0 kN').waitFor();
    await pack.getByText('forces are on').waitFor();
    await pack.getByText('This is not complete yet.').waitFor();
    await pack
      .getByText(/no reading by opcua that began after the end/)
      .first()
      .waitFor();
    await shot(back, 'sessions-pack-open-dark');
    expect(await violations(back)).toEqual([]);

    ahead += minute;
    await measured();
    await core.ingest.accept(agent, [
      press.equal('setpoint', secondsNow() - 30, secondsNow() - 20),
      press.equal('config', secondsNow() - 30, secondsNow() - 20),
    ]);
    await pack.getByText('This is complete').waitFor();
    await shot(back, 'sessions-pack-complete-dark');

    await pack.getByRole('link', { name: 'setpoints/DB20.txt' }).click();
    await back.getByText(/^planned in/).waitFor();
    await back.locator('.facts').getByRole('link', { name: 'S-1' }).waitFor();
    await shot(back, 'sessions-change-dark');
  });

  test('what needs an approval waits, is approved by a second person with keys and a proof, and is started', async () => {
    const page = await visit('/assets/boiler-1', 'kovac');
    const second = await visit('/sessions', 'novak');
    ahead += 11 * minute;
    await page.getByRole('button', { name: 'Work on this' }).click();
    const form = page.getByRole('dialog', { name: 'Work on this' });
    await form.getByText('Needs 1 approval (boilers need a second person)').waitFor();
    await form.getByLabel('What for').fill('burner limits');
    await form.getByRole('button', { name: 'Ask for it' }).click();
    await form.getByText('S-2 waits for 1 approval').waitFor();
    await form.getByRole('button', { name: 'Close', exact: true }).last().click();

    await second.getByText('burner limits').waitFor();
    await second.keyboard.press('j');
    await second.keyboard.press('a');
    const approve = second.getByRole('dialog', { name: 'Approve' });
    await shot(second, 'sessions-approve');
    await approve.getByRole('button', { name: 'Approve S-2' }).click();
    await prove(second);
    await second.locator('[data-session="S-2"]').getByText('approved, not started').waitFor();

    await page.goto(`${address}/sessions`);
    await page.locator('[data-session="S-2"]').getByRole('button', { name: 'Start' }).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('s');
    await prove(page);
    await page.getByRole('region', { name: 'Your session S-2' }).waitFor();
    await second.locator('[data-session="S-2"]').getByText('running').waitFor();
    await shot(second, 'sessions-now');
    expect(await violations(second)).toEqual([]);
  });

  test('a second person on the same asset warns both; what cannot wait breaks the glass and is reviewed', async () => {
    const page = await visit('/assets/boiler-1', 'horvat');
    await page.getByRole('button', { name: 'Work on this' }).click();
    const form = page.getByRole('dialog', { name: 'Work on this' });
    await form.getByText(/Ana Kovač is on Asset boiler-1 already \(S-2\)/).waitFor();
    await form.getByRole('button', { name: 'It cannot wait' }).click();
    await form.getByText('has to review it').waitFor();
    await form.getByLabel('What for').fill('the burner does not stop');
    await shot(page, 'sessions-glass');
    await form.getByRole('button', { name: 'Break the glass and start' }).click();
    const banner = page.getByRole('region', { name: 'Your session S-3' });
    await banner.getByText('break-glass').waitFor();
    await banner.getByText(/Ana Kovač is on Asset boiler-1 as well/).waitFor();
    const first = await visit('/sessions', 'kovac');
    await first
      .getByRole('region', { name: 'Your session S-2' })
      .getByText(/Eva Horvat is on Asset boiler-1 as well/)
      .waitFor();
    await shot(first, 'sessions-warned');

    const overview = await visit('/', 'novak');
    await overview.getByRole('heading', { name: 'The glass was broken' }).waitFor();
    await shot(overview, 'sessions-overview');

    // Its end comes near: the page asks, and one act is enough.
    const { until_at } = await core.database.read
      .selectFrom('engineer_session')
      .select('until_at')
      .where('n', '=', 2)
      .executeTakeFirstOrThrow();
    ahead = Date.parse(until_at) - 10 * minute - begin;
    await first.clock.setFixedTime(now());
    await first.reload();
    await first.getByText('S-2 ends soon. Extend it, or end it when you are done.').waitFor();
    await shot(first, 'sessions-asks');

    await banner.getByRole('button', { name: 'End', exact: true }).click();
    await page.getByRole('dialog', { name: 'End' }).getByRole('button', { name: 'End S-3' }).click();
    await page.getByText('the glass was broken, and nobody has reviewed that yet').waitFor();

    const second = await visit('/sessions?show=past', 'novak');
    const line = second.getByRole('row', { name: /S-3/ });
    await line.getByText('awaits a review').waitFor();
    await line.getByRole('button', { name: 'Review' }).click();
    const review = second.getByRole('dialog', { name: 'Review' });
    await review.getByLabel('Judgement').selectOption('justified');
    await review.getByLabel('Why').fill('the burner had to be stopped');
    await review.getByRole('button', { name: 'Sign the review' }).click();
    await line.getByText('awaits a review').waitFor({ state: 'hidden' });
    await shot(second, 'sessions-past');
    expect(await violations(second)).toEqual([]);

    await second.goto(`${address}/sessions?show=calendar`);
    await second.getByRole('link', { name: /^S-3 Eva Horvat, ended/ }).waitFor();
    await shot(second, 'sessions-calendar');
    expect(await violations(second)).toEqual([]);
    for (const path of ['/sessions', '/sessions?show=past', '/sessions?show=calendar', '/sessions/S-1']) {
      await second.setViewportSize({ width: 400, height: 800 });
      await second.goto(`${address}${path}`);
      await second.getByRole('heading', { level: 1 }).waitFor();
      const over = await second.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
      expect(over, path).toBeLessThanOrEqual(0);
    }
  });

  test('the same on the command line: ask, start with a proof, extend, end, and the pack says what it waits for', async () => {
    const { caller } = await identity.signIn(
      { user: 'kovac', password },
      { address: '127.0.0.1', browser: 'none' },
    );
    const { secret } = await identity.own.addToken(caller, {
      name: 'command line',
      scopes: ['read', 'operate', 'step-up'],
      days: 1,
    });
    vi.stubEnv('WITNESSMARK_URL', address);
    vi.stubEnv('WITNESSMARK_TOKEN', secret);
    let said = '';
    const hear = (text: string | Uint8Array) => {
      said += String(text);
      return true;
    };
    vi.spyOn(process.stdout, 'write').mockImplementation(hear);
    vi.spyOn(process.stderr, 'write').mockImplementation(hear);
    const command = async (...words: string[]) => {
      said = '';
      return { code: await run(words, new AbortController().signal), said };
    };
    try {
      const ask = [
        'sessions',
        'request',
        'press-2',
        '--purpose',
        'recipes',
        '--for',
        '1h',
        '--plan',
        'recipes/**',
      ];
      expect(await command(...ask)).toMatchObject({
        code: 0,
        said: expect.stringContaining('S-4 is approved'),
      });
      const refused = await command('sessions', 'start', 'S-4');
      expect(refused).toMatchObject({ code: 2, said: expect.stringContaining('no terminal') });
      const proof = await fetch(`${address}/api/v1/step-up`, {
        method: 'POST',
        headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
        body: JSON.stringify({ password }),
      });
      expect(proof.status).toBe(200);
      expect((await command('sessions', 'start', 'S-4')).said).toMatch(/^S-4 {2}running {2}Ana Kovač/);
      expect((await command('sessions', 'extend', 'S-4', '--for', '30m')).code).toBe(0);
      expect((await command('sessions', '--now')).said).toContain('recipes');
      expect((await command('sessions', 'handover', 'S-4')).said).toContain('the session still runs');
      expect((await command('sessions', 'end', 'S-4')).said).toContain('sessions handover S-4');
      const pack = await command('--json', 'sessions', 'handover', 'S-4');
      expect(pack.code).toBe(1);
      expect(JSON.parse(pack.said)).toMatchObject({
        pack: { number: 'S-4', notDone: [{ asset: 'press-2', items: 'recipes/**' }] },
      });
      expect((await command('sessions', 'show', 'S-99')).code).toBe(2);
      expect((await command('policy', 'check', join(dir, 'policy.yaml'))).said).toContain('would be taken');
    } finally {
      vi.restoreAllMocks();
      vi.unstubAllEnvs();
    }
  });
});
