import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { WitnessError } from '@witnessmark/shared/errors';
import { sha256Schema, streamIdSchema } from '@witnessmark/shared/items';
import { isoTimeSchema } from '@witnessmark/shared/time';
import { z } from 'zod';

/** Path below the backup's folder; never one that leads out of it. */
const pathSchema = z.string().regex(/^(?:[a-z0-9_-][a-zA-Z0-9._-]*\/)*[a-zA-Z0-9_-][a-zA-Z0-9._-]*$/);
const fileSchema = z.strictObject({
  path: pathSchema,
  sha256: sha256Schema,
  bytes: z.number().int().nonnegative(),
});

/** `manifest.json` of a backup: what it holds, file by file, and the log it stands on. */
const manifestSchema = z.strictObject({
  format: z.literal(1),
  site: z.string(),
  takenAt: isoTimeSchema,
  /** The newest checkpoint before the copy began: everything under it is in the backup. */
  checkpoint: z.string(),
  origin: z.string(),
  covers: z.array(
    z.strictObject({ stream: streamIdSchema, epoch: z.string(), seq: z.number().int().nonnegative() }),
  ),
  /** Files of the database, in the order of their names. */
  database: z.array(fileSchema),
  assets: z.array(
    z.strictObject({
      asset: z.string(),
      tip: z.string(),
      bundle: fileSchema,
      originals: z.array(fileSchema),
    }),
  ),
  late: z.array(fileSchema),
});
export type BackupManifest = z.infer<typeof manifestSchema>;
export type BackupFile = z.infer<typeof fileSchema>;

const name = 'manifest.json';

/** The manifest of the last complete backup in a folder; null where there is none. */
export async function readManifest(dir: string): Promise<BackupManifest | null> {
  let text: string;
  try {
    text = await readFile(join(dir, name), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
  const parsed = manifestSchema.safeParse(JSON.parse(text));
  if (!parsed.success)
    throw new WitnessError('backup.incomplete', join(dir, name), parsed.error.issues[0]?.message);
  return parsed.data;
}

/** Replaces the manifest whole and durably: from here on the new backup counts. */
export async function writeManifest(dir: string, manifest: BackupManifest): Promise<void> {
  const fresh = join(dir, `.${name}.new`);
  const handle = await open(fresh, 'w', 0o600);
  await handle.writeFile(`${JSON.stringify(manifest, null, 2)}\n`);
  await handle.sync();
  await handle.close();
  await rename(fresh, join(dir, name));
  await syncDir(dir);
}

export async function syncDir(dir: string): Promise<void> {
  const folder = await open(dir, 'r');
  await folder.sync();
  await folder.close();
}

/** A file below the backup's folder with its hash. */
export async function describeFile(dir: string, path: string): Promise<BackupFile> {
  const hash = createHash('sha256');
  let bytes = 0;
  await pipeline(
    createReadStream(join(dir, path)),
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        bytes += chunk.length;
        yield chunk;
      }
    },
    hash,
  );
  return { path, sha256: hash.digest('hex'), bytes };
}

/** Every file the manifest names. */
export function filesOf(manifest: BackupManifest): BackupFile[] {
  const { database, assets, late } = manifest;
  return [...database, ...assets.flatMap(asset => [asset.bundle, ...asset.originals]), ...late];
}

/** Throws `backup.incomplete` at the first file that is missing or altered. */
export async function checkFiles(dir: string, manifest: BackupManifest, signal?: AbortSignal): Promise<void> {
  for (const { path, sha256 } of filesOf(manifest)) {
    signal?.throwIfAborted();
    let found: BackupFile;
    try {
      found = await describeFile(dir, path);
    } catch (error) {
      throw new WitnessError('backup.incomplete', path, undefined, { cause: error });
    }
    if (found.sha256 !== sha256) throw new WitnessError('backup.incomplete', path, 'it was altered');
  }
}
