import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** Content is collected this long after it arrived: by then it is committed, or its agent sends it again. */
const keptMs = 24 * 3_600_000;

/** Content that arrived before the fact that names it, by SHA-256. */
export class Blobs {
  readonly #dir: string;

  constructor(dir: string) {
    this.#dir = dir;
  }

  async start(): Promise<void> {
    await mkdir(this.#dir, { recursive: true, mode: 0o700 });
  }

  file(sha256: string): string {
    return join(this.#dir, sha256);
  }

  /** Size in bytes; null where it is not here. */
  async size(sha256: string): Promise<number | null> {
    try {
      return (await stat(this.file(sha256))).size;
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  }

  /** Takes over a complete, synced file of the same file system. */
  async take(sha256: string, file: string): Promise<void> {
    await rename(file, this.file(sha256));
    await syncDir(this.#dir);
  }

  /** Removes one content; its agent sends it again where it is still needed. */
  async remove(sha256: string): Promise<void> {
    await rm(this.file(sha256), { force: true });
  }

  /** Removes what is older than a day. */
  async collect(now: number): Promise<void> {
    for (const name of await readdir(this.#dir)) {
      const file = join(this.#dir, name);
      if (now - (await stat(file)).mtimeMs > keptMs) await rm(file, { force: true });
    }
  }
}

/** Content of late observations, for good: `<dir>/<first two digits>/<sha256>`. */
export class LateContents {
  readonly #dir: string;

  constructor(dir: string) {
    this.#dir = dir;
  }

  file(sha256: string): string {
    return join(this.#dir, sha256.slice(0, 2), sha256);
  }

  /** Stores content durably; nothing happens where it is here already. */
  async keep(sha256: string, content: Uint8Array | { readonly file: string }): Promise<void> {
    const file = this.file(sha256);
    const folder = join(this.#dir, sha256.slice(0, 2));
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const fresh = `${file}.new`;
    const handle = await open(fresh, 'w', 0o600);
    if (content instanceof Uint8Array) await handle.writeFile(content);
    else await pipeline(createReadStream(content.file), handle.createWriteStream({ autoClose: false }));
    await handle.sync();
    await handle.close();
    await rename(fresh, file);
    await syncDir(folder);
    await syncDir(this.#dir);
  }
}

async function syncDir(dir: string): Promise<void> {
  const folder = await open(dir, 'r');
  await folder.sync();
  await folder.close();
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
