import {
  type References,
  type ReferencesPast,
  referencesPastSchema,
  referencesSchema,
} from '@witnessmark/shared/api';
import { type Command, InvalidArgumentError } from 'commander';
import { type Remote, withServer } from '../context.ts';
import { CommandEnd, exit } from '../exit.ts';
import { lookedThroughLines, pastLines, useLines } from '../uses-text.ts';

interface Options {
  readonly asset?: string;
  readonly area?: string;
  readonly past?: boolean;
  readonly limit: number;
}

const rowsOfPage = 200;

/** `uses NAME`: where a tag, block or type stands now, or, with `--past`, which changes were about it. */
export function addUsesCommand(program: Command): void {
  program
    .command('uses <name>')
    .description(
      'show where a tag, block or type is declared, read, written, called and valued now; exit code 1 where it is found nowhere',
    )
    .option('--asset <id>', 'in one asset')
    .option('--area <name>', 'in one area')
    .option('--past', 'list the changes that were about it instead, newest first')
    .option('--limit <n>', 'at most so many files or items of changes', positive, 200)
    .action((name: string, options: Options, command: Command) =>
      withServer(command, remote =>
        options.past ? showPast(remote, name, options) : showUses(remote, name, options),
      ),
    );
}

async function showUses(remote: Remote, name: string, options: Options): Promise<void> {
  const { client, json, print, paint } = remote;
  const found: References = await pages(options, (cursor, limit) =>
    client.get('/api/v1/references', referencesSchema, { ...queryOf(name, options), cursor, limit }),
  );
  if (json) print(JSON.stringify(found, null, 2));
  else for (const line of [...useLines(found, paint), ...lookedThroughLines(found, paint)]) print(line);
  if (found.rows.length + found.byAddress.length === 0) throw new CommandEnd(exit.differs, '');
}

async function showPast(remote: Remote, name: string, options: Options): Promise<void> {
  const { client, json, print, paint, timeZone } = remote;
  const found: ReferencesPast = await pages(options, (cursor, limit) =>
    client.get('/api/v1/references/past', referencesPastSchema, { ...queryOf(name, options), cursor, limit }),
  );
  if (json) print(JSON.stringify(found, null, 2));
  else
    for (const line of [...pastLines(found, timeZone, paint), ...lookedThroughLines(found, paint)])
      print(line);
  if (found.rows.length === 0) throw new CommandEnd(exit.differs, '');
}

function queryOf(tag: string, { asset, area }: Options) {
  return { tag, asset, area };
}

/** The first page with the rows of those behind it, as many as are wanted; `next` says whether there are more. */
async function pages<Page extends { rows: unknown[]; next: string | null }>(
  { limit }: Options,
  read: (cursor: string | undefined, limit: number) => Promise<Page>,
): Promise<Page> {
  const first = await read(undefined, Math.min(rowsOfPage, limit));
  while (first.next !== null && first.rows.length < limit) {
    const page = await read(first.next, Math.min(rowsOfPage, limit - first.rows.length));
    first.rows.push(...page.rows);
    first.next = page.next;
  }
  return first;
}

function positive(text: string): number {
  const n = Number(text);
  if (!Number.isInteger(n) || n < 1 || n > 100_000)
    throw new InvalidArgumentError('expected a whole number from 1 to 100000');
  return n;
}
