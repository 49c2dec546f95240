import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hrtime } from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import type { Fact, Statement } from '@witnessmark/shared/facts';
import type { Instant } from '@witnessmark/shared/time';
import { openSpool, type SpoolStore } from '../../spool/index.ts';
import { planWitness, Witnesses, witnessSchema } from '../index.ts';

const quiet = () => undefined;

/** The real clock, which a test may set and make run ahead. */
class TestClock {
  /** Milliseconds that the wall clock is off by. */
  wallOffset = 0;
  /** Milliseconds that have passed besides those that really did. */
  passed = 0;
  /** How often it was read. */
  reads = 0;

  now = (): Instant => {
    this.reads += 1;
    const mono = Number(hrtime.bigint() / 1_000_000n) + this.passed;
    const wall = new Date(Date.now() + this.passed + this.wallOffset).toISOString();
    return { wall, mono, boot: 'b'.repeat(32) };
  };
}

export interface TrailWorldOptions {
  /** Settings of the witness beside its folder. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Where it lies; a folder of its own that is removed at the end where absent. */
  readonly dir?: string;
  /** Files beside the configuration. */
  readonly files?: Readonly<Record<string, string>>;
}

/** A witness with a spool of its own, and the folder it looks into. */
export class TrailWorld {
  readonly dir: string;
  readonly clock = new TestClock();
  readonly logged: string[] = [];
  readonly #settings: Readonly<Record<string, unknown>>;
  #spool: SpoolStore | null = null;
  #witnesses: Witnesses | null = null;

  constructor(dir: string, settings: Readonly<Record<string, unknown>>) {
    this.dir = dir;
    this.#settings = settings;
  }

  static async begin({ settings, dir, files = {} }: TrailWorldOptions): Promise<TrailWorld> {
    const place = dir ?? (await mkdtemp(join(tmpdir(), 'witnessmark-trail-')));
    const world = new TrailWorld(place, settings);
    await mkdir(world.folder, { recursive: true });
    for (const [name, text] of Object.entries(files)) await writeFile(join(place, name), text);
    try {
      await world.start();
    } catch (error) {
      await world.remove();
      throw error;
    }
    return world;
  }

  get folder(): string {
    return join(this.dir, 'trail');
  }

  file(name: string): string {
    return join(this.folder, name);
  }

  async start(): Promise<void> {
    const log = {
      debug: quiet,
      info: quiet,
      error: quiet,
      warn: (_: object, text: string) => this.#log(text),
    };
    const { now } = this.clock;
    const spool = await openSpool({ dir: join(this.dir, 'spool'), capacityBytes: 1024 ** 3, now, log });
    this.#spool = spool;
    const witnesses = new Witnesses({
      now,
      spool,
      log,
      streamOf: asset => `${asset}/plc`,
      timeZoneOf: () => 'Europe/Ljubljana',
    });
    this.#witnesses = witnesses;
    const config = witnessSchema.parse({ folder: 'trail', every: '20ms', ...this.#settings });
    const { create } = await planWitness(config, this.dir);
    const { assets } = config;
    await witnesses.apply([{ name: 'panel', key: '', baseDir: this.dir, assets, create }]);
  }

  async stop(): Promise<void> {
    await this.#witnesses?.stop();
    await this.#spool?.close();
    this.#witnesses = null;
    this.#spool = null;
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  async remove(): Promise<void> {
    await this.stop();
    await rm(this.dir, { recursive: true, force: true });
  }

  get health() {
    const [health] = this.#running().health;
    if (health === undefined) throw new Error('there is no witness');
    return health;
  }

  stir(asset: string): void {
    this.#running().stir(asset);
  }

  /** Resolves when the witness has looked at least once from its beginning. */
  async look(): Promise<void> {
    // A look reads the clock some five times.
    const wanted = this.clock.reads + 20;
    const deadline = Date.now() + 15_000;
    while (this.clock.reads < wanted) {
      if (Date.now() > deadline) throw new Error('the witness does not look');
      await pause(5);
    }
  }

  /** Every statement of an asset's stream, in its order. */
  async statements(asset = 'press-2'): Promise<Statement[]> {
    if (this.#spool === null) throw new Error('the world does not run');
    const facts = await this.#spool.offer(`${asset}/plc`, { facts: 1_000_000, bytes: 1024 ** 3 });
    return facts.flatMap(({ bytes }) => {
      const fact: Fact = JSON.parse(Buffer.from(bytes).toString());
      return fact.kind === 'statement' ? [fact.body] : [];
    });
  }

  /** What was told of records. */
  async told(asset?: string): Promise<Statement[]> {
    return (await this.statements(asset)).filter(({ act }) => act !== 'watched' && act !== 'unwatched');
  }

  /** What was told of the witness' own life. */
  async life(asset?: string): Promise<Statement[]> {
    return (await this.statements(asset)).filter(({ act }) => act === 'watched' || act === 'unwatched');
  }

  #log(text: string): void {
    this.logged.push(text);
  }

  #running(): Witnesses {
    if (this.#witnesses === null) throw new Error('the world does not run');
    return this.#witnesses;
  }
}
