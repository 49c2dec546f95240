/** For tests: a whole core in a temporary folder, over either database, that can be stopped and opened again. */
import { join } from 'node:path';
import type { AgentRecord } from '../../agents/index.ts';
import type { NewPlace, TestPlace } from '../../db/testing/index.ts';
import { testSite } from '../../db/testing/index.ts';
import { type TestStream, testAgent } from '../../ingest/testing/index.ts';
import { keyRingOf } from '../../vault/index.ts';
import { type Core, type CoreOptions, openCore, verifyAtRest } from '../index.ts';

export interface LogLine {
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
  readonly fields: object;
}

export class TestCore {
  readonly place: TestPlace;
  readonly lines: LogLine[] = [];
  readonly agent: AgentRecord = testAgent();
  #core: Core | null = null;
  #time = Date.UTC(2026, 5, 1);

  constructor(place: TestPlace) {
    this.place = place;
  }

  static async open(newPlace: NewPlace): Promise<TestCore> {
    const test = new TestCore(await newPlace());
    await test.start();
    return test;
  }

  get core(): Core {
    if (this.#core === null) throw new Error('the core is stopped');
    return this.#core;
  }

  get dataDir(): string {
    return join(this.place.dir, 'data');
  }

  /** Opens it; each look at the clock is a millisecond later. */
  async start(dataDir: string = this.dataDir): Promise<Core> {
    this.#core = await openCore(this.#options(dataDir));
    return this.#core;
  }

  /** As the command does it, while the core is stopped. */
  verifyAtRest() {
    return verifyAtRest(this.#options(this.dataDir));
  }

  #options(dataDir: string): CoreOptions {
    const line = (level: LogLine['level']) => (fields: object, message: string) => {
      this.lines.push({ level, message, fields });
    };
    return {
      dataDir,
      site: testSite,
      ...(this.place.url === undefined ? {} : { databaseUrl: this.place.url }),
      keyRing: keyRingOf(new Uint8Array(32).fill(3)),
      logger: { info: line('info'), warn: line('warn'), error: line('error') },
      now: () => {
        this.#time += 1;
        return this.#time;
      },
    };
  }

  /** Sets the server's clock; it runs on from there. */
  setClock(at: number): void {
    this.#time = at;
  }

  async stop(): Promise<void> {
    const core = this.#core;
    this.#core = null;
    await core?.stop();
  }

  async restart(): Promise<Core> {
    await this.stop();
    return this.start();
  }

  async remove(): Promise<void> {
    await this.stop();
    this.place.remove();
  }

  hello(...streams: readonly TestStream[]) {
    return this.core.ingest.hello(
      this.agent,
      streams.map(stream => stream.declaration()),
    );
  }

  accept(...facts: Parameters<Core['ingest']['accept']>[1]) {
    return this.core.ingest.accept(this.agent, facts);
  }
}
