import { type Channel, crossingsOf, spanOf } from './channel.ts';
import type { Net } from './nets.ts';

/*
 * A wire is drawn as long as an eye can follow it: it crosses at most six others, and goes up or down no further than a
 * screen is high. Beyond that the output is told by its name in the pins that read it, as the tools do between sheets.
 */
const most = { crossings: 6, height: 900 } as const;

/** Keys of the nets that are told by name instead, because they cross too much or go too far. */
export function tangled(channels: readonly Channel[]): string[] {
  const left = new Set<string>();
  const crossed = new Map<Net, Crossed>();
  for (const { runs } of channels)
    for (const run of runs) {
      const [top, bottom] = spanOf(run);
      if (run.net.key !== null && bottom - top > most.height) left.add(run.net.key);
    }
  for (const channel of channels)
    for (const [one, other] of crossingsOf(channel)) {
      count(crossed, one, other);
      count(crossed, other, one);
    }
  // The worst first: without it others may cross little enough.
  for (let worst = worstOf(crossed); worst !== null; worst = worstOf(crossed)) {
    const { key, net, by } = worst;
    left.add(key);
    crossed.delete(net);
    for (const [other, times] of by) {
      const its = crossed.get(other);
      if (its !== undefined) its.times -= times;
    }
  }
  return [...left];
}

/** How often a net is crossed, and by which how often. */
interface Crossed {
  times: number;
  readonly by: Map<Net, number>;
}

function count(crossed: Map<Net, Crossed>, net: Net, other: Net): void {
  const known = crossed.get(net) ?? { times: 0, by: new Map<Net, number>() };
  crossed.set(net, known);
  known.times++;
  known.by.set(other, (known.by.get(other) ?? 0) + 1);
}

function worstOf(crossed: ReadonlyMap<Net, Crossed>) {
  let worst: {
    readonly net: Net;
    readonly key: string;
    readonly times: number;
    readonly by: Crossed['by'];
  } | null = null;
  for (const [net, { times, by }] of crossed)
    if (net.key !== null && times > (worst?.times ?? most.crossings))
      worst = { net, key: net.key, times, by };
  return worst;
}
