import { statfs } from 'node:fs/promises';
import type { Health } from '@witnessmark/shared/api';
import { type Database, sql } from '../db/index.ts';
import type { Log } from '../log/index.ts';
import type { Store } from '../store/index.ts';
import { type JudgingState, saysOf } from './judging-state.ts';

/** Free space below which the server is unwell, and below which it fails. */
const tightBytes = 2 * 1024 ** 3;
const leastBytes = 200 * 1024 ** 2;

/** How the server is: states, sizes and counts, no names, no paths. */
export async function health(parts: {
  readonly dataDir: string;
  readonly database: Database;
  readonly log: Log;
  readonly store: Store;
  readonly damaged: () => Promise<number>;
  readonly judging: () => Promise<JudgingState>;
}): Promise<Health> {
  const checks: Health['checks'] = {};
  let failing = false;
  const check = async (name: string, ask: () => Promise<{ ok: boolean; says: string; fails?: boolean }>) => {
    try {
      const { ok, says, fails } = await ask();
      checks[name] = { ok, says };
      failing ||= fails === true;
    } catch (error) {
      checks[name] = {
        ok: false,
        says: `it cannot be asked (${error instanceof Error && 'code' in error ? String(error.code) : 'failed'})`,
      };
      failing = true;
    }
  };
  await check('disk', async () => {
    const { bavail, bsize } = await statfs(parts.dataDir);
    const free = bavail * bsize;
    const says = `${Math.round(free / 1024 ** 2)} MiB free`;
    return { ok: free >= tightBytes, says, fails: free < leastBytes };
  });
  await check('database', async () => {
    await sql`select 1`.execute(parts.database.read);
    return { ok: true, says: 'it answers' };
  });
  await check('log', async () => ({
    ok: true,
    says: `${parts.log.count} entries, checkpoint of ${parts.log.checkpoint.size}`,
  }));
  await check('store', async () => {
    await parts.store.assets();
    const damaged = await parts.damaged();
    return { ok: damaged === 0, says: damaged === 0 ? 'it answers' : `${damaged} histories are damaged` };
  });
  await check('judgement', async () => {
    const state = await parts.judging();
    return { ok: state.failing === 0, says: saysOf(state) };
  });
  const status = failing ? 'failing' : Object.values(checks).every(({ ok }) => ok) ? 'ok' : 'degraded';
  return { status, checks };
}
