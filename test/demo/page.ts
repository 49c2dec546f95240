import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Child } from './child.ts';

const passedOver = new Set(['node_modules', 'dist']);

/** True where the page was never built, or one of its sources is newer than what was built. */
export async function pageIsOutdated(root: string): Promise<boolean> {
  const built = await stat(join(root, 'server/web/dist/index.html')).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return null;
  });
  if (built === null) return true;
  for (const folder of ['server/web', 'shared']) {
    if ((await newest(join(root, folder))) > built.mtimeMs) return true;
  }
  return false;
}

/** Builds the page beside its place and puts it there whole. */
export async function buildPage(root: string, logs: string, signal: AbortSignal): Promise<void> {
  const web = join(root, 'server/web');
  const made = join(root, '.data', `page-${process.pid}`);
  const dist = join(web, 'dist');
  const old = `${made}-old`;
  await mkdir(join(root, '.data'), { recursive: true });
  const vite = join(web, 'node_modules/vite/bin/vite.js');
  const args = [vite, 'build', '--outDir', made, '--emptyOutDir'];
  try {
    await Child.run({ name: 'page build', args, cwd: web, log: join(logs, 'page.log') }, signal);
    await rename(dist, old).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
    await rename(made, dist).catch((error: NodeJS.ErrnoException) => {
      // Another demo has put the page it built there a moment ago.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(made, { recursive: true, force: true });
    await rm(old, { recursive: true, force: true });
  }
}

async function newest(folder: string): Promise<number> {
  let latest = 0;
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (passedOver.has(entry.name)) continue;
    const path = join(folder, entry.name);
    const time = entry.isDirectory() ? await newest(path) : (await stat(path)).mtimeMs;
    latest = Math.max(latest, time);
  }
  return latest;
}
