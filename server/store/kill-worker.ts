import { writeSync } from 'node:fs';
import { readFactTrailers } from './message.ts';
import { openStore } from './open.ts';
import { valueCommit } from './testing.ts';

/**
 * The process that the kill tests kill: commits facts 1, 2, 3, … of each asset in bursts of changing size
 * and says each acknowledgement on standard output, at once. Arguments: folder, rounds, assets.
 */
const [dir = '', rounds = '0', ...assets] = process.argv.slice(2);

function say(line: string): void {
  writeSync(1, `${line}\n`);
}

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
say('opening');
const store = await openStore({ dir, log: quiet, originalBytes: 200 });

/** Asks again where the git that was to answer was killed, too. */
async function lastFact(asset: string): Promise<number> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await readLastFact(asset);
    } catch (error) {
      if (attempt === 100 || (error as { code?: string }).code !== 'store.git-failed') throw error;
    }
  }
}

async function readLastFact(asset: string): Promise<number> {
  const tip = await store.tip(asset);
  if (tip === null) return 0;
  const [newest] = await store.history(asset, { limit: 1 });
  return Number(
    readFactTrailers(newest?.trailers ?? [])
      ?.fact.split('/')
      .at(-1) ?? Number.NaN,
  );
}

/** A commit with a small change, and now and then with an original beside git. */
function next(asset: string, n: number) {
  const commit = valueCommit(asset, n);
  if (n % 5 !== 0) return commit;
  const content = Buffer.alloc(300 + (n % 3), `${asset} ${n}`);
  return { ...commit, changes: [...commit.changes, { path: 'files/Main.zap', content }] };
}

async function work(asset: string): Promise<void> {
  let last = await lastFact(asset);
  for (let round = 0; round < Number(rounds); round++) {
    const numbers = Array.from({ length: 1 + (round % 4) }, (_, n) => last + 1 + n);
    const calls = numbers.map(n => store.commit(asset, [next(asset, n)]));
    // A git that was killed is a passing failure: what is on main decides where to go on.
    const ended = await Promise.allSettled(calls);
    for (const [at, call] of ended.entries()) {
      if (call.status === 'fulfilled') say(`ack ${asset} ${numbers[at]} ${call.value[0]?.id}`);
      else say(`failed ${asset} ${(call.reason as { code?: string }).code}`);
    }
    last = await lastFact(asset);
  }
}

await Promise.all(assets.map(work));
await store.close();
say('done');
