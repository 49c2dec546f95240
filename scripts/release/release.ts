import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundle } from './bundle.ts';
import { licenceList, packagesOf } from './licences.ts';
import { buildPage } from './page.ts';
import { withoutWriteEncoders } from './read-only.ts';

/**
 * An idle agent makes little that lives long, and much that does not: left alone, V8 gives the latter a third
 * of the process's memory (`pnpm bench idle-watching`).
 */
export const agentNodeOptions = ['--max-semi-space-size=4'] as const;

export interface Released {
  readonly folder: string;
  /** The program, ready to run by Node 24. */
  readonly program: string;
  /** Paths of the modules in program and page. */
  readonly modules: readonly string[];
}

/**
 * Makes `<out>/witnessmark-agent`: one file that reads controllers and holds no encoder for writing to them,
 * example configurations and licences. Nothing of it has to be installed.
 */
export async function releaseAgent(root: string, out: string): Promise<Released> {
  const folder = await emptyFolder(out, 'witnessmark-agent');
  const program = join(folder, 'bin/witnessmark-agent.js');
  const modules = await bundle({
    input: join(root, 'agent/main.ts'),
    file: program,
    plugins: [withoutWriteEncoders()],
    nodeOptions: agentNodeOptions,
  });
  await addPapers(root, folder, 'witnessmark-agent', modules);
  return { folder, program, modules };
}

/** Makes `<out>/witnessmark`: the server and its command line in one file, the built page beside it. */
export async function releaseServer(root: string, out: string): Promise<Released> {
  const folder = await emptyFolder(out, 'witnessmark');
  const program = join(folder, 'bin/witnessmark.js');
  const modules = [
    ...(await bundle({ input: join(root, 'server/main.ts'), file: program, plugins: [] })),
    // The process that compares sources of PLC languages is a program of its own, beside the server's.
    ...(await bundle({
      input: join(root, 'server/comparison/worker.ts'),
      file: join(folder, 'bin/comparison-worker.js'),
      plugins: [],
    })),
    // The program looks for the page at ../web/dist, here as in the source tree.
    ...(await buildPage(root, join(folder, 'web/dist'))),
  ];
  // And for the rules by which records become statements at ../witnesses.
  for (const rules of ['syslog/rules', 'gateways/mappings'])
    await cp(join(root, 'server/witnesses', rules), join(folder, 'witnesses', rules), { recursive: true });
  await addPapers(root, folder, 'witnessmark', modules);
  return { folder, program, modules };
}

async function emptyFolder(out: string, name: string): Promise<string> {
  const folder = join(out, name);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  return folder;
}

async function addPapers(
  root: string,
  folder: string,
  name: string,
  modules: readonly string[],
): Promise<void> {
  const list = licenceList(packagesOf(modules));
  const { version, license } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    version: string;
    license: string;
  };
  const manifest = {
    name,
    version,
    license,
    type: 'module',
    bin: { [name]: `./bin/${name}.js` },
    engines: { node: '>=24' },
  };
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  await writeFile(join(folder, 'THIRD-PARTY-LICENCES.txt'), list);
  await cp(join(root, 'LICENSE'), join(folder, 'LICENSE'));
  await cp(join(root, 'docs/examples'), join(folder, 'examples'), { recursive: true });
}
