import { setTimeout as wait } from 'node:timers/promises';
import { OpcuaOperator, type PlantUser } from '../opcua/index.ts';
import { S7Hmi } from '../s7/index.ts';
import type { Plant } from '../site/index.ts';
import type { Act, Deed, Tools } from './act.ts';
import { brewhouseActs } from './brewhouse-acts.ts';
import { fillerActs } from './filler-acts.ts';
import { lineActs } from './line-acts.ts';
import { pressActs } from './press-acts.ts';
import { programActs } from './program-acts.ts';
import { SeededRandom } from './random.ts';

const acts = { ...brewhouseActs, ...pressActs, ...programActs, ...lineActs, ...fillerActs };
export type ActName = keyof typeof acts;
export const actNames = Object.keys(acts) as readonly ActName[];

export interface PeopleOptions {
  /** The same seed on the same plant makes the same story. */
  readonly seed: number;
}

export interface LiveOptions {
  /** Milliseconds between two acts on average; at least 300, so that nobody does more than a few a second. */
  readonly everyMs: number;
  /** What happens first, before the seed decides; what is not possible then is left out. */
  readonly opening?: readonly ActName[];
  readonly signal: AbortSignal;
  readonly told?: (deed: Deed) => void;
}

const leastMs = 300;

/**
 * Engineers, operators, a MES, a vendor and a technician: real clients with credentials of their own. They
 * refuse to go on in a plant where anybody who only watches sent more than readings.
 */
export class PlantPeople {
  readonly #plant: Plant;
  readonly #random: SeededRandom;
  readonly #signedIn = new Map<string, OpcuaOperator>();
  readonly #stations = new Map<string, S7Hmi>();

  constructor(plant: Plant, { seed }: PeopleOptions) {
    this.#plant = plant;
    this.#random = new SeededRandom(seed);
  }

  /** Does one thing; it is done, and kept by the plant, when this resolves. Throws where it was not possible. */
  async act(name: ActName): Promise<Deed> {
    this.#plant.assertOnlyReads();
    const act: Act = acts[name];
    try {
      const did = await act.run(this.#tools());
      await this.#plant.keepAct();
      this.#plant.assertOnlyReads();
      return { act: name, asset: act.asset, who: act.who, did };
    } catch (error) {
      // What is left of a broken connection would break the next act too.
      await this.stop();
      throw error;
    }
  }

  /** Acts on and on until the signal aborts; rejects when an act fails or a watcher sent more than readings. */
  async live({ everyMs, opening = [], signal, told }: LiveOptions): Promise<void> {
    if (everyMs < leastMs) throw new RangeError(`people act at most once in ${leastMs} ms`);
    let last: ActName | null = null;
    for (let turn = 0; !signal.aborted; turn += 1) {
      const first = opening[turn];
      last = first !== undefined && this.#possible(first) ? first : this.#next(last);
      const deed = await this.#actAgain(last);
      told?.(deed);
      const pause = Math.max(leastMs, everyMs * (0.5 + this.#random.next()));
      await wait(pause, undefined, { signal }).catch((error: Error) => {
        if (error.name !== 'AbortError') throw error;
      });
    }
  }

  /** Signs everybody out. */
  async stop(): Promise<void> {
    const signedIn = [...this.#signedIn.values()];
    const stations = [...this.#stations.values()];
    this.#signedIn.clear();
    this.#stations.clear();
    for (const station of stations) station.close();
    // Whose connection is gone is signed out already.
    await Promise.allSettled(signedIn.map(operator => operator.stop()));
  }

  /** Acts, at the second attempt on new connections: a machine that slept has lost the old ones. */
  async #actAgain(name: ActName): Promise<Deed> {
    try {
      return await this.act(name);
    } catch {
      return this.act(name);
    }
  }

  /** By weight, of what is possible, and never the same twice in a row. */
  #next(last: ActName | null): ActName {
    const choices = actNames.filter(name => name !== last && this.#possible(name));
    let left = this.#random.next() * choices.reduce((sum, name) => sum + acts[name].weight, 0);
    for (const name of choices) {
      left -= acts[name].weight;
      if (left < 0) return name;
    }
    throw new RangeError('a random number of 1 or more');
  }

  #possible(name: ActName): boolean {
    const act: Act = acts[name];
    return act.possible?.(this.#plant) ?? true;
  }

  #tools(): Tools {
    const { brewhouse, press, dataDir } = this.#plant;
    return {
      plant: this.#plant,
      random: this.#random,
      brewhouse: async (user: PlantUser) => {
        const known = this.#signedIn.get(user.name);
        if (known) return known;
        const operator = new OpcuaOperator(brewhouse.endpointUrl, user, dataDir);
        this.#signedIn.set(user.name, operator);
        await operator.start();
        return operator;
      },
      press: async station => {
        const known = this.#stations.get(station);
        if (known) return known;
        const hmi = new S7Hmi({ port: press.port, as: 'operator' });
        this.#stations.set(station, hmi);
        await hmi.connect();
        return hmi;
      },
    };
  }
}
