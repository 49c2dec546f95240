import { setTimeout as wait } from 'node:timers/promises';
import type { Deed, PlantPeople } from '../plant/index.ts';
import { Announcements } from './announcements.ts';
import type { DemoApi } from './api.ts';
import { demoAssets } from './site.ts';

const actEveryMs = 4000;
const firstReadingsWithinMs = 60_000;
const lookEveryMs = 500;
const listed = 50;
/** Touches every asset, so that nobody waits long for the first change of one, and a program. */
const opening = [
  'operator raises level',
  'panel changes force',
  'vendor edits program',
  'MES loads recipe',
  'engineer edits a timer preset',
  'engineer downloads to the filler',
] as const;

export interface Story {
  readonly people: PlantPeople;
  /** Null where the demo cannot sign in any more. */
  readonly api: DemoApi | null;
  readonly say: (text: string) => void;
  readonly signal: AbortSignal;
}

/** Lets the plant live, and tells how its first changes arrive. */
export async function tellStory({ people, api, say, signal }: Story): Promise<void> {
  let announcements: Announcements | null = null;
  if (api !== null) {
    say('waiting for the first reading of each asset');
    const reached = await firstReadings(api, signal);
    announcements = new Announcements(
      demoAssets.map(({ id }) => id),
      reached,
    );
  }
  const ended = new AbortController();
  const both = AbortSignal.any([signal, ended.signal]);
  say('the plant lives: engineers, operators, a MES and a vendor change something every few seconds');
  const told = ({ who, did }: Deed) => {
    if (announcements?.done === false) say(`   in the plant   ${who}: ${did}`);
  };
  const living = people.live({ everyMs: actEveryMs, opening, signal: both, told });
  const telling = api && announcements ? announce(api, announcements, say, both) : Promise.resolve();
  try {
    await Promise.all([living, telling]);
  } finally {
    ended.abort();
    await Promise.allSettled([living, telling]);
  }
}

async function announce(
  api: DemoApi,
  announcements: Announcements,
  say: (text: string) => void,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted && !announcements.done) {
    for (const sentence of announcements.take(await api.changes(listed)))
      say(`   on the page    ${sentence}`);
    await pause(signal);
  }
  if (!signal.aborted) say('and so on: more arrives on the page. Ctrl-C stops everything.');
}

/** Waits until every asset has been read once; gives the position in the log that was reached then. */
async function firstReadings(api: DemoApi, signal: AbortSignal): Promise<number> {
  const until = Date.now() + firstReadingsWithinMs;
  const missing = new Set<string>(demoAssets.map(({ id }) => id));
  while (missing.size > 0) {
    for (const id of missing) if ((await api.changes(1, id)).length > 0) missing.delete(id);
    if (missing.size === 0) break;
    if (Date.now() > until) throw new Error(`not read within a minute: ${[...missing].join(', ')}`);
    await pause(signal);
    signal.throwIfAborted();
  }
  return (await api.changes(1))[0]?.idx ?? 0;
}

async function pause(signal: AbortSignal): Promise<void> {
  await wait(lookEveryMs, undefined, { signal }).catch((error: Error) => {
    if (error.name !== 'AbortError') throw error;
  });
}
