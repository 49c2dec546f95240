import { join } from 'node:path';
import { type NoteVerifier, noteVerifier, verifierKey } from '@witnessmark/shared/log';
import { z } from 'zod';
import { type Database, getMeta, openDatabase } from '../db/index.ts';
import { toBody } from '../events/index.ts';
import { Beats, Checkpoints, ClockBook, Orders, Registry } from '../fleet/index.ts';
import { Ingest } from '../ingest/index.ts';
import { type Progress, type VerifyResult, verify } from '../integrity/index.ts';
import {
  currentGeneration,
  type EventDraft,
  Log,
  type LogGeneration,
  LogReader,
  nextGeneration,
  originOf,
} from '../log/index.ts';
import { catchUp, project } from '../projections/index.ts';
import { openStore, type Store, type StoreLog } from '../store/index.ts';
import { type KeyedDigest, type KeyRing, openKeyFile, Vault } from '../vault/index.ts';
import { redactWith } from './redact.ts';
import { openSiteKeys, type SiteKeys } from './site-keys.ts';

export interface CoreOptions {
  /** Holds everything: `db`, `store`, `blobs`, `late`, `keys`. */
  readonly dataDir: string;
  /** Name of the site; part of the log's origin, so it stays for ever. */
  readonly site: string;
  /** `postgres://…`; the embedded database where absent. */
  readonly databaseUrl?: string;
  /** Opens the vault; the file `keys/vault.key` where absent. */
  readonly keyRing?: KeyRing;
  readonly logger: StoreLog;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

/** The server's core: what everything else is composed around. */
export interface Core {
  readonly database: Database;
  readonly vault: Vault;
  readonly log: Log;
  readonly store: Store;
  readonly ingest: Ingest;
  readonly registry: Registry;
  readonly orders: Orders;
  readonly beats: Beats;
  readonly clocks: ClockBook;
  readonly checkpoints: Checkpoints;
  /** Makes pseudonyms of accounts and stations, and digests that cannot be guessed. */
  readonly digests: KeyedDigest;
  /** The keys that checkpoints of every generation so far are verified with. */
  readonly verifiers: () => readonly NoteVerifier[];
  /** How the newest generation's verifier is handed on (C2SP). */
  readonly logKey: () => string;
  readonly dirs: CoreDirs;
  /** See `verify` of server/integrity; facts may be taken meanwhile. */
  verify(progress?: (at: Progress) => void, signal?: AbortSignal): Promise<VerifyResult>;
  /**
   * What a person sees of the vault. The look-up is on disk before the content is given; null where
   * there is nothing (any more).
   */
  lookUp(ref: string, why: string, by: { person: string; request: string }): Promise<Uint8Array | null>;
  /** Lets what was begun finish, then gives up database and store. */
  stop(): Promise<void>;
}

export interface CoreDirs {
  readonly db: string;
  readonly store: string;
  readonly blobs: string;
  readonly late: string;
  readonly keys: string;
}

export function coreDirs(dataDir: string): CoreDirs {
  const at = (name: string) => join(dataDir, name);
  return { db: at('db'), store: at('store'), blobs: at('blobs'), late: at('late'), keys: at('keys') };
}

/** Commits of many assets end some milliseconds apart; people do not notice this much. */
const gatherMs = 10;

/** Set by a restore: a start that finds this generation the newest opens the one after it. */
export const restoredMeta = 'restored-from';
const restoredSchema = z.strictObject({ origin: z.string(), checkpoint: z.string() });

/**
 * Opens database, vault, log and store in this order, brings them together and starts taking facts.
 * Rejects where a second process, a missing key or a log that does not hold stands in the way.
 */
export async function openCore(options: CoreOptions): Promise<Core> {
  const clock = options.now ?? Date.now;
  const now = () => new Date(clock()).toISOString();
  const dirs = coreDirs(options.dataDir);
  const database = await openDatabase({
    dir: dirs.db,
    site: options.site,
    ...(options.databaseUrl === undefined ? {} : { url: options.databaseUrl }),
  });
  const opened: (() => Promise<void>)[] = [() => database.close()];
  const stop = async () => {
    for (const close of opened.splice(0).reverse()) await close();
  };
  try {
    const reader = new LogReader(database.read);
    const empty = (await reader.count()) === 0;
    const vault = new Vault(
      database,
      options.keyRing ?? (await openKeyFile(join(dirs.keys, 'vault.key'), empty)),
    );
    const keys = await openSiteKeys(vault, empty);
    await catchUp(database);
    const log = new Log({ database, signerOf: keys.signerOf, project, now, gatherMs });
    opened.push(() => log.stop());
    await startLog(log, database, options.site, keys);
    const store = await openStore({ dir: dirs.store, log: options.logger });
    opened.push(() => store.close());
    const ingest = new Ingest({
      database,
      log,
      store,
      vault,
      digests: keys.digests,
      redact: redactWith(keys.digests),
      blobDir: dirs.blobs,
      lateDir: dirs.late,
      logger: options.logger,
    });
    opened.push(() => ingest.stop());
    await ingest.start();
    const clocks = new ClockBook(database);
    await clocks.load();
    const generations = await reader.generations();
    const verifiers = generations.map(({ origin }) => noteVerifier(origin, keys.signerOf(origin).key));
    return {
      database,
      vault,
      log,
      store,
      ingest,
      registry: new Registry(database.read, log),
      orders: new Orders(database.read, log, now),
      beats: new Beats(database, () => verifiers, clocks),
      clocks,
      checkpoints: new Checkpoints(log),
      digests: keys.digests,
      verifiers: () => verifiers,
      logKey: () => verifierKeyOf(keys, log.generation.origin),
      dirs,
      verify: (progress, signal) =>
        verify({
          database,
          store,
          vault,
          verifiers,
          lateFile: ingest.lateFile,
          undisturbed: (asset, work) => ingest.undisturbed(asset, work),
          ...(progress === undefined ? {} : { progress }),
          ...(signal === undefined ? {} : { signal }),
        }),
      lookUp: async (ref, why, { person, request }) => {
        await log.append([
          {
            type: 'vault.read',
            key: `vault.read/${request}/${ref}`,
            actor: { kind: 'person', id: person },
            request,
            subject: `person:${person}`,
            body: toBody('vault.read', { refs: [ref], why }),
          },
        ]);
        return vault.read(ref);
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startLog(log: Log, database: Database, site: string, keys: SiteKeys): Promise<void> {
  const restored = await getMeta(database.read, restoredMeta);
  const current = await currentGeneration(database.read, site);
  const previous = restored === null ? null : restoredSchema.parse(JSON.parse(restored));
  // A kill after the new generation began must not begin another.
  if (previous === null || originOf(site, current.number) !== previous.origin) {
    await log.start(current, opening(current, null, keys));
  } else {
    const next = await nextGeneration(database.read, site);
    await log.start(next, opening(next, previous, keys));
  }
}

function opening(
  { origin }: LogGeneration,
  previous: { origin: string; checkpoint: string } | null,
  keys: SiteKeys,
): EventDraft {
  return {
    type: 'log.opened',
    key: `log.opened/${origin}`,
    actor: { kind: 'server', id: 'server' },
    subject: 'log',
    body: toBody('log.opened', { previous, verifierKey: verifierKeyOf(keys, origin) }),
    seals: keys.fresh,
  };
}

function verifierKeyOf(keys: SiteKeys, origin: string): string {
  return verifierKey(noteVerifier(origin, keys.signerOf(origin).key));
}
