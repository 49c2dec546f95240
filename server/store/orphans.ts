import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { WitnessError } from '@witnessmark/shared/errors';
import { storeMark } from './git.ts';
import type { StoreLog } from './store.ts';

/**
 * Processes of git that an earlier, killed server left running on this store: each carries the store's
 * mark in its environment (proc(5)). Where there is no /proc none can be seen, and none is found.
 */
async function orphans(dir: string): Promise<number[]> {
  const wanted = `${storeMark}=${dir}`;
  const found: number[] = [];
  for (const name of await readdir('/proc').catch(() => [])) {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) continue;
    // A process that ended meanwhile, or of another user, is none of ours.
    const environment = await readFile(`/proc/${name}/environ`, 'utf8').catch(() => '');
    if (environment.split('\0').includes(wanted)) found.push(Number(name));
  }
  return found;
}

/**
 * Waits until no git of an earlier server works on the store: a fast-import that got its whole stream
 * still finishes after its parent was killed, and what it commits must be seen before anything is added.
 * One that does not end by itself is asked to; call it with the store's lock held.
 * Gives whether there was one.
 */
export async function waitForOrphans(dir: string, log: StoreLog): Promise<boolean> {
  const started = Date.now();
  let asked = false;
  let waited = false;
  for (;;) {
    const running = await orphans(dir);
    if (running.length === 0) return waited;
    waited = true;
    const passed = Date.now() - started;
    if (passed > 20_000) {
      throw new WitnessError('store.in-use', dir, `git ${running.join(', ')} of an earlier server runs on`);
    }
    if (passed > 5_000 && !asked) {
      asked = true;
      log.warn({ pids: running }, 'git of an earlier server is asked to end');
      for (const pid of running) endProcess(pid);
    }
    await delay(20);
  }
}

function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGTERM');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
