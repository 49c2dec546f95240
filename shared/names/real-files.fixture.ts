import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const artefacts = join(import.meta.dirname, '../../../shared/data/artefacts');

/** Whether real engineering files are there to be read in place; says so loudly where not. */
export const realFilesThere = existsSync(join(artefacts, 'tia-xml'));
if (!realFilesThere)
  console.warn(`SKIPPED: names of real engineering files, which are not below ${artefacts}`);

export function realFile(path: string): Uint8Array {
  return readFileSync(join(artefacts, path));
}
