import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runDemo } from './demo.ts';

const print = (text: string): void => {
  process.stdout.write(text);
};
const say = (text: string): void => print(`${process.uptime().toFixed(1).padStart(6)} s  ${text}\n`);

const stop = new AbortController();
// Stopping is bounded, so a second Ctrl-C (npm passes on the first one once more) changes nothing.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort());

const root = join(fileURLToPath(new URL('.', import.meta.url)), '..', '..');
try {
  await runDemo({ root, data: join(root, '.data'), say, print, signal: stop.signal });
} catch (error) {
  process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
