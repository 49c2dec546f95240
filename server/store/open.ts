import { mkdir, realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { finishSwaps } from './bundle.ts';
import { syncFolder } from './durable.ts';
import { Git, requireGit } from './git.ts';
import { GitStore } from './git-store.ts';
import { assetsIn, Layout } from './layout.ts';
import { removeLeftovers } from './leftovers.ts';
import { StoreLock } from './lock.ts';
import { Originals } from './original.ts';
import { waitForOrphans } from './orphans.ts';
import { syncRepository } from './repository.ts';
import { Slots } from './slots.ts';
import type { Store, StoreLog, StoreOptions } from './store.ts';

/**
 * Opens a store: takes its folder, waits for what a killed server left running, clears its leftovers and
 * makes durable what it had begun. See `Store` for what it promises; throws `store.in-use` and `store.git-missing`.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const started = Date.now();
  await mkdir(resolve(options.dir), { recursive: true });
  const layout = new Layout(await realpath(options.dir));
  await mkdir(layout.work, { recursive: true });
  const lock = new StoreLock(layout.lockFile);
  try {
    await requireGit(new Git(layout.dir), layout.dir);
    // What git left before this moment is nobody's; what is younger belongs to somebody at work.
    const until = (await waitForOrphans(layout.dir, options.log)) ? Date.now() : started;
    await finishSwaps(layout);
    const originals = new Originals(layout);
    const slots = new Slots(8);
    const tidyOne = (asset: string) => tidy(layout, originals, asset, until, options.log);
    await Promise.all((await assetsIn(layout)).map(asset => slots.run(() => tidyOne(asset))));
    await syncFolder(layout.dir);
    return new GitStore(layout, lock, options);
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function tidy(
  layout: Layout,
  originals: Originals,
  asset: string,
  until: number,
  log: StoreLog,
): Promise<void> {
  const repository = layout.repository(asset);
  try {
    const removed = await removeLeftovers(repository, { from: 0, until });
    const parts = await originals.removeParts(asset);
    if (removed.length + parts > 0) log.info({ asset, removed, parts }, 'leftovers of a kill are removed');
    // A server killed between git's end and its own syncs: what is adopted next must be on disk first.
    await syncRepository(repository);
  } catch (error) {
    // One damaged asset keeps no other from being opened; it answers for itself when it is used.
    log.error({ asset, err: error }, 'the repository could not be tidied');
  }
}
