import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { WitnessError } from '@witnessmark/shared/errors';
import { makeFolder, renameDurably, syncFolder } from './durable.ts';
import type { Layout } from './layout.ts';
import type { OriginalFile, StoreContent } from './store.ts';

/** What the tree holds in place of content too large for git. */
export interface OriginalPointer {
  readonly sha256: string;
  readonly bytes: number;
}

const head = 'witnessmark original v1';

export function formatPointer(pointer: OriginalPointer): string {
  return `${head}\nsha256 ${pointer.sha256}\nbytes ${pointer.bytes}\n`;
}

/** Null where the text is not exactly what `formatPointer` writes. */
export function parsePointer(text: string): OriginalPointer | null {
  const match = /^witnessmark original v1\nsha256 ([0-9a-f]{64})\nbytes (0|[1-9]\d{0,15})\n$/.exec(text);
  return match?.[1] && match[2] ? { sha256: match[1], bytes: Number(match[2]) } : null;
}

/** Files beside the repositories, named by their own SHA-256; written once, never changed. */
export class Originals {
  readonly #layout: Layout;

  constructor(layout: Layout) {
    this.#layout = layout;
  }

  /** Durable when it resolves; `store.content-mismatch` where a file is not what it was announced as. */
  async put(asset: string, content: StoreContent): Promise<OriginalPointer> {
    return await this.#place(asset, content, false);
  }

  /** The same, also over a file of the right size that may be damaged. */
  async replace(asset: string, content: StoreContent): Promise<void> {
    await this.#place(asset, content, true);
  }

  async #place(asset: string, content: StoreContent, anew: boolean): Promise<OriginalPointer> {
    const told = content instanceof Uint8Array ? null : content;
    const digest =
      content instanceof Uint8Array ? createHash('sha256').update(content).digest('hex') : content.sha256;
    if (!/^[0-9a-f]{64}$/.test(digest)) throw new WitnessError('store.content-mismatch', asset, told?.file);
    const target = this.#layout.original(asset, digest);
    await makeFolder(this.#layout.originals(asset));
    await makeFolder(dirname(target));
    const bytes = content instanceof Uint8Array ? content.byteLength : content.bytes;
    // A crash may have come between the rename and the folder's sync: the name alone proves nothing yet.
    if (!anew && (await sizeOf(target)) === bytes) {
      await syncFolder(dirname(target));
      return { sha256: digest, bytes };
    }
    const temporary = join(dirname(target), `.${digest.slice(0, 16)}-${randomBytes(6).toString('hex')}.part`);
    try {
      const found = await copyHashed(content, temporary);
      if (found.sha256 !== digest || found.bytes !== bytes) {
        throw new WitnessError(
          'store.content-mismatch',
          asset,
          `${told?.file ?? 'content'} is ${found.sha256}`,
        );
      }
      await renameDurably(temporary, target);
    } finally {
      await rm(temporary, { force: true });
    }
    return { sha256: digest, bytes };
  }

  /** Path of a whole original by its size; `store.original-missing` where it is not there. */
  async locate(asset: string, pointer: OriginalPointer): Promise<string> {
    const file = this.#layout.original(asset, pointer.sha256);
    const size = await sizeOf(file);
    if (size !== pointer.bytes) {
      throw new WitnessError('store.original-missing', asset, `${pointer.sha256}, ${size ?? 'no'} bytes`);
    }
    return file;
  }

  /** Reads all of it: false where it is missing or its bytes are not those of its name. */
  async whole(asset: string, pointer: OriginalPointer): Promise<boolean> {
    const file = this.#layout.original(asset, pointer.sha256);
    if ((await sizeOf(file)) !== pointer.bytes) return false;
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
    return hash.digest('hex') === pointer.sha256;
  }

  async list(asset: string): Promise<OriginalFile[]> {
    const folder = this.#layout.originals(asset);
    const found: OriginalFile[] = [];
    for (const part of await namesIn(folder)) {
      for (const name of await namesIn(join(folder, part))) {
        if (!/^[0-9a-f]{64}$/.test(name)) continue;
        const file = join(folder, part, name);
        found.push({ sha256: name, bytes: (await stat(file)).size, file });
      }
    }
    return found.sort((a, b) => (a.sha256 < b.sha256 ? -1 : 1));
  }

  /** Removes what a kill left half written; nothing writes meanwhile. */
  async removeParts(asset: string): Promise<number> {
    let removed = 0;
    const folder = this.#layout.originals(asset);
    for (const part of await namesIn(folder)) {
      for (const name of await namesIn(join(folder, part))) {
        if (!name.endsWith('.part')) continue;
        await rm(join(folder, part, name), { force: true });
        removed++;
      }
    }
    return removed;
  }
}

async function copyHashed(content: StoreContent, target: string): Promise<OriginalPointer> {
  const hash = createHash('sha256');
  let bytes = 0;
  const handle = await open(target, 'wx', 0o644);
  try {
    const chunks = content instanceof Uint8Array ? [content] : createReadStream(content.file);
    for await (const chunk of chunks as AsyncIterable<Uint8Array> | Uint8Array[]) {
      hash.update(chunk);
      bytes += chunk.byteLength;
      await handle.writeFile(chunk);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  return { sha256: hash.digest('hex'), bytes };
}

async function sizeOf(file: string): Promise<number | null> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw error;
  }
}
