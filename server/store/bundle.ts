import { randomBytes } from 'node:crypto';
import { open, readdir, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { WitnessError } from '@witnessmark/shared/errors';
import { renameDurably, syncFolder } from './durable.ts';
import { explainFailure, type Git, GitFailure } from './git.ts';
import { type Layout, mainRef } from './layout.ts';
import { exists, makeRepository, readRef, syncRepository } from './repository.ts';
import type { StoreLog } from './store.ts';

/** Writes every ref of a repository as a bundle (git-bundle(1)): whole and durable, or not there. */
export async function writeBundle(
  git: Git,
  asset: string,
  repository: string,
  file: string,
): Promise<string> {
  const tip = await readRef(asset, repository, mainRef);
  if (tip === null) throw new WitnessError('store.asset-unknown', asset);
  const target = resolve(file);
  const part = `${target}.${randomBytes(6).toString('hex')}.part`;
  try {
    await git.run(repository, ['bundle', 'create', '--quiet', part, '--all']);
    const handle = await open(part, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
    await renameDurably(part, target);
  } catch (error) {
    throw explainFailure(asset, error);
  } finally {
    await rm(part, { force: true });
  }
  return tip;
}

/**
 * Builds the asset's repository anew from a bundle, adds what the damaged one still holds whole beyond it,
 * and swaps the two. A kill at any moment leaves the old one, or is finished by `finishSwaps`.
 */
export async function rebuildFromBundle(
  git: Git,
  layout: Layout,
  asset: string,
  bundle: string,
  log: StoreLog,
): Promise<{ tip: string; kept: string }> {
  const stamp = randomBytes(6).toString('hex');
  const making = join(layout.work, `new-${asset}-${stamp}`);
  const healed = healedPath(layout, asset);
  const kept = join(layout.work, `damaged-${asset}-${stamp}`);
  const repository = layout.repository(asset);
  await makeRepository(making);
  try {
    await git.run(making, [
      'fetch',
      '--verbose',
      '--no-tags',
      '--no-write-fetch-head',
      resolve(bundle),
      'refs/*:refs/*',
    ]);
    await takeNewer(git, making, repository, asset, log);
    await git.run(making, ['fsck', '--full', '--no-dangling', '--no-progress']);
    const tip = await readRef(asset, making, mainRef);
    if (tip === null) throw new WitnessError('store.damaged', asset, 'the bundle holds no main');
    await syncRepository(making);
    await rm(healed, { recursive: true, force: true });
    await renameDurably(making, healed);
    if (await exists(repository)) await renameDurably(repository, kept);
    await renameDurably(healed, repository);
    return { tip, kept };
  } catch (error) {
    throw explainFailure(asset, error);
  } finally {
    await rm(making, { recursive: true, force: true });
  }
}

/** At start: ends a swap that a kill interrupted and removes half-made repositories. Damaged ones are kept. */
export async function finishSwaps(layout: Layout): Promise<void> {
  for (const name of await readdir(layout.work)) {
    const path = join(layout.work, name);
    if (name.startsWith('damaged-')) continue;
    const asset = /^healed-(.+)$/.exec(name)?.[1];
    // The old one still stands: the swap had not begun, and nobody was told that it happened.
    if (asset === undefined || (await exists(layout.repository(asset)))) {
      await rm(path, { recursive: true, force: true });
    } else await rename(path, layout.repository(asset));
  }
  await syncFolder(layout.work);
  await syncFolder(layout.dir);
}

/** Commits after the bundle's that are still whole; anything broken in them leaves the bundle's tip standing. */
async function takeNewer(
  git: Git,
  making: string,
  damaged: string,
  asset: string,
  log: StoreLog,
): Promise<void> {
  if (!(await exists(damaged))) return;
  const fetch = ['fetch', '--verbose', '--no-tags', '--no-write-fetch-head'];
  try {
    await git.run(making, ['-c', `safe.directory=${damaged}`, ...fetch, damaged, `${mainRef}:${mainRef}`]);
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    log.warn({ asset, says: error.stderr.slice(0, 500) }, 'nothing newer than the bundle could be saved');
  }
}

function healedPath(layout: Layout, asset: string): string {
  return join(layout.work, `healed-${asset}`);
}
