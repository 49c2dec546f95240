import { chmod } from 'node:fs/promises';
import { type Plugin, rolldown } from 'rolldown';

export interface BundleOptions {
  /** The program's `main.ts`. */
  readonly input: string;
  /** Where the one file goes. */
  readonly file: string;
  readonly plugins: readonly Plugin[];
  /** Options of Node that the program runs with where it is started by its name. */
  readonly nodeOptions?: readonly string[];
}

/** Optional parts of libraries that the product does not use; each is required lazily, within a `try`. */
const leftOut = ['pg-native', 'proper-lockfile'];

/** Bundles a program into one file that Node runs as it stands, and gives the paths of the modules in it. */
export async function bundle({ input, file, plugins, nodeOptions = [] }: BundleOptions): Promise<string[]> {
  const build = await rolldown({
    input,
    platform: 'node',
    external: leftOut,
    plugins: [...plugins, startedWith(nodeOptions)],
    logLevel: 'warn',
    onLog(level, log, report) {
      if (log.code === 'UNRESOLVED_IMPORT') throw new Error(log.message);
      report(level, log);
    },
  });
  try {
    const { output } = await build.write({
      file,
      format: 'esm',
      codeSplitting: false,
      // Names stay, so that a stack trace from a plant can be read.
      minify: false,
    });
    await chmod(file, 0o755);
    return output.flatMap(part => (part.type === 'chunk' ? Object.keys(part.modules) : []));
  } finally {
    await build.close();
  }
}

function startedWith(nodeOptions: readonly string[]): Plugin {
  const line = ['#!/usr/bin/env -S node', ...nodeOptions].join(' ');
  return {
    name: 'started-with',
    renderChunk: code => ({ code: code.replace(/^#!.*/, line), map: null }),
  };
}
