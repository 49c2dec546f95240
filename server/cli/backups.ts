import type { Logger } from 'pino';
import { backup } from '../backup/index.ts';
import type { Core } from '../core/index.ts';

export interface BackupPlan {
  readonly core: Core;
  readonly site: string;
  readonly dir: string;
  readonly everyHours: number;
  readonly log: Logger;
}

/** Takes a backup every so many hours, the first one soon after the start. Returns the way to stop. */
export function startBackups({ core, site, dir, everyHours, log }: BackupPlan): () => Promise<void> {
  const stopping = new AbortController();
  const now = () => new Date().toISOString();
  let timer: NodeJS.Timeout;
  let running: Promise<void> = Promise.resolve();
  const take = async () => {
    const began = Date.now();
    try {
      const { assets } = await backup({ core, site, dir, now, signal: stopping.signal });
      log.info({ assets: assets.length, ms: Date.now() - began }, 'backup taken');
    } catch (error) {
      if (!stopping.signal.aborted) log.error({ err: error }, 'backup failed; the one before it stands');
    }
  };
  const plan = (ms: number) => {
    timer = setTimeout(() => {
      running = take().then(() => {
        if (!stopping.signal.aborted) plan(everyHours * 3_600_000);
      });
    }, ms);
  };
  plan(Math.min(60_000, everyHours * 3_600_000));
  return async () => {
    stopping.abort();
    clearTimeout(timer);
    await running;
  };
}
