import { type Kind, kinds, type ManifestEntry, manifestHash } from '@witnessmark/shared/items';
import type { Db, EpochRow, ItemRow, StreamRow } from '../db/index.ts';
import type { ObservedItem } from '../events/index.ts';
import type { KeyedDigest } from '../vault/index.ts';

/** One item as the stream's holder knows it. `secret`: its plain hash must not stand in the log. */
interface HeldItem {
  readonly kind: Kind;
  readonly state: 'present' | 'unreadable' | 'withheld';
  /** Plain hash of the content as read; null where none is known (any more). */
  readonly sha256: string | null;
  readonly secret: boolean;
}

export type HeldManifest = ReadonlyMap<string, HeldItem>;

/** What ingest knows of one stream while it plans: the tables, and what is planned on top of them. */
export interface StreamView {
  readonly row: StreamRow;
  readonly epochs: Map<string, EpochRow>;
  /** Hashes of facts planned and not yet in the log, by `epoch/seq`. */
  readonly planned: Map<string, string>;
  manifest: HeldManifest;
  /** Digest the manifest was logged under; null before the first observation. */
  manifestDigest: string | null;
  /** False after a gap or a refused observation: the manifest may not be what the holder knows. */
  known: boolean;
}

/** What ingest knows of one asset. */
export interface AssetView {
  readonly id: string;
  readonly damaged: string | null;
  readonly streams: ReadonlyMap<string, StreamView>;
  /** Items asked for so far, with what is planned on top of the table. */
  readonly items: Map<string, ItemRow | null>;
}

export function hashOf(manifest: HeldManifest): string {
  return manifestHash(entries(manifest));
}

function* entries(manifest: HeldManifest): Generator<ManifestEntry> {
  for (const [path, { kind, state, sha256 }] of manifest) yield { path, kind, state, sha256 };
}

export function hasSecret(manifest: HeldManifest): boolean {
  for (const item of manifest.values()) if (item.secret) return true;
  return false;
}

/** The manifest after an observation's items. Unreadable and withheld items keep the last content known. */
export function applied(
  manifest: HeldManifest,
  items: readonly (Pick<ObservedItem, 'path' | 'kind' | 'state'> & {
    sha256?: string | undefined;
    secret?: boolean;
  })[],
): HeldManifest {
  const next = new Map(manifest);
  for (const { path, kind, state, sha256, secret } of items) {
    if (state === 'absent') {
      next.delete(path);
      continue;
    }
    const before = next.get(path);
    next.set(
      path,
      state === 'present'
        ? { kind, state, sha256: sha256 ?? null, secret: secret ?? false }
        : { kind, state, sha256: before?.sha256 ?? null, secret: before?.secret ?? false },
    );
  }
  return next;
}

/** Gives the plain hash behind a keyed digest: from the original in the vault. */
export type RevealDigest = (digest: string) => Promise<string | null>;

/** Manifests of streams, read from the tables once and kept while this process runs. */
export class Manifests {
  readonly #kept = new Map<string, HeldManifest>();
  readonly #mostItems: number;
  #items = 0;

  constructor(mostItems = 500_000) {
    this.#mostItems = mostItems;
  }

  async read(db: Db, stream: string, reveal: RevealDigest): Promise<HeldManifest> {
    const kept = this.#kept.get(stream);
    if (kept) return kept;
    const rows = await db
      .selectFrom('stream_item')
      .selectAll()
      .where('stream', '=', stream)
      .orderBy('path')
      .execute();
    const manifest = new Map<string, HeldItem>();
    for (const row of rows) {
      const kind = kinds.find(each => each === row.kind) ?? 'config';
      const state = row.state === 'unreadable' || row.state === 'withheld' ? row.state : 'present';
      const secret = row.digest?.startsWith('keyed:') ?? false;
      const sha256 =
        row.digest === null ? null : secret ? await reveal(row.digest) : row.digest.slice('sha256:'.length);
      manifest.set(row.path, { kind, state, sha256, secret });
    }
    return manifest;
  }

  /** Keeps what is on disk now. */
  keep(stream: string, manifest: HeldManifest): void {
    this.forget(stream);
    if (this.#items + manifest.size > this.#mostItems) {
      this.#kept.clear();
      this.#items = 0;
    }
    this.#kept.set(stream, manifest);
    this.#items += manifest.size;
  }

  forget(stream: string): void {
    this.#items -= this.#kept.get(stream)?.size ?? 0;
    this.#kept.delete(stream);
  }
}

/** Reads an asset's streams and epochs as they stand in the tables. */
export async function readAsset(
  db: Db,
  asset: string,
  wanted: ReadonlySet<string>,
  manifests: Manifests,
  reveal: RevealDigest,
): Promise<AssetView | null> {
  const row = await db
    .selectFrom('asset')
    .select(['id', 'damaged'])
    .where('id', '=', asset)
    .executeTakeFirst();
  if (row === undefined) return null;
  const streams = new Map<string, StreamView>();
  const rows = await db.selectFrom('stream').selectAll().where('asset', '=', asset).execute();
  for (const stream of rows) {
    if (!wanted.has(stream.id)) continue;
    const epochs = await db.selectFrom('epoch').selectAll().where('stream', '=', stream.id).execute();
    streams.set(stream.id, {
      row: stream,
      epochs: new Map(epochs.map(epoch => [epoch.epoch, epoch])),
      planned: new Map(),
      manifest: await manifests.read(db, stream.id, reveal),
      manifestDigest: stream.manifest,
      known: stream.manifest_known === 1,
    });
  }
  return { ...row, streams, items: new Map() };
}

/** The item at a path: planned, or as the table has it. */
export async function itemAt(db: Db, view: AssetView, path: string): Promise<ItemRow | null> {
  const planned = view.items.get(path);
  if (planned !== undefined) return planned;
  const row = await db
    .selectFrom('item')
    .selectAll()
    .where('asset', '=', view.id)
    .where('path', '=', path)
    .executeTakeFirst();
  view.items.set(path, row ?? null);
  return row ?? null;
}

export function matches(digests: KeyedDigest, digest: string | null, sha256: string | null): boolean {
  if (digest === null || sha256 === null) return digest === sha256;
  return digests.matches(digest, sha256);
}
