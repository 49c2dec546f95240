import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '../../../../../shared/data/artefacts');

/** Whether the recorded files of plants are there; where they are not, the tests that need them say so. */
export const artefactsAreThere = existsSync(folder);
if (!artefactsAreThere) console.warn(`No recorded files at ${folder}: tests that read them are skipped.`);

export function artefact(path: string): Uint8Array {
  return readFileSync(join(folder, path));
}

export function artefactsIn(name: string, ending: RegExp): string[] {
  if (!artefactsAreThere) return [];
  return readdirSync(join(folder, name))
    .filter(file => ending.test(file))
    .map(file => `${name}/${file}`);
}
