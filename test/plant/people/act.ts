import type { OpcuaOperator, PlantUser } from '../opcua/index.ts';
import type { S7Hmi } from '../s7/index.ts';
import type { Plant } from '../site/index.ts';
import type { SeededRandom } from './random.ts';

/** What somebody has at hand while acting. */
export interface Tools {
  readonly plant: Plant;
  readonly random: SeededRandom;
  /** Signs in to the brewhouse with this user's own credentials. */
  readonly brewhouse: (user: PlantUser) => Promise<OpcuaOperator>;
  /** Connects to the press: from its panel, or from the MES' own station. */
  readonly press: (station: 'panel' | 'mes') => Promise<S7Hmi>;
}

/** One thing that somebody in the plant does. */
export interface Act {
  readonly asset: 'brewhouse' | 'press' | 'line' | 'filler';
  readonly who: string;
  /** How often it happens in a living plant, against the others. */
  readonly weight: number;
  /** Whether the plant lets it happen as things stand; where absent it always does. */
  possible?(plant: Plant): boolean;
  /** Does it; tells what was done, in words, e.g. `Tank1.LevelSP 42.5 → 45`. */
  run(tools: Tools): Promise<string>;
}

/** An act that has been done. */
export interface Deed {
  readonly act: string;
  readonly asset: Act['asset'];
  readonly who: string;
  readonly did: string;
}

/**
 * Moves `value` by one to `most` steps, never out of `[low, high]` and never nowhere. The result is rounded
 * to the step, so that decimals stay short.
 */
export function moved(
  random: SeededRandom,
  value: number,
  { step, most, low, high }: { step: number; most: number; low: number; high: number },
  direction?: 'up' | 'down',
): number {
  const up = direction === undefined ? random.next() < 0.5 : direction === 'up';
  const steps = random.whole(1, most);
  const place = Math.round(value / step);
  const [least, last] = [Math.ceil(low / step), Math.floor(high / step)];
  const wanted = place + (up ? steps : -steps);
  const bounded = Math.min(last, Math.max(least, wanted));
  // At the end of the range there is only the way back.
  const target = bounded === place ? place + (place >= last ? -steps : steps) : bounded;
  return Number((target * step).toFixed(6));
}
