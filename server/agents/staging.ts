import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { WitnessError } from '@witnessmark/shared/errors';

/** Unfinished contents of one agent: their number, and the room they take together. */
const perAgent = { contents: 64, bytes: 2 * 1024 * 1024 * 1024 } as const;
const keptMs = 7 * 24 * 60 * 60 * 1000;

export interface Part {
  /** Place of the first byte, and how long the whole content is. */
  readonly from: number;
  readonly total: number;
  /** Length of this part. */
  readonly bytes: number;
}

/** The bytes of a part, and how to make them end early. */
export interface PartBody {
  readonly chunks: AsyncIterable<Uint8Array>;
  abort(): void;
}

/**
 * Contents on their way in, one file each, so that a cut link costs only what was in flight. A newer
 * request for the same content ends the older one: after a cut the old connection may look alive for long.
 */
export interface Staging {
  /** Bytes there already. */
  have(agent: string, sha256: string): Promise<number>;
  /**
   * Appends a part; resolves with the bytes there. When that is the whole, the file is verified and fsynced
   * and `adopt` has to move it on. Where it could not, an empty part asks it to once more. Throws `wire.blob-range`,
   * `wire.blob-mismatch`, `wire.staging-full`, `wire.body-interrupted`.
   */
  append(
    agent: string,
    sha256: string,
    part: Part,
    body: PartBody,
    adopt: (file: string) => Promise<void>,
  ): Promise<{ readonly have: number; readonly complete: boolean }>;
  /** Removes what nobody went on with for a week. */
  sweep(nowMs: number): Promise<void>;
}

interface Holder {
  readonly abort: () => void;
  readonly done: Promise<void>;
}

export function createStaging(dir: string): Staging {
  const holders = new Map<string, Holder>();
  const folder = (agent: string) => join(dir, agent);

  /** Waits until this caller alone has the content; the one before is told to stop. */
  async function holding<T>(key: string, abort: () => void, work: () => Promise<T>): Promise<T> {
    for (let holder = holders.get(key); holder !== undefined; holder = holders.get(key)) {
      holder.abort();
      await holder.done;
    }
    const held = Promise.withResolvers<void>();
    holders.set(key, { abort, done: held.promise });
    try {
      return await work();
    } finally {
      holders.delete(key);
      held.resolve();
    }
  }

  async function makeRoom(agent: string, sha256: string, bytes: number): Promise<void> {
    const others = [];
    for (const name of await readdir(folder(agent))) {
      const { size, mtimeMs } = await stat(join(folder(agent), name));
      others.push({ name, size, mtimeMs });
    }
    let used = others.reduce((sum, file) => sum + file.size, 0);
    let count = others.filter(file => file.name !== sha256).length + 1;
    const idle = others
      .filter(file => file.name !== sha256 && !holders.has(`${agent}/${file.name}`))
      .sort((a, b) => a.mtimeMs - b.mtimeMs);
    for (const file of idle) {
      if (used + bytes <= perAgent.bytes && count <= perAgent.contents) return;
      await rm(join(folder(agent), file.name), { force: true });
      used -= file.size;
      count -= 1;
    }
    if (used + bytes > perAgent.bytes || count > perAgent.contents) {
      throw new WitnessError('wire.staging-full', agent, `${used} bytes in ${count} contents`);
    }
  }

  return {
    have: (agent, sha256) => sizeOf(join(folder(agent), sha256)),

    append: (agent, sha256, part, body, adopt) =>
      holding(
        `${agent}/${sha256}`,
        () => body.abort(),
        async () => {
          await mkdir(folder(agent), { recursive: true, mode: 0o700 });
          const file = join(folder(agent), sha256);
          const there = await sizeOf(file);
          // Everything had arrived when `adopt` failed or the server died: nothing is left to send.
          if (there > 0 && part.total === 0 && (await hashOf(file)) === sha256) {
            await adopt(file);
            return { have: there, complete: true };
          }
          if (there !== part.from)
            throw new WitnessError('wire.blob-range', sha256, `${there} bytes are here`);
          await makeRoom(agent, sha256, part.bytes);
          const have = there + (await appendBody(file, sha256, body.chunks, part.bytes));
          if (have < part.total) return { have, complete: false };
          if ((await hashOf(file)) !== sha256) {
            await rm(file, { force: true });
            throw new WitnessError('wire.blob-mismatch', sha256);
          }
          await adopt(file);
          return { have, complete: true };
        },
      ),

    async sweep(nowMs) {
      await mkdir(dir, { recursive: true, mode: 0o700 });
      for (const agent of await readdir(dir)) {
        for (const name of await readdir(folder(agent))) {
          const file = join(folder(agent), name);
          if (nowMs - (await stat(file)).mtimeMs > keptMs) await rm(file, { force: true });
        }
      }
    },
  };
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 0;
    throw error;
  }
}

async function appendBody(
  file: string,
  sha256: string,
  body: AsyncIterable<Uint8Array>,
  bytes: number,
): Promise<number> {
  let taken = 0;
  const handle = await open(file, 'a', 0o600);
  try {
    for await (const chunk of body) {
      if (taken + chunk.byteLength > bytes)
        throw new WitnessError('wire.body-too-large', sha256, 'longer than its range');
      await handle.writeFile(chunk);
      taken += chunk.byteLength;
    }
    await handle.sync();
  } catch (error) {
    if (error instanceof WitnessError) throw error;
    if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') {
      throw new WitnessError('wire.staging-full', sha256, 'the disk has no room left', { cause: error });
    }
    throw new WitnessError('wire.body-interrupted', sha256, `${taken} of ${bytes} bytes`, { cause: error });
  } finally {
    await handle.close();
  }
  if (taken < bytes) throw new WitnessError('wire.body-interrupted', sha256, `${taken} of ${bytes} bytes`);
  return taken;
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const part of createReadStream(file, { highWaterMark: 1024 * 1024 }))
    hash.update(part as Uint8Array);
  return hash.digest('hex');
}
