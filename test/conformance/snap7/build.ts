/**
 * Compiles node-snap7's native part for the Node that runs this file, once. Needs a C++ compiler, make and
 * Python; the demo and the product need none of it.
 *
 *   node_modules/.bin/node test/conformance/snap7/build.ts
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeHeaders, snap7Built, snap7Folder } from './package.ts';

/** Taken from the registry only where no npm with its own copy is found. */
const nodeGyp = 'node-gyp@11.4.2';

function nodeGypCommand(): string[] {
  const npm = spawnSync('npm', ['root', '--global'], { encoding: 'utf8' });
  const bundled = join((npm.stdout ?? '').trim(), 'npm/node_modules/node-gyp/bin/node-gyp.js');
  return npm.status === 0 && existsSync(bundled) ? [process.execPath, bundled] : ['npx', '--yes', nodeGyp];
}

function fail(message: string): never {
  console.error(`node-snap7 cannot be compiled: ${message}`);
  process.exit(1);
}

/** The runtime's own package once more: an install from a warm store restores its program without its headers. */
function fetchedHeaders(): string {
  const name = `node-${process.platform}-${process.arch}`;
  const wanted = `${name}@${process.version.slice(1)}`;
  const options = [
    '--no-save',
    '--no-audit',
    '--no-fund',
    '--ignore-scripts',
    '--silent',
    '--prefix',
    fetched,
  ];
  const { status } = spawnSync('npm', ['install', ...options, wanted], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const folder = join(fetched, 'node_modules', name);
  if (status !== 0 || !existsSync(join(folder, 'include/node/node_version.h')))
    fail(`no headers in ${wanted}`);
  return folder;
}

if (snap7Built() && !process.argv.includes('--force')) {
  console.log('node-snap7 is compiled already');
  process.exit(0);
}
const folder = snap7Folder() ?? fail('it is not installed; run npm run setup');
const fetched = mkdtempSync(join(tmpdir(), 'node-headers-'));
process.on('exit', () => rmSync(fetched, { recursive: true, force: true }));
const headers = nodeHeaders() ?? fetchedHeaders();
const [command = '', ...parameters] = nodeGypCommand();
const { status, error } = spawnSync(command, [...parameters, 'rebuild', `--nodedir=${headers}`, '--silent'], {
  cwd: folder,
  stdio: ['ignore', 'inherit', 'inherit'],
});
if (status !== 0) fail(error?.message ?? `${command} ended with ${status}`);
console.log(`node-snap7 is compiled for Node ${process.version}`);
