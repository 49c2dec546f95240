import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { factTrailers } from './message.ts';
import { openStore } from './open.ts';
import type { Store, StoreChange, StoreCommit, StoreLog, StoreOptions } from './store.ts';

/** What the tests of the store share; no part of the store. */
export const agent = { id: 'agent-0123456789abcdef', name: 'Press hall' };

interface LogLine {
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
  readonly fields: object;
}

export interface TestStore {
  readonly dir: string;
  readonly lines: LogLine[];
  readonly store: Store;
  /** Closes and opens again, as a restart does. */
  reopen(options?: Partial<StoreOptions>): Promise<Store>;
  git(asset: string, ...args: string[]): string;
  remove(): Promise<void>;
}

export async function testStore(options: Partial<StoreOptions> = {}): Promise<TestStore> {
  const dir = await mkdtemp(join(tmpdir(), 'witnessmark-store-'));
  const lines: LogLine[] = [];
  const open = (more: Partial<StoreOptions>) =>
    openStore({ dir, log: collectingLog(lines), ...options, ...more });
  let store = await open({});
  return {
    dir,
    lines,
    get store() {
      return store;
    },
    async reopen(more = {}) {
      await store.close();
      store = await open(more);
      return store;
    },
    git: (asset, ...args) => plainGit(join(dir, `${asset}.git`), ...args),
    async remove() {
      await store.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** git as a stranger runs it on a repository. */
export function plainGit(repository: string, ...args: string[]): string {
  return execFileSync('git', ['--git-dir', repository, ...args], {
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC', GIT_CONFIG_GLOBAL: '/dev/null' },
  });
}

export function text(value: string): Uint8Array {
  return Buffer.from(value, 'utf8');
}

/** A commit as ingest makes it of the n-th fact of a stream. */
export function factCommit(asset: string, n: number, changes: readonly StoreChange[]): StoreCommit {
  const at = new Date(Date.UTC(2026, 0, 1) + n * 1000).toISOString();
  return {
    changes,
    author: agent,
    at,
    subject: `${changes[0]?.path ?? 'nothing'} changed`,
    trailers: factTrailers({
      asset,
      source: 's7',
      window: { lastClean: null, firstDirty: at },
      fact: `${'0'.repeat(32)}/${asset}/s7/${n}`,
      kinds: ['setpoint'],
    }),
  };
}

/** One changed value. */
export function valueCommit(asset: string, n: number, path = 'setpoints/DB20.txt'): StoreCommit {
  return factCommit(asset, n, [{ path, content: text(`Level = ${n}  # Int\nLimit = 80  # Int\n`) }]);
}

function collectingLog(lines: LogLine[]): StoreLog {
  const at = (level: LogLine['level']) => (fields: object, message: string) => {
    lines.push({ level, message, fields });
  };
  return { info: at('info'), warn: at('warn'), error: at('error') };
}

/** Processes of git that were started for a store, also those of a server that died, found by the store's mark. */
export async function gitsOf(dir: string, command = ''): Promise<number[]> {
  const found: number[] = [];
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) continue;
    const environment = await readFile(`/proc/${name}/environ`, 'utf8').catch(() => '');
    if (!environment.includes(`WITNESSMARK_STORE=${dir}\0`)) continue;
    const line = await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '');
    if (line.includes(command)) found.push(Number(name));
  }
  return found;
}

/** Runs a task with a shell script in front of git; `$GIT` is the real one. */
export async function withGit(script: string | null, task: () => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'witnessmark-git-'));
  const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
  if (script !== null) {
    await writeFile(join(folder, 'git'), `#!/bin/sh\nGIT="${real}"\n${script}\n`);
    await chmod(join(folder, 'git'), 0o755);
  }
  const path = process.env['PATH'];
  process.env['PATH'] = script === null ? folder : `${folder}:${path}`;
  try {
    await task();
  } finally {
    process.env['PATH'] = path;
    await rm(folder, { recursive: true });
  }
}
