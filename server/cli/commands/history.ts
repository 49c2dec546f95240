import {
  assetDiffSchema,
  assetSchema,
  assetStateSchema,
  blameSchema,
  type ChangeSummary,
  changeSchema,
  changesPageSchema,
  type ExportRequest,
  overviewSchema,
} from '@witnessmark/shared/api';
import { type DiffView, diffViews } from '@witnessmark/shared/changes';
import { type Kind, kindSchema } from '@witnessmark/shared/items';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type Remote, withServer } from '../context.ts';
import { diffLines, signed } from '../diff-text.ts';
import { CommandEnd, exit } from '../exit.ts';
import { momentOf, sideOf } from '../moment.ts';
import { columns, printable, siteTime } from '../paint.ts';

interface ListOptions {
  readonly asset?: string;
  readonly area?: string;
  readonly since?: string;
  readonly until?: string;
  readonly kind?: Kind;
  readonly who?: string;
  readonly search?: string;
  readonly limit: number;
  readonly flat?: boolean;
}

/** Commands that read what happened: changes, show, asset, log, blame, diff. */
export function addHistoryCommands(program: Command): void {
  program
    .command('changes')
    .description('list changes, newest first')
    .option('--asset <id>', 'of one asset')
    .option('--area <name>', 'of one area')
    .option('--since <moment>', 'from a moment on, e.g. 24h or 2026-11-23T02:00')
    .option('--until <moment>', 'up to a moment')
    .addOption(new Option('--kind <kind>', 'of one kind').choices(kindSchema.options))
    .option('--who <text>', 'a verdict, or text of who is shown')
    .option('--search <text>', 'text of the sentence or an item')
    .option('--limit <n>', 'at most so many', positive, 50)
    .option('--flat', 'do not put effects and readings of a first snapshot under one row')
    .action((options: ListOptions, command: Command) =>
      withServer(command, remote => listChanges(remote, options)),
    );

  program
    .command('log <asset>')
    .description("list an asset's changes, newest first")
    .option('--limit <n>', 'at most so many', positive, 50)
    .action((asset: string, { limit }: { limit: number }, command: Command) =>
      withServer(command, remote => listChanges(remote, { asset, limit })),
    );

  program
    .command('show <change>')
    .description('show one change: the sentence, then item by item old and new')
    .addOption(viewOption())
    .action((id: string, { view }: ViewOptions, command: Command) =>
      withServer(command, remote => showChange(remote, id, view ?? null)),
    );

  program
    .command('asset <asset>')
    .description('show what an asset is and holds, now or at a moment')
    .option('--at <moment>', 'at that moment')
    .action((asset: string, { at }: { at?: string }, command: Command) =>
      withServer(command, remote => showAsset(remote, asset, at)),
    );

  program
    .command('exports')
    .description(
      'list the exports that are wanted: programs that changed and cannot be read from their device',
    )
    .action((_options: object, command: Command) => withServer(command, listWantedExports));

  program
    .command('blame <asset> <item>')
    .description("show for each line of an item's text since when it stands, and who brought it")
    .option('--at <moment>', 'at that moment')
    .action((asset: string, item: string, { at }: { at?: string }, command: Command) =>
      withServer(command, remote => showBlame(remote, asset, item, at)),
    );

  program
    .command('diff <a> [b]')
    .description(
      'compare an asset with itself: ASSET@MOMENT, a change, or ASSET for now; exit code 1 where they differ',
    )
    .addOption(viewOption())
    .action((a: string, b: string | undefined, { view }: ViewOptions, command: Command) =>
      withServer(command, remote => showDiff(remote, a, b, view ?? null)),
    );
}

interface ViewOptions {
  readonly view?: DiffView;
}

function viewOption(): Option {
  return new Option('--view <view>', 'one way to look at sources and program blocks').choices(diffViews);
}

async function listChanges(remote: Remote, options: ListOptions): Promise<void> {
  const rows: ChangeSummary[] = [];
  let cursor: string | undefined;
  do {
    const page = await remote.client.get('/api/v1/changes', changesPageSchema, {
      cursor,
      limit: Math.min(200, options.limit - rows.length),
      asset: options.asset,
      area: options.area,
      kind: options.kind,
      who: options.who,
      search: options.search,
      fold: options.flat ? 'no' : 'yes',
      since: options.since === undefined ? undefined : momentOf(options.since),
      until: options.until === undefined ? undefined : momentOf(options.until),
    });
    rows.push(...page.rows);
    cursor = page.next ?? undefined;
  } while (cursor !== undefined && rows.length < options.limit);
  if (remote.json) return remote.print(JSON.stringify(rows, null, 2));
  if (rows.length === 0) return remote.print('No changes recorded.');
  const lines = columns(
    rows.map(row => [
      remote.paint.dim(siteTime(row.window.to, remote.timeZone)),
      row.id,
      printable(row.asset.name),
      printable(row.who.label),
      printable(row.folded?.says ?? row.sentence),
    ]),
  ).split('\n');
  for (const [index, line] of lines.entries()) {
    remote.print(line);
    const row = rows[index];
    if (row) for (const under of underLines(row)) remote.print(under);
  }
}

/** What stands under a change, indented: its effects, or the readings that it stands for. */
function underLines({ effects, folded }: Pick<ChangeSummary, 'effects' | 'folded'>): string[] {
  const lines = (effects?.list ?? []).map(
    ({ change, path, text }) => `    ↳ effect: ${printable(text)} (${printable(path)}, ${change})`,
  );
  const more = (effects?.total ?? 0) - lines.length;
  if (more > 0) lines.push(`    ↳ … ${more} more effects`);
  if (folded && folded.changes > 1) lines.push(`    ↳ ${folded.changes} readings; --flat lists each`);
  return lines;
}

async function showChange(remote: Remote, id: string, view: DiffView | null): Promise<void> {
  const change = await remote.client.get(`/api/v1/changes/${encodeURIComponent(id)}`, changeSchema);
  if (remote.json) return remote.print(JSON.stringify(change, null, 2));
  const { paint, timeZone } = remote;
  const from = change.window.from === null ? 'no earlier reading' : siteTime(change.window.from, timeZone);
  remote.print(paint.bold(printable(change.sentence)));
  remote.print(
    columns([
      ['asset', `${printable(change.asset.name)} (${change.asset.id}), ${printable(change.asset.area)}`],
      ['window', `${from} … ${siteTime(change.window.to, timeZone)}, by ${change.window.basis}`],
      ['who', `${printable(change.who.label)} (${change.who.verdict})`],
      ['fact', `${change.fact.key} sha256:${change.fact.hash}`],
      ['commit', change.commit ?? 'none'],
    ]),
  );
  if (change.effects) {
    remote.print(`\neffects: ${printable(change.effects.says)}`);
    for (const line of underLines(change)) remote.print(line);
  }
  if (change.effectOf)
    remote.print(
      `\n${change.effectOf.whole ? 'an effect' : 'in part an effect'} of ${change.effectOf.causes.join(', ')}: ${printable(change.effectOf.says)}`,
    );
  for (const item of change.items) {
    remote.print(
      `\n${signed(item.sign, paint)} ${paint.bold(printable(item.path))}${item.renamedFrom === null ? '' : ` (was ${printable(item.renamedFrom)})`}`,
    );
    remote.print(diffLines(item.diff, paint, view));
    if (item.exportRequest) remote.print(exportLine(item.exportRequest, remote));
  }
  if (change.itemsTruncated)
    remote.print(
      `\n… ${change.itemCount - change.items.length} more items; --json gives the same first ones, the page gives all.`,
    );
}

async function listWantedExports(remote: Remote): Promise<void> {
  const { exportsWanted } = await remote.client.get('/api/v1/overview', overviewSchema);
  if (remote.json) return remote.print(JSON.stringify(exportsWanted, null, 2));
  if (exportsWanted.length === 0) return remote.print('No export is wanted.');
  for (const request of exportsWanted) remote.print(exportLine(request, remote));
}

/** How a request for an export stands; loud while nothing answered it. */
function exportLine(request: ExportRequest, { paint, timeZone }: Remote): string {
  const { state, says, export: came, change, since } = request;
  const text = printable(says.replaceAll('`', ''));
  if (state === 'open' || state === 'passed') {
    return paint.warned(`! ${text} Since ${siteTime(since, timeZone)}, change ${change}.`);
  }
  const where = came === null ? '' : ` Change ${came.change}, ${siteTime(came.at, timeZone)}.`;
  return `${state === 'attached' ? '?' : '✓'} ${text}${where}`;
}

async function showAsset(remote: Remote, id: string, at: string | undefined): Promise<void> {
  const asset = await remote.client.get(`/api/v1/assets/${encodeURIComponent(id)}`, assetSchema);
  const state = await remote.client.get(`/api/v1/assets/${encodeURIComponent(id)}/state`, assetStateSchema, {
    at: at === undefined ? undefined : momentOf(at),
  });
  if (remote.json) return remote.print(JSON.stringify({ asset, state }, null, 2));
  const { paint, timeZone } = remote;
  remote.print(
    paint.bold(`${printable(asset.name)} (${asset.id}), ${printable(asset.area)}, ${asset.phase}`),
  );
  for (const request of asset.exportsWanted) remote.print(exportLine(request, remote));
  if (asset.damaged !== null) remote.print(paint.warned(`! damaged: ${printable(asset.damaged)}`));
  for (const row of asset.coverage) {
    const text = `${row.kind}: ${row.state}${row.reason === null ? '' : ` (${printable(row.reason)})`}${row.lastEqual === null ? '' : `, last read equal ${siteTime(row.lastEqual, timeZone)}`}`;
    remote.print(row.state === 'watched' ? text : paint.warned(`! ${text}`));
  }
  remote.print(`\n${state.at === null ? 'now' : `at ${siteTime(state.at, timeZone)}`}:`);
  remote.print(
    columns(
      state.items.map(item => [
        printable(item.path),
        item.kind,
        item.state,
        item.since === null ? '' : `since ${siteTime(item.since, timeZone)}`,
        item.change ?? '',
      ]),
    ) || 'nothing is held.',
  );
}

async function showBlame(remote: Remote, asset: string, path: string, at: string | undefined): Promise<void> {
  const blame = await remote.client.get(`/api/v1/assets/${encodeURIComponent(asset)}/blame`, blameSchema, {
    path,
    at: at === undefined ? undefined : momentOf(at),
  });
  if (remote.json) return remote.print(JSON.stringify(blame, null, 2));
  remote.print(
    columns(
      blame.lines.map(line => [
        line.change ?? '',
        line.window === null ? '' : siteTime(line.window.to, remote.timeZone),
        printable(line.who),
        printable(line.text),
      ]),
    ),
  );
  if (blame.truncated) remote.print('… more lines than are shown');
}

async function showDiff(
  remote: Remote,
  a: string,
  b: string | undefined,
  view: DiffView | null,
): Promise<void> {
  const from = await sideOf(a, remote.client);
  const to = b === undefined ? { asset: from.asset, at: null } : await sideOf(b, remote.client);
  if (from.asset !== to.asset)
    throw new CommandEnd(
      exit.usage,
      `${a} and ${b} are of different assets: only an asset and its own past are compared.`,
    );
  if (from.at === null)
    throw new CommandEnd(exit.usage, `${a} is now: name the older side first, e.g. ${a}@24h`);
  const diff = await remote.client.get(
    `/api/v1/assets/${encodeURIComponent(from.asset)}/diff`,
    assetDiffSchema,
    { from: from.at, to: to.at ?? undefined },
  );
  if (remote.json) remote.print(JSON.stringify(diff, null, 2));
  else if (diff.items.length === 0) remote.print('No difference.');
  else {
    for (const item of diff.items)
      remote.print(
        `${signed(item.sign, remote.paint)} ${remote.paint.bold(printable(item.path))}\n${diffLines(item.diff, remote.paint, view)}\n`,
      );
  }
  if (diff.items.length > 0) throw new CommandEnd(exit.differs, '');
}

function positive(text: string): number {
  const n = Number(text);
  if (!Number.isInteger(n) || n < 1 || n > 100_000)
    throw new InvalidArgumentError('expected a whole number from 1 to 100000');
  return n;
}
