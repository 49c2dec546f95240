import { readFile, stat } from 'node:fs/promises';
import { WitnessError } from '@witnessmark/shared/errors';
import { isItemPath } from '@witnessmark/shared/items';
import { blobId, type Listing, sha256 } from './listing.ts';
import { derivedTrailer } from './message.ts';
import { formatPointer, type Originals } from './original.ts';
import type { StoreChange, StoreCommit, StoreContent } from './store.ts';
import { checkedMessage, type FileChange, type StreamCommit } from './stream.ts';
import { treePath } from './tree-path.ts';

export interface PreparedCommit {
  readonly stream: StreamCommit;
  readonly manifest: string;
}

/** What preparing needs from its surroundings. */
export interface Surroundings {
  readonly asset: string;
  readonly originals: Originals;
  /** Content of more bytes than this goes beside git. */
  readonly originalBytes: number;
  /** Contents held in memory for one stream; beyond it they are handed to `storeBlobs`. */
  readonly heldBytes: number;
  /** Puts contents into git before the commit that names them. */
  readonly storeBlobs: (contents: readonly Uint8Array[]) => Promise<void>;
}

/**
 * Turns commits into file operations and moves `listing` along with them. On a rejection the listing is
 * partly moved: the caller rolls it back.
 */
export async function prepare(
  commits: readonly StoreCommit[],
  listing: Listing,
  around: Surroundings,
): Promise<readonly PreparedCommit[]> {
  const held: Held = { files: [], bytes: 0 };
  const prepared: PreparedCommit[] = [];
  for (const commit of commits) {
    const message = checkedMessage(around.asset, commit);
    const files = await prepareChanges(commit.changes, listing, around, held);
    prepared.push({
      stream: {
        author: commit.author,
        at: commit.at,
        derived: commit.trailers.some(([name]) => name === derivedTrailer),
        message,
        files,
      },
      manifest: listing.manifest(),
    });
  }
  return prepared;
}

interface Held {
  files: { content: Uint8Array; release: () => void }[];
  bytes: number;
}

async function prepareChanges(
  changes: readonly StoreChange[],
  listing: Listing,
  around: Surroundings,
  held: Held,
): Promise<readonly FileChange[]> {
  const written = new Set<string>();
  for (const change of changes) {
    checkPath(around.asset, change.path);
    if (change.renamedFrom !== undefined) checkPath(around.asset, change.renamedFrom);
    if (written.has(change.path)) {
      throw new WitnessError('store.commit-invalid', around.asset, `${change.path} stands twice`);
    }
    written.add(change.path);
  }
  // Removals first: a file may become a folder, or a folder a file, within one commit.
  const files: FileChange[] = [];
  const remove = (tree: string) => {
    if (listing.get(tree) === undefined) return;
    listing.delete(tree);
    files.push({ path: tree, removed: true });
  };
  for (const { path, content, renamedFrom } of changes) {
    const gone = content === null ? [path] : [];
    if (renamedFrom !== undefined && !written.has(renamedFrom)) gone.push(renamedFrom);
    for (const item of gone) {
      remove(treePath(item, false));
      remove(treePath(item, true));
    }
  }
  for (const { path, content } of changes) {
    if (content === null) continue;
    const large = sizeOf(content) > around.originalBytes;
    remove(treePath(path, !large));
    const tree = treePath(path, large);
    const clash = listing.conflict(tree);
    if (clash !== null) throw new WitnessError('store.path-conflict', around.asset, `${tree} and ${clash}`);
    const bytes = large
      ? Buffer.from(formatPointer(await around.originals.put(around.asset, content)), 'utf8')
      : await load(around.asset, content);
    listing.set(tree, { sha256: sha256(bytes) });
    await hold(files, tree, bytes, around, held);
  }
  return files;
}

async function hold(
  files: FileChange[],
  path: string,
  content: Uint8Array,
  around: Surroundings,
  held: Held,
): Promise<void> {
  const at = files.push({ path, content }) - 1;
  held.files.push({
    content,
    release: () => {
      files[at] = { path, blob: blobId(content) };
    },
  });
  held.bytes += content.byteLength;
  if (held.bytes <= around.heldBytes) return;
  await around.storeBlobs(held.files.map(file => file.content));
  for (const file of held.files) file.release();
  held.files = [];
  held.bytes = 0;
}

async function load(asset: string, content: StoreContent): Promise<Uint8Array> {
  if (content instanceof Uint8Array) return content;
  const { size } = await stat(content.file);
  const bytes = size === content.bytes ? await readFile(content.file) : null;
  if (bytes === null || sha256(bytes) !== content.sha256) {
    throw new WitnessError('store.content-mismatch', asset, content.file);
  }
  return bytes;
}

export function sizeOf(content: StoreContent): number {
  return content instanceof Uint8Array ? content.byteLength : content.bytes;
}

export function checkPath(asset: string, path: string): void {
  // fast-import itself takes `a/../b`, `.GIT/x` and, behind a line feed, a second command.
  if (!isItemPath(path)) {
    throw new WitnessError('store.path-invalid', asset, JSON.stringify(path).slice(0, 200));
  }
}
