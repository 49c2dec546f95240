import {
  type AttributionView,
  attributionViewSchema,
  claimMadeSchema,
  type JudgedGroup,
  notesWrittenSchema,
  type PartName,
  type QueueRow,
  queuePageSchema,
  queueStateSchema,
  rejudgedSchema,
  type UsedStatement,
} from '@witnessmark/shared/api';
import { type Command, Option } from 'commander';
import { z } from 'zod';
import { type Remote, withServer } from '../context.ts';
import { CommandEnd, exit } from '../exit.ts';
import { momentOf } from '../moment.ts';
import { columns, printable, siteTime } from '../paint.ts';

interface QueueOptions {
  readonly state?: string;
  readonly asset?: string;
  readonly area?: string;
  readonly owner?: string;
  readonly oldest?: boolean;
}
interface ClaimOptions {
  readonly part?: string;
  readonly member?: string;
  readonly note: string;
}

const segment = encodeURIComponent;

/** Commands about who made changes: queue, who, claim, confirm, dispute, withdraw, own, rejudge. */
export function addAttributionCommands(program: Command): void {
  program
    .command('queue')
    .description('list the changes of which it is not known who made them, and claims that await an answer')
    .addOption(new Option('--state <state>', 'only these').choices(queueStateSchema.options))
    .option('--asset <id>', 'of one asset')
    .option('--area <name>', 'of one area')
    .option('--owner <who>', 'looked into by: me, nobody, or a person’s id')
    .option('--oldest', 'begin with what has waited longest')
    .action((options: QueueOptions, command: Command) =>
      withServer(command, remote => listQueue(remote, options)),
    );

  program
    .command('who <change>')
    .description('who made a change and why we say so, who else could have, and who had access')
    .option('--revision <n>', 'as it was judged then')
    .action((change: string, { revision }: { revision?: string }, command: Command) =>
      withServer(command, remote => showWho(remote, change, revision)),
    );

  program
    .command('claim <change>')
    .description('say that you made a change, for somebody else to confirm')
    .option('--part <item>', 'one item of it')
    .option('--member <name>', 'one member of that item')
    .option('--note <text>', 'what it was about', '')
    .action((change: string, options: ClaimOptions, command: Command) =>
      withServer(command, remote => claim(remote, change, options)),
    );

  for (const [verb, done, says] of [
    ['confirm', 'Confirmed.', 'confirm that somebody made the change they claim'],
    ['dispute', 'Disputed.', 'say that somebody did not make the change they claim'],
    ['withdraw', 'Withdrawn.', 'take your own claim back'],
  ] as const) {
    program
      .command(`${verb} <claim>`)
      .description(says)
      .option('--note <text>', 'why', '')
      .action((id: string, { note }: { note: string }, command: Command) =>
        withServer(command, async remote => {
          await remote.client.post(`/api/v1/claims/${segment(id)}/${verb}`, { note }, z.null());
          remote.print(remote.json ? JSON.stringify({ claim: id, done: verb }) : done);
        }),
      );
  }

  program
    .command('own <change>')
    .description('look into a change yourself, or give it to somebody')
    .option('--to <person>', 'a person’s id, or nobody', 'me')
    .option('--reason <text>', 'why', '')
    .action((change: string, { to, reason }: { to: string; reason: string }, command: Command) =>
      withServer(command, async remote => {
        const owner = to === 'nobody' ? null : to;
        await remote.client.post(`/api/v1/changes/${segment(change)}/owner`, { owner, reason }, z.null());
        remote.print(remote.json ? JSON.stringify({ change, owner }) : 'Done.');
      }),
    );

  program
    .command('notes')
    .description('notes on who made each commit, in the asset’s repository')
    .command('export <asset>')
    .description('write what was judged since the last time to refs/notes/attribution')
    .action((asset: string, _options: object, command: Command) =>
      withServer(command, async remote => {
        const path = `/api/v1/assets/${segment(asset)}/notes`;
        const { written, commit } = await remote.client.post(path, null, notesWrittenSchema);
        if (remote.json) return remote.print(JSON.stringify({ written, commit }));
        remote.print(
          `${written} note${written === 1 ? '' : 's'} written${commit === null ? '' : ` (${commit})`}.`,
        );
        remote.print('In a clone: git fetch origin +refs/notes/attribution:refs/notes/attribution');
        remote.print('            git log --notes=attribution');
      }),
    );

  program
    .command('rejudge')
    .description('have changes judged anew with the rules or the policy of now; older judgements stay')
    .addOption(
      new Option('--because <what>', 'what changed').choices(['rules', 'policy']).makeOptionMandatory(),
    )
    .requiredOption('--reason <text>', 'why, kept in the log')
    .option('--asset <id>', 'of one asset')
    .option('--since <moment>', 'from a moment on')
    .action(
      (options: { because: string; reason: string; asset?: string; since?: string }, command: Command) =>
        withServer(command, async remote => {
          const { since, ...order } = options;
          const body = { ...order, ...(since === undefined ? {} : { since: momentOf(since) }) };
          const { changes } = await remote.client.post('/api/v1/attribution/rejudge', body, rejudgedSchema);
          remote.print(
            remote.json
              ? JSON.stringify({ changes })
              : `${changes} change${changes === 1 ? ' is' : 's are'} judged anew. What comes out otherwise is a new revision.`,
          );
        }),
    );
}

async function listQueue(remote: Remote, { state, asset, area, owner, oldest }: QueueOptions): Promise<void> {
  const { rows, next } = await remote.client.get('/api/v1/attribution/queue', queuePageSchema, {
    ...{ state, asset, area, owner },
    order: oldest ? 'oldest' : 'newest',
    limit: 200,
  });
  if (remote.json) return remote.print(JSON.stringify(rows, null, 2));
  if (rows.length === 0) return remote.print('Nothing waits for somebody to say who it was.');
  remote.print(columns(rows.map(row => queueLine(row, remote))));
  for (const row of rows)
    for (const each of row.claims)
      remote.print(
        `    ? ${each.claim} on ${row.change.id}: claimed by ${printable(each.who.label)}${each.note === '' ? '' : `: ${printable(each.note)}`}`,
      );
  if (next !== null) remote.print('… more wait; name an asset or an area.');
}

function queueLine({ change, state, age, owner }: QueueRow, { timeZone, paint }: Remote): string[] {
  return [
    paint.dim(siteTime(change.window.to, timeZone)),
    ageText(age),
    change.id,
    printable(change.asset.name),
    state === 'claims' ? 'claim awaits an answer' : state,
    owner === null ? 'nobody looks' : printable(owner.who.label),
    printable(change.sentence.replaceAll('`', '')),
  ];
}

/** `5 min`, `3 h`, `12 d`. */
function ageText(seconds: number): string {
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 86_400)} d`;
}

async function showWho(remote: Remote, change: string, revision: string | undefined): Promise<void> {
  const view = await remote.client.get(
    `/api/v1/changes/${segment(change)}/attribution`,
    attributionViewSchema,
    {
      revision,
    },
  );
  if (remote.json) return remote.print(JSON.stringify(view, null, 2));
  const { paint, print } = remote;
  const { notJudged } = view;
  if (notJudged)
    print(
      `! not judged: ${printable(notJudged.code)} (${printable(notJudged.says)}); tried ${notJudged.tries} time${notJudged.tries === 1 ? '' : 's'}, again ${siteTime(notJudged.nextAt, remote.timeZone)}`,
    );
  if (view.shown === null && !notJudged) print('Nobody has judged this change yet.');
  for (const group of view.groups) for (const line of groupLines(group, remote)) print(line);
  if (view.beyond !== undefined)
    print(`! ${view.beyond} more of its items are not judged: it has more than are looked at.`);
  if (view.truncated) print('… more parts than are shown; --json gives the same ones.');
  section(remote, 'Who had access', view.access, ({ says }) => `· ${printable(says)}`);
  section(remote, 'Records used', view.statements, each => `· ${statementLine(each, remote)}`);
  section(remote, 'Claims', view.claims, each =>
    printable(`· ${each.claim} ${each.who.label}: ${each.state}${each.note === '' ? '' : ` (${each.note})`}`),
  );
  if (view.owner) print(`\n${paint.bold('Looked into by')} ${printable(view.owner.who.label)}`);
  revisionLines(view, remote);
}

function groupLines({ parts, count, sentence, reasons, candidates, rule }: JudgedGroup, remote: Remote) {
  const named = parts.slice(0, 3).map(({ path, member }) => (member === null ? path : `${path} ${member}`));
  const more = count > named.length ? [`and ${count - named.length} more`] : [];
  return [
    remote.paint.bold(printable(sentence)),
    `  ${printable([...named, ...more].join(', '))}`,
    ...(rule === null ? [] : [`  out of the inbox by the policy’s entry "${printable(rule)}"`]),
    ...reasons.map(({ says, entries }) => `  - ${printable(says)}${refsText(entries)}`),
    ...(candidates.length > 0 ? ['  Who else could have:'] : []),
    ...candidates.map(({ says, entries }) => `  ? ${printable(says)}${refsText(entries)}`),
  ];
}

function refsText(entries: readonly number[]): string {
  return entries.length === 0
    ? ''
    : ` [log ${entries.slice(0, 5).join(', ')}${entries.length > 5 ? ', …' : ''}]`;
}

function statementLine(used: UsedStatement, { timeZone }: Remote): string {
  const { entry, witness, act, to, errorMs, authenticity, path, names, station, erased } = used;
  const error = errorMs === null ? 'clock error unknown' : `± ${errorMs} ms`;
  const who = names.length > 0 ? `, ${names.join(', ')}` : '';
  const where = `${station === null ? '' : ` from ${station}`}${path === null ? '' : ` by ${path}`}`;
  return printable(
    `[log ${entry}] ${witness}: ${act}${who}${where}, ${siteTime(to, timeZone)} ${error}, ${authenticity}${erased ? ', erased since' : ''}`,
  );
}

function revisionLines({ revisions, shown }: AttributionView, { print, paint, timeZone }: Remote): void {
  if (revisions.length < 2) return;
  print(`\n${paint.bold('Revisions')}`);
  for (const each of revisions)
    print(
      printable(
        `${each.revision === shown ? '›' : ' '} ${each.revision}  ${siteTime(each.at, timeZone)}  ${each.who.verdict}: ${each.who.label}, ${each.says}`,
      ),
    );
}

function section<Row>(
  { print, paint }: Remote,
  title: string,
  rows: readonly Row[],
  line: (row: Row) => string,
): void {
  if (rows.length === 0) return;
  print(`\n${paint.bold(title)}`);
  for (const row of rows) print(line(row));
}

async function claim(remote: Remote, change: string, { part, member, note }: ClaimOptions): Promise<void> {
  if (part === undefined && member !== undefined)
    throw new CommandEnd(exit.usage, '--member names a member of the item that --part names.');
  const of: PartName | null = part === undefined ? null : { path: part, member: member ?? null };
  const made = await remote.client.post(
    `/api/v1/changes/${segment(change)}/claims`,
    { part: of, note },
    claimMadeSchema,
  );
  remote.print(
    remote.json
      ? JSON.stringify(made)
      : `Claimed as ${made.claim}. It counts when somebody else confirms it: witnessmark confirm ${made.claim}`,
  );
}
