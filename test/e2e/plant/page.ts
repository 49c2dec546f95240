import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildPage, pageIsOutdated } from '../../demo/index.ts';

const root = join(import.meta.dirname, '../../..');

/** Builds the page the real server serves, where it is missing or older than its sources. */
export async function ensurePage(): Promise<void> {
  if (!(await pageIsOutdated(root))) return;
  const logs = await mkdtemp(join(tmpdir(), 'witnessmark-page-log-'));
  await buildPage(root, logs, AbortSignal.timeout(120_000));
  await rm(logs, { recursive: true });
}
