import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { browserPath, launchArgs } from './web/harness.ts';

/** A browser at a server's address; notes what it complains about. */
export class Browsing {
  readonly address: string;
  readonly complaints: string[] = [];
  readonly #browser: Browser;
  readonly #contexts: BrowserContext[] = [];

  private constructor(address: string, browser: Browser) {
    this.address = address;
    this.#browser = browser;
  }

  static async open(address: string): Promise<Browsing> {
    return new Browsing(address, await chromium.launch({ executablePath: browserPath, args: launchArgs }));
  }

  /** A fresh profile at `path`. */
  async visit(path: string): Promise<Page> {
    const context = await this.#browser.newContext({ viewport: { width: 1280, height: 800 } });
    this.#contexts.push(context);
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    page.on('pageerror', error => this.complaints.push(`script: ${error.message}`));
    page.on('console', message => {
      if (message.type() === 'error') this.complaints.push(message.text());
    });
    await page.goto(`${this.address}${path}`);
    return page;
  }

  async close(): Promise<void> {
    await Promise.all(this.#contexts.splice(0).map(context => context.close()));
    await this.#browser.close();
  }
}
