import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import * as attribution from './attribution/index.ts';
import * as changePage from './change-page.ts';
import * as history from './history.ts';
import * as idleWatching from './idle-watching.ts';
import * as ingest from './ingest.ts';
import * as judgement from './judgement.ts';
import * as languages from './languages/index.ts';
import * as mc7 from './mc7.ts';
import * as opcuaRead from './opcua-read.ts';
import * as readToPage from './read-to-page.ts';
import { type Machine, renderReport, renderRow, type Section } from './report.ts';
import type { BenchRow } from './row.ts';
import * as s7Blocks from './s7-blocks.ts';
import * as s7Read from './s7-read.ts';
import * as store from './store.ts';
import * as tags from './tags.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const page = fileURLToPath(new URL('../../BENCHMARKS.md', import.meta.url));

/** What the attribution bench is asked beside its size. */
interface Given {
  readonly seed?: number;
  readonly plants?: string;
}

/** Each bench, and how it is run; `full` takes minutes where it makes a difference. */
const benches: Readonly<Record<string, (full: boolean, given: Given) => Promise<BenchRow[]>>> = {
  ingest: full => ingest.run(full ? ingest.fullSize : ingest.quickSize),
  store: full => store.run(full ? store.fullSize : store.quickSize),
  history: full => history.run(full ? history.fullSize : history.quickSize),
  tags: full => tags.run(full ? tags.fullSize : tags.quickSize),
  's7-read': () => s7Read.run(),
  mc7: () => mc7.run(),
  's7-blocks': () => s7Blocks.run(),
  'opcua-read': () => opcuaRead.run(),
  'read-to-page': () => readToPage.run(),
  'change-page': () => changePage.run(),
  'idle-watching': () => idleWatching.run(),
  languages: () => languages.run(),
  judgement: full => judgement.run(full ? judgement.fullSize : judgement.quickSize),
  attribution: (full, { seed, plants }) =>
    attribution.run({
      plants: full ? attribution.fullSize : attribution.quickSize,
      seed: seed ?? attribution.publishedSeed,
      file: plants ?? null,
    }),
};

const usage = `pnpm bench [name…] [--full] [--write]

Runs the named benches, or all: ${Object.keys(benches).join(', ')}.
--full    the sizes the aims speak of; takes minutes
--write   make BENCHMARKS.md from this run (all benches)
--seed N, --plants FILE   of attribution: other plants, and the plants as JSON lines for others to play`;

process.exitCode = await main();

/**
 * Exit code 0 where everything asked for was measured, also where an aim was missed; 1 where one was missed that no
 * machine excuses; 2 for wrong usage.
 */
async function main(): Promise<number> {
  const given = argumentsGiven();
  if (given === null) return misused();
  const { values, positionals } = given;
  const unknown = positionals.filter(name => !Object.hasOwn(benches, name));
  if (unknown.length > 0 || (values.write && positionals.length > 0)) return misused();
  if (values.help) {
    process.stdout.write(`${usage}\n`);
    return 0;
  }
  const full = values.full ?? false;
  const seed = values.seed === undefined ? undefined : Number(values.seed);
  if (seed !== undefined && !Number.isSafeInteger(seed)) return misused();
  const measuredOn = machine();
  const sections: Section[] = [];
  for (const [name, run] of Object.entries(benches)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    process.stdout.write(`${name} …\n`);
    const rows = await run(full, {
      ...(seed === undefined ? {} : { seed }),
      ...(values.plants === undefined ? {} : { plants: values.plants }),
    });
    for (const row of rows) process.stdout.write(`${renderRow(row)}\n`);
    if (rows.length === 0) process.stdout.write('  not measured: its peer is not here\n');
    sections.push({ name, rows });
  }
  const missed = sections.flatMap(({ rows }) => rows).filter(({ met }) => !met).length;
  process.stdout.write(missed === 0 ? '\nEvery aim was reached.\n' : `\nAims missed: ${missed}.\n`);
  if (values.write) await writeFile(page, renderReport(sections, measuredOn, full));
  return sections.some(({ rows }) => rows.some(({ met, must }) => must === true && !met)) ? 1 : 0;
}

function argumentsGiven() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        full: { type: 'boolean' },
        write: { type: 'boolean' },
        seed: { type: 'string' },
        plants: { type: 'string' },
        help: { type: 'boolean' },
      },
    });
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

function misused(): number {
  process.stderr.write(`${usage}\n`);
  return 2;
}

function machine(): Machine {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    load: loadavg()[0] ?? Number.NaN,
    system: `${process.platform} ${process.arch}`,
    node: process.version,
    git: git('version').replace(/^git version /, ''),
    commit:
      git('rev-parse', '--short', 'HEAD') +
      (git('status', '--porcelain') === '' ? '' : ' with local changes'),
    date: new Date().toISOString().slice(0, 10),
  };
}
