import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Exports, Press, World } from '../../world/index.ts';
import { Browsing } from '../browsing.ts';
import { hasBrowser } from '../web/harness.ts';
import { ensurePage } from './page.ts';

const run = promisify(execFile);
const main = join(import.meta.dirname, '../../../server/main.ts');

/** A real plant, agent, server and browser: what a person sees, and what an engineer does with plain tools. */
describe.skipIf(!hasBrowser())('from the plant to the page', () => {
  let world: World;
  let browsing: Browsing;
  const press = new Press('press-2');
  let exports: Exports;

  beforeAll(async () => {
    await ensurePage();
    world = await World.create();
    exports = new Exports('line-3', join(world.dir, 'exports'));
    await world.begin(press, exports);
    browsing = await Browsing.open(world.server.api.address);
  }, 240_000);
  afterAll(async () => {
    await browsing?.close();
    await world?.remove();
  }, 60_000);

  async function signedIn(path = '/changes') {
    const page = await browsing.visit('/');
    await page.getByLabel('User').fill('admin');
    await page.getByLabel('Password').fill(world.server.api.password);
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Agents', exact: true }).waitFor();
    browsing.complaints.length = 0;
    await page.goto(`${browsing.address}${path}`);
    return page;
  }

  test('a setpoint changed at the panel appears by itself, opens, and says old, new and between when', async () => {
    const page = await signedIn();
    await page.getByRole('link', { name: 'Press', exact: true }).first().waitFor();
    await press.write(press.force, 41);
    await page.getByText('Force 0 → 41').waitFor({ timeout: 15_000 });
    await press.write(press.force, 47);
    await page.getByText('Force 41 → 47').waitFor({ timeout: 15_000 });
    await page.getByText('Force 41 → 47').click();
    const heading = page.getByRole('heading', { level: 1 });
    await heading.filter({ hasText: 'went from 41 to 47' }).waitFor();
    expect(await heading.textContent()).toContain('Nobody is named yet.');
    const row = page.getByRole('table', { name: /Values of setpoints\/Setpoints\.txt/ }).locator('tbody tr');
    expect(await row.first().textContent()).toMatch(/Force.*41.*47/);
    expect(browsing.complaints).toEqual([]);
  });

  test('a saved export shows its lines, and the past state is still there to look at', async () => {
    const page = await signedIn();
    await exports.write(exports.small, 7);
    await page
      .getByText(/Main\.st.*1 line added, 1 removed/)
      .first()
      .waitFor({ timeout: 15_000 });
    await page
      .getByText(/Main\.st.*1 line added, 1 removed/)
      .first()
      .click();
    await page.getByText('(* version 7 *)').waitFor();
    await page.goto(`${browsing.address}/assets/line-3`);
    await page.getByRole('heading', { level: 2, name: 'What changed since' }).waitFor();
    await page.getByText('files/Main.st').first().waitFor();
    expect(browsing.complaints).toEqual([]);
  });

  test('a controller that falls silent is drawn as a gap with its reason, not as "unchanged"', async () => {
    const page = await signedIn();
    press.cpu.freeze();
    await page
      .getByText(/is not watched/)
      .first()
      .waitFor({ timeout: 30_000 });
    press.cpu.thaw();
    await press.write(press.force, 53);
    await page.getByText('Force 47 → 53').waitFor({ timeout: 30_000 });
    expect(browsing.complaints).toEqual([]);
  });

  test('the log is verified here and now, and an entry proves itself in the browser', async () => {
    const page = await signedIn('/log');
    await page.getByRole('button', { name: 'Verify here and now' }).click();
    await page.getByText(/entries, \d+ commits of 2 assets and the vault hold/).waitFor({ timeout: 30_000 });
    expect(browsing.complaints).toEqual([]);
  });

  test('an engineer clones the history with git alone, and blames a setpoint', async () => {
    const { secret } = await world.server.api.token(['git']);
    const { gitPath } = await world.server.api.asset('press-2');
    expect(gitPath).toBe('/git/Hall%20A/press-2.git');
    const url = new URL(gitPath, browsing.address);
    url.username = 'engineer';
    url.password = secret;
    const clone = join(world.dir, 'clone');
    await run('git', ['clone', '--quiet', url.href, clone]);
    expect(await readFile(join(clone, 'setpoints/Setpoints.txt'), 'utf8')).toContain('Force = 53');
    const blame = await run('git', ['-C', clone, 'blame', '--line-porcelain', 'setpoints/Setpoints.txt']);
    expect(blame.stdout).toMatch(/^author e2e|^author agent|^author \S/m);
    const refused = run('git', ['-C', clone, 'push', '--quiet', 'origin', 'HEAD:main']);
    await expect(refused).rejects.toThrow();
    url.password = 'wm_wrong';
    await expect(
      run('git', ['clone', '--quiet', url.href, join(world.dir, 'no')], {
        env: { PATH: process.env['PATH'], GIT_TERMINAL_PROMPT: '0' },
      }),
    ).rejects.toThrow(/Authentication failed|could not read/);
  });

  /** The command line of somebody whose profile stands in a folder of this name. */
  const commandLine = async (home: string) => {
    const env = { PATH: process.env['PATH'], XDG_CONFIG_HOME: join(world.dir, home) };
    const password = join(world.dir, 'password');
    await writeFile(password, `${world.server.api.password}\n`, { mode: 0o600 });
    const witnessmark = async (...args: string[]) => {
      try {
        return { code: 0, ...(await run(process.execPath, [main, ...args], { env })) };
      } catch (error) {
        const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
        return { code, stdout, stderr };
      }
    };
    return { env, password, witnessmark };
  };

  test('the command line finds where a name stands, and what was changed about it', async () => {
    const { password, witnessmark } = await commandLine('finding');
    await witnessmark('login', browsing.address, '--user', 'admin', '--password-file', password);
    expect((await witnessmark('uses', 'force', '--asset', 'press-2')).stdout).toMatch(
      /setpoints\/Setpoints\.txt: Force = 53/,
    );
    const past = await witnessmark('uses', 'FORCE', '--asset', 'press-2', '--past');
    expect(past.stdout).toMatch(/c-[a-z2-7]{12}[\s\S]*Force 47 → 53[\s\S]*Force 41 → 47/);
    const nowhere = await witnessmark('uses', 'No%such_tag');
    expect(`${nowhere.code} ${nowhere.stdout}`).toMatch(/^1 It stands nowhere/);
  });

  test('the command line tells the same: changes, one change, blame', async () => {
    const { password, witnessmark } = await commandLine('home');
    expect((await witnessmark('changes')).code).toBe(2);
    expect(
      (await witnessmark('login', browsing.address, '--user', 'admin', '--password-file', password)).code,
    ).toBe(0);
    const listed = await witnessmark('--json', 'changes', '--asset', 'press-2');
    const [newest] = JSON.parse(listed.stdout);
    expect(newest.sentence).toContain('went from 47 to 53');
    expect((await witnessmark('changes', '--asset', 'press-2')).stdout).toContain(newest.sentence);
    expect((await witnessmark('show', newest.id)).stdout).toMatch(/~ {2}Force {2}47 → 53/);
    expect((await witnessmark('blame', 'press-2', 'setpoints/Setpoints.txt')).stdout).toMatch(
      new RegExp(`${newest.id}.*Force = 53`),
    );
    expect((await witnessmark('log', 'press-2')).stdout).toContain(newest.id);
    expect((await witnessmark('asset', 'press-2')).stdout).toContain('setpoint: watched');
    expect((await witnessmark('agents')).stdout).toContain('well');
  });

  test('the command line tells by its exit codes: a difference, none, what is not there, and nobody there', async () => {
    const { env, password, witnessmark } = await commandLine('codes');
    await witnessmark('login', browsing.address, '--user', 'admin', '--password-file', password);
    const listed = await witnessmark('--json', 'changes', '--asset', 'press-2');
    const [newest, , oldest] = JSON.parse(listed.stdout);
    const differs = await witnessmark('diff', oldest.id, newest.id);
    expect(`${differs.code} ${differs.stdout}`).toMatch(/^1 [\s\S]*Force/);
    expect((await witnessmark('diff', newest.id)).code).toBe(0);
    expect((await witnessmark('show', 'c-aaaaaaaaaaaa')).code).toBe(2);
    expect((await witnessmark('diff', 'press-2', 'line-3')).code).toBe(2);
    expect((await witnessmark('no-such-command')).code).toBe(2);
    await run(process.execPath, [main, 'logout'], { env });
    const away = await witnessmark('login', 'http://127.0.0.1:9', '--user', 'a', '--password-file', password);
    expect(`${away.code} ${away.stderr}`).toMatch(/^3 http:\/\/127\.0\.0\.1:9: the server cannot be reached/);
  });
});
