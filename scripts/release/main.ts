import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type Released, releaseAgent, releaseServer } from './release.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const out = fileURLToPath(new URL('../../dist', import.meta.url));

for (const release of [releaseAgent, releaseServer]) {
  const { folder, program, modules }: Released = await release(root, out);
  const kilobytes = Math.round((await readFile(program)).length / 1000);
  process.stdout.write(`${folder}: ${kilobytes} kB of ${modules.length} modules\n`);
}
