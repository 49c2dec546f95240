import { execFile, spawn } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { StoreCommit } from '@witnessmark/server/store';

const settings = ['-c', 'core.fsync=all', '-c', 'fastimport.unpackLimit=0'];

/** Makes an empty bare repository; gives its path. */
export async function bareRepository(dir: string, name: string): Promise<string> {
  const bare = join(dir, `${name}.git`);
  await promisify(execFile)('git', ['init', '--quiet', '--bare', '--initial-branch=main', bare]);
  return bare;
}

/** The commits as git-fast-import(1) takes them, onto what `main` holds where `onto` is set. */
export function importStream(commits: readonly StoreCommit[], onto = false): Buffer {
  const parts: Uint8Array[] = [];
  for (const [index, { changes, subject }] of commits.entries()) {
    const who = 'b <b@b> 1 +0000';
    const from = onto && index === 0 ? 'from refs/heads/main^0\n' : '';
    const head = `author ${who}\ncommitter ${who}\ndata ${subject.length}\n${subject}\n${from}`;
    parts.push(Buffer.from(`commit refs/heads/main\n${head}`));
    for (const { path, content } of changes) {
      if (!(content instanceof Uint8Array)) continue;
      const file = Buffer.from(`M 100644 inline ${path}\ndata ${content.length}\n`);
      parts.push(file, content, Buffer.from('\n'));
    }
  }
  return Buffer.concat(parts);
}

/** One git fast-import from its start to its end, its pack and branch synced. */
export async function fastImport(bare: string, stream: Buffer): Promise<void> {
  const child = spawn('git', ['--git-dir', bare, ...settings, 'fast-import', '--quiet'], {
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  child.stdin.end(stream);
  await new Promise<void>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', code => (code === 0 ? resolve() : reject(new Error(`fast-import: ${code}`))));
  });
}
