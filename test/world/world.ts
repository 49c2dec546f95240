import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AgentUnit } from './agent-unit.ts';
import type { WatchedAsset } from './configuration.ts';
import { newestCommit } from './log-entries.ts';
import { type Counted, expectEverythingOnce } from './once.ts';
import { ServerUnit } from './server-unit.ts';
import type { Place } from './truth.ts';
import { until } from './until.ts';

export interface WorldOptions {
  /** Where the server's data lies, if not below the world's own folder. */
  readonly serverData?: string;
  /** How often the agent tells that it lives, if not twice a second. */
  readonly beat?: string;
}

/** A part of the plant whose changes are noted as they are made. */
export interface Watched {
  readonly places: readonly Place[];
  asset(): WatchedAsset;
  start(): Promise<void>;
  stop?(): Promise<void>;
}

/** One site: a plant in this process, a server and an agent as processes of their own. */
export class World {
  readonly dir: string;
  readonly server: ServerUnit;
  readonly agent: AgentUnit;
  readonly #plant: Watched[] = [];
  readonly #ends: (() => Promise<void>)[] = [];

  private constructor(dir: string, options: WorldOptions) {
    this.dir = dir;
    this.server = new ServerUnit(dir, options.serverData);
    this.agent = new AgentUnit('agent', dir, options.beat);
  }

  static async create(options: WorldOptions = {}): Promise<World> {
    const world = new World(await mkdtemp(join(tmpdir(), 'witnessmark-world-')), options);
    await world.server.prepare();
    return world;
  }

  get places(): readonly Place[] {
    return this.#plant.flatMap(part => part.places);
  }

  /** Something else of this world that has to end with it. */
  onEnd(end: () => Promise<void>): void {
    this.#ends.push(end);
  }

  /** Starts plant, server and agent, joins them, and waits until all of the plant was read once. */
  async begin(...plant: readonly Watched[]): Promise<void> {
    for (const part of plant) {
      this.#plant.push(part);
      await part.start();
    }
    const [api] = await Promise.all([
      this.server.start(),
      this.agent.configure(plant.map(part => part.asset())),
    ]);
    await this.agent.join(await api.invite());
    await this.agent.start();
    await this.arrived();
  }

  /** Resolves when the last value of every place is in git, by a commit that the log names. */
  async arrived(within = 60_000, places = this.places): Promise<void> {
    for (const asset of new Set(places.map(place => place.asset))) {
      const own = places.filter(place => place.asset === asset);
      let looked: string | undefined;
      await until(
        `${own.map(({ name, last }) => `${name} = ${last}`).join(', ')}`,
        { within, every: 150 },
        () =>
          this.#holds(asset, own, looked, newest => {
            looked = newest;
          }),
      );
    }
  }

  async #holds(
    asset: string,
    places: readonly Place[],
    looked: string | undefined,
    look: (newest: string) => void,
  ): Promise<boolean> {
    const newest = newestCommit(this.server.dataDir, asset);
    if (newest === null || newest === looked) return false;
    const texts = await this.server.git(asset).contents(places.map(({ path }) => `${newest}:${path}`));
    look(newest);
    return places.every((place, index) => {
      const text = texts[index];
      return typeof text === 'string' && place.valueIn(text) === place.last;
    });
  }

  /** See `expectEverythingOnce`. */
  everythingOnce(): Promise<Counted> {
    return expectEverythingOnce(this.server.dataDir, this.places);
  }

  /** Stops agent and server in order, then holds everything against the truth, the store and a rebuild. */
  async finish(): Promise<Counted> {
    await this.arrived();
    await this.agent.stop();
    await this.server.stop();
    const counted = await this.everythingOnce();
    await this.server.verify();
    await this.server.rebuildIsIdentical();
    return counted;
  }

  /** Ends and removes everything, whatever state it is in; keeps the folder where WITNESSMARK_KEEP_WORLD is set. */
  async remove(): Promise<void> {
    for (const end of this.#ends.toReversed()) await end();
    await this.agent.remove();
    await this.server.remove();
    for (const part of this.#plant) await part.stop?.();
    if (process.env['WITNESSMARK_KEEP_WORLD'] === undefined)
      await rm(this.dir, { recursive: true, force: true });
    else console.warn('the world is kept in', this.dir);
  }
}
