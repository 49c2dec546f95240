import { existsSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { ensurePage } from '../plant/page.ts';
import { FixtureServer } from './fixture/server.ts';

export const browserPath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const root = join(import.meta.dirname, '../../..');
export const launchArgs = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * Whether browser tests can run. Without a browser they are skipped, and say so; where CI=true a missing
 * browser is a failure.
 */
export function hasBrowser(): boolean {
  if (existsSync(browserPath)) return true;
  if (process.env['CI'] === 'true')
    throw new Error(`CI needs a browser at ${browserPath} (apt install chromium).`);
  console.warn(`SKIPPED: browser tests need ${browserPath} (apt install chromium, or set CHROMIUM).`);
  return false;
}

/** A copy of the built page in a folder of its own; it is built where it is missing or older than its sources. */
export async function buildPage(): Promise<string> {
  await ensurePage();
  const dist = await mkdtemp(join(tmpdir(), 'witnessmark-page-'));
  await cp(join(root, 'server/web/dist'), dist, { recursive: true });
  return dist;
}

/** One built page, one fixture server and one browser for a test file. */
export class Stage {
  readonly server: FixtureServer;
  /** What the browser complained about: script errors, blocked resources, policy violations. */
  readonly complaints: string[] = [];
  readonly #dist: string;
  readonly #browser: Browser;
  readonly #contexts: BrowserContext[] = [];

  private constructor(dist: string, server: FixtureServer, browser: Browser) {
    this.#dist = dist;
    this.server = server;
    this.#browser = browser;
  }

  static async open(): Promise<Stage> {
    const dist = await buildPage();
    const server = new FixtureServer(dist);
    await server.start();
    const browser = await chromium.launch({ executablePath: browserPath, args: launchArgs });
    return new Stage(dist, server, browser);
  }

  /** A fresh browser profile at `address`; expected complaints are the caller's to clear. */
  async visit(
    address: string,
    options: { colorScheme?: 'light' | 'dark'; viewport?: { width: number; height: number } } = {},
  ): Promise<Page> {
    const context = await this.#browser.newContext({
      colorScheme: options.colorScheme ?? 'light',
      viewport: options.viewport ?? { width: 1280, height: 800 },
      // Neither the site's zone nor UTC, so that a time shown in the browser's zone is caught.
      timezoneId: 'Asia/Kolkata',
      reducedMotion: 'reduce',
    });
    this.#contexts.push(context);
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    page.on('pageerror', error => this.complaints.push(`script: ${error.message}`));
    page.on('console', message => {
      if (message.type() === 'error') this.complaints.push(message.text());
    });
    await page.goto(`${this.server.address}${address}`);
    return page;
  }

  /** Closes what a test opened and puts the fixture back as it was. */
  async reset(): Promise<void> {
    await Promise.all(this.#contexts.splice(0).map(context => context.close()));
    this.server.reset();
    this.complaints.length = 0;
  }

  async close(): Promise<void> {
    await this.reset();
    await this.#browser.close();
    await this.server.stop();
    await rm(this.#dist, { recursive: true, force: true });
  }
}

/** Waits until `check` answers true; fails with `what` after the deadline. */
export async function until(what: string, check: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 15_000;
  while (!(await check())) {
    if (performance.now() > deadline) throw new Error(`Never came true: ${what}`);
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}
