import { existsSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);

/** Folder of the installed node-snap7, or null where the optional dependency was left out. */
export function snap7Folder(): string | null {
  try {
    return dirname(require.resolve('node-snap7/package.json'));
  } catch {
    return null;
  }
}

/** Whether its native part has been compiled. */
export function snap7Built(): boolean {
  const folder = snap7Folder();
  return folder !== null && existsSync(join(folder, 'build/Release/node_snap7.node'));
}

/** Folder with `include/node` of exactly the Node that runs: the pinned runtime's package ships it. */
export function nodeHeaders(): string | null {
  const bin = dirname(realpathSync(process.execPath));
  const candidates = [
    join(bin, '..'),
    join(bin, `../node_modules/node-${process.platform}-${process.arch}`),
    join(bin, `../../node-${process.platform}-${process.arch}`),
  ];
  return candidates.find(folder => existsSync(join(folder, 'include/node/node_version.h'))) ?? null;
}
