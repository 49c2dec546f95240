import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { isWitnessError, WitnessError } from '@witnessmark/shared/errors';
import type { Instant } from '@witnessmark/shared/time';
import type { Birth } from './birth.ts';
import { type BlobFolder, createBlobFolder, syncFolder } from './blobs.ts';
import { findDamage, openDatabase } from './database.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { lockFolder } from './lock.ts';
import { createSpoolStore, type SpoolLog } from './spool-store.ts';
import { sqliteFailure } from './sqlite-failure.ts';
import type { SpoolStore } from './store.ts';

export interface SpoolOptions {
  /** The spool's own folder; made where it is missing. */
  readonly dir: string;
  /** Bound of everything kept, in bytes. */
  readonly capacityBytes: number;
  readonly now: () => Instant;
  readonly log: SpoolLog;
}

/**
 * Opens the spool in `dir`, or begins one. A damaged spool is set aside whole under a name with the time,
 * and a new epoch begins that says so in every stream. Throws `agent.spool-in-use` where another process
 * holds the folder, `agent.spool-newer` where a later version wrote it.
 */
export async function openSpool(options: SpoolOptions): Promise<SpoolStore> {
  const { dir, now, log } = options;
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const unlock = lockFolder(dir);
  try {
    const opened = await openLive(dir, now);
    if (!('damage' in opened)) return createSpoolStore({ ...options, ...opened, unlock });

    const aside = `${setAsidePrefix}${now().wall.replaceAll(':', '')}-${randomBytes(2).toString('hex')}`;
    await rename(join(dir, liveName), join(dir, aside));
    await syncFolder(dir);
    log.warn({ damage: opened.damage, setAside: aside }, 'spool is damaged; set aside, a new one begins');
    const renewed = await openLive(dir, now);
    if ('damage' in renewed) throw new WitnessError('agent.spool-damaged', dir, renewed.damage);
    return createSpoolStore({ ...options, ...renewed, unlock });
  } catch (error) {
    unlock();
    throw error;
  }
}

interface Live {
  readonly database: DatabaseSync;
  readonly ledger: Ledger;
  readonly blobs: BlobFolder;
}

const liveName = 'live';
const setAsidePrefix = 'damaged-';

async function openLive(dir: string, now: () => Instant): Promise<Live | { readonly damage: string }> {
  const live = join(dir, liveName);
  const contents = join(live, 'contents');
  await mkdir(contents, { recursive: true });
  let database: DatabaseSync | undefined;
  try {
    database = openDatabase(live);
    const damage = findDamage(database);
    const ledger = createLedger(database);
    const blobs = createBlobFolder(contents);
    const missing = damage === null ? await blobs.sweep(ledger.blobs()) : [];
    if (damage !== null || missing.length > 0) {
      database.close();
      return { damage: damage ?? `content ${missing[0]} is missing` };
    }
    if (ledger.meta('epoch') === null) {
      const birth = await birthAfterDamage(dir, now);
      database.exec('BEGIN IMMEDIATE');
      ledger.setMeta('epoch', randomBytes(16).toString('hex'));
      if (birth !== null) ledger.setMeta('birth', JSON.stringify(birth));
      database.exec('COMMIT');
    }
    return { database, ledger, blobs };
  } catch (error) {
    if (database?.isOpen) database.close();
    if (!isWitnessError(error) && sqliteFailure(error) === 'damaged') return { damage: String(error) };
    throw error;
  }
}

/** A spool that begins beside one set aside follows it, also where the agent died between the two steps. */
async function birthAfterDamage(dir: string, now: () => Instant): Promise<Birth | null> {
  const aside = (await readdir(dir)).filter(name => name.startsWith(setAsidePrefix)).sort();
  const newest = aside.at(-1);
  if (newest === undefined) return null;
  const says = `The spool was damaged and set aside as ${newest}; what it had not sent is in there.`;
  return { reason: 'damaged', at: now(), says };
}
