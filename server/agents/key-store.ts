import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { KeyStore } from './ports.ts';

/** Keys as files of mode 0600 in a folder of mode 0700; written as temporary file, fsync, rename, fsync. */
export function createFileKeyStore(dir: string): KeyStore {
  return {
    async read(name) {
      try {
        return await readFile(join(dir, checked(name)));
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
        throw error;
      }
    },

    async write(name, bytes) {
      await mkdir(dir, { recursive: true, mode: 0o700 });
      const file = join(dir, checked(name));
      const temporary = `${file}.${randomBytes(6).toString('hex')}`;
      try {
        const handle = await open(temporary, 'wx', 0o600);
        try {
          await handle.writeFile(bytes);
          await handle.sync();
        } finally {
          await handle.close();
        }
        await rename(temporary, file);
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      }
      const folder = await open(dir, 'r');
      try {
        await folder.sync();
      } finally {
        await folder.close();
      }
    },
  };
}

function checked(name: string): string {
  if (!/^[a-z0-9][a-z0-9-]{0,60}$/.test(name)) throw new TypeError(`not a key's name: ${name}`);
  return name;
}
