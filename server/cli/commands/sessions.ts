import {
  type EngineerSession,
  handoverSchema,
  type SessionSummary,
  sessionRuleSchema,
  sessionSchema,
  sessionsPageSchema,
} from '@witnessmark/shared/api';
import { type Kind, kindSchema } from '@witnessmark/shared/items';
import { type Command, Option } from 'commander';
import { z } from 'zod';
import { type Remote, withServer } from '../context.ts';
import { CommandEnd, exit } from '../exit.ts';
import { handoverText } from '../handover-text.ts';
import { momentOf } from '../moment.ts';
import { printable, siteTime } from '../paint.ts';
import { sessionLines, sessionText } from '../session-text.ts';
import { spanOf } from '../span.ts';

interface ListOptions {
  readonly now?: boolean;
  readonly past?: boolean;
  readonly asset?: string;
  readonly mine?: boolean;
  readonly limit: string;
}

interface RequestOptions {
  readonly purpose: string;
  readonly for: string;
  readonly from?: string;
  readonly until?: string;
  readonly ticket?: string;
  readonly kind: readonly Kind[];
  readonly plan: readonly string[];
  readonly start?: boolean;
  readonly breakGlass?: boolean;
}

const none = z.null();
const collect = <Value>(value: Value, before: readonly Value[]) => [...before, value];

/** Commands about engineer sessions: who works on what, and what each leaves behind. */
export function addSessionCommands(program: Command): void {
  const sessions = program
    .command('sessions')
    .description('list engineer sessions: who is on what, until when')
    .option('--now', 'only those that are asked for, approved or running')
    .option('--past', 'only those that are over')
    .option('--asset <id>', 'of one asset')
    .option('--mine', 'only your own')
    .option('--limit <n>', 'at most so many', '50')
    .action((options: ListOptions, command: Command) =>
      withServer(command, remote => listSessions(remote, options)),
    );

  sessions
    .command('show <session>')
    .description('show one session with everything that was done to it')
    .action((session: string, _options: object, command: Command) =>
      withServer(command, async remote => {
        const found = await one(remote, session);
        remote.print(remote.json ? JSON.stringify(found, null, 2) : sessionText(found, remote));
      }),
    );

  sessions
    .command('request <asset...>')
    .description('ask for a session on assets, and with --start begin it where no approval is needed')
    .requiredOption('--purpose <text>', 'what is to be done')
    .option('--for <span>', 'how long: 30m, 1h, 1h30m', '1h')
    .option('--until <moment>', 'until when, in place of --for')
    .option('--from <moment>', 'from when; now where absent')
    .option('--ticket <text>', 'a ticket or a work order')
    .addOption(
      new Option('--kind <kind>', 'kinds of change to be expected; all where absent; may be given again')
        .choices(kindSchema.options)
        .argParser((value: string, before: readonly Kind[]) => collect(kindSchema.parse(value), before))
        .default([]),
    )
    .option(
      '--plan <items>',
      'items to be changed, as a glob; of several assets ASSET:GLOB; may be given again',
      (value: string, before: readonly string[]) => collect(value, before),
      [],
    )
    .option('--start', 'start it where nothing has to be approved')
    .option('--break-glass', 'start at once without an approval, to be reviewed by somebody else afterwards')
    .action((assets: string[], options: RequestOptions, command: Command) =>
      withServer(command, remote => request(remote, assets, options)),
    );

  sessions
    .command('start <session>')
    .description('start your own session')
    .action((session: string, _options: object, command: Command) =>
      withServer(command, async remote => {
        await act(remote, session, 'start', null);
        await say(remote, session);
      }),
    );

  sessions
    .command('approve <session>')
    .description('approve a session, for every asset of it')
    .option('--comment <text>', 'kept with the approval', '')
    .action((session: string, { comment }: { comment: string }, command: Command) =>
      withServer(command, async remote => {
        await act(remote, session, 'approve', { comment });
        await say(remote, session);
      }),
    );

  for (const [name, what] of [
    ['decline', 'decline a session that was asked for'],
    ['withdraw', 'take your own request back'],
  ] as const) {
    sessions
      .command(`${name} <session>`)
      .description(what)
      .requiredOption('--reason <text>', 'kept in the log')
      .action((session: string, { reason }: { reason: string }, command: Command) =>
        withServer(command, async remote => {
          await act(remote, session, name, { reason });
          await say(remote, session);
        }),
      );
  }

  sessions
    .command('extend <session>')
    .description('extend your own session')
    .option('--for <span>', 'by how much: 30m, 1h', '30m')
    .option('--reason <text>', 'kept in the log', 'the work takes longer')
    .action((session: string, options: { for: string; reason: string }, command: Command) =>
      withServer(command, async remote => {
        const { until } = await one(remote, session);
        const from = Math.max(Date.parse(until), Date.now());
        await act(remote, session, 'extend', {
          until: new Date(from + spanOf(options.for)).toISOString(),
          reason: options.reason,
        });
        await say(remote, session);
      }),
    );

  sessions
    .command('end <session>')
    .description('end a session: your own, or any where you may')
    .option('--reason <text>', 'kept in the log', 'the work is done')
    .action((session: string, { reason }: { reason: string }, command: Command) =>
      withServer(command, async remote => {
        await act(remote, session, 'end', { reason });
        await say(remote, session);
        if (!remote.json)
          remote.print(`What it leaves behind: witnessmark sessions handover ${printable(session)}`);
      }),
    );

  sessions
    .command('review <session>')
    .description('say of a break-glass session whether it was justified')
    .addOption(
      new Option('--verdict <verdict>', 'your judgement')
        .choices(['justified', 'not-justified'])
        .makeOptionMandatory(),
    )
    .requiredOption('--comment <text>', 'why')
    .action((session: string, body: { verdict: string; comment: string }, command: Command) =>
      withServer(command, async remote => {
        await act(remote, session, 'review', { verdict: body.verdict, comment: body.comment });
        await say(remote, session);
      }),
    );

  sessions
    .command('handover <session>')
    .description(
      'show what a session leaves behind, or a preview while it runs; exit code 1 while it is not complete',
    )
    .action((session: string, _options: object, command: Command) =>
      withServer(command, async remote => {
        const handover = await remote.client.get(`${addressOf(session)}/handover`, handoverSchema);
        remote.print(remote.json ? JSON.stringify(handover, null, 2) : handoverText(handover, remote));
        if (!handover.pack.complete) throw new CommandEnd(exit.differs, '');
      }),
    );
}

async function listSessions(remote: Remote, options: ListOptions): Promise<void> {
  const limit = Number(options.limit);
  if (!Number.isInteger(limit) || limit < 1 || limit > 10_000)
    throw new CommandEnd(
      exit.usage,
      `--limit takes a whole number from 1 to 10000, and not "${options.limit}".`,
    );
  if (options.now && options.past)
    throw new CommandEnd(exit.usage, 'A session is either of now or past: give one of --now and --past.');
  const when = options.now ? 'now' : options.past ? 'past' : undefined;
  const rows: SessionSummary[] = [];
  let cursor: string | undefined;
  do {
    const page = await remote.client.get('/api/v1/sessions', sessionsPageSchema, {
      cursor,
      limit: Math.min(200, limit - rows.length),
      when,
      asset: options.asset,
      person: options.mine ? 'me' : undefined,
    });
    rows.push(...page.rows);
    cursor = page.next ?? undefined;
  } while (cursor !== undefined && rows.length < limit);
  if (remote.json) return remote.print(JSON.stringify(rows, null, 2));
  if (rows.length === 0) return remote.print('No sessions.');
  for (const line of sessionLines(rows, remote)) remote.print(line);
}

async function request(remote: Remote, assets: readonly string[], options: RequestOptions): Promise<void> {
  const now = Date.now();
  const from = options.from === undefined ? null : momentOf(options.from);
  const begin = from === null ? now : Date.parse(from);
  const until =
    options.until === undefined
      ? new Date(begin + spanOf(options.for)).toISOString()
      : momentOf(options.until);
  const breakGlass = options.breakGlass === true;
  const rule = await remote.client.get('/api/v1/sessions/rule', sessionRuleSchema, {
    assets: assets.join(','),
    kinds: options.kind.length > 0 ? options.kind.join(',') : undefined,
    breakGlass: breakGlass ? 'true' : undefined,
  });
  if (!remote.json)
    for (const { number, who, assets: on } of rule.running)
      remote.print(
        remote.paint.warned(
          `! ${printable(who.label)} is on ${on.join(', ')} already (${number}); both are told.`,
        ),
      );
  const body = {
    assets,
    purpose: options.purpose,
    until,
    plan: options.plan.map(items => planned(items, assets)),
    ...(from === null ? {} : { from }),
    ...(options.ticket === undefined ? {} : { ticket: options.ticket }),
    ...(options.kind.length > 0 ? { kinds: options.kind } : {}),
  };
  const address = breakGlass ? '/api/v1/sessions/break-glass' : '/api/v1/sessions';
  const asked = await remote.client.post(address, body, sessionSchema);
  const starts = options.start === true && asked.state === 'approved';
  if (starts) await act(remote, asked.number, 'start', null);
  const session = starts ? await one(remote, asked.number) : asked;
  remote.print(remote.json ? JSON.stringify(session, null, 2) : requestedText(session, remote));
  if (options.start === true && session.state !== 'running') throw new CommandEnd(exit.differs, '');
}

function requestedText(
  { number, state, until, approvals, breakGlass }: EngineerSession,
  remote: Remote,
): string {
  const ends = siteTime(until, remote.timeZone);
  if (state === 'running') {
    const after = breakGlass ? ' Somebody else has to review it afterwards.' : '';
    return `${number} runs until ${ends}.${after}`;
  }
  if (state === 'approved')
    return `${number} is approved (${printable(approvals.rule)}). Start it: witnessmark sessions start ${number}`;
  return `${number} waits for ${approvals.needed} ${approvals.needed === 1 ? 'approval' : 'approvals'} (${printable(approvals.rule)}). After that: witnessmark sessions start ${number}`;
}

/** `GLOB` of the one asset, or `ASSET:GLOB`. */
function planned(text: string, assets: readonly string[]): { asset: string; items: string } {
  const named = assets.find(asset => text.startsWith(`${asset}:`));
  if (named !== undefined) return { asset: named, items: text.slice(named.length + 1) };
  const [only, ...others] = assets;
  if (only === undefined || others.length > 0)
    throw new CommandEnd(exit.usage, `Of which asset is "${text}"? Write ASSET:${text}.`);
  return { asset: only, items: text };
}

async function act(remote: Remote, session: string, name: string, body: object | null): Promise<void> {
  await remote.client.post(`${addressOf(session)}/${name}`, body, none);
}

function one(remote: Remote, session: string): Promise<EngineerSession> {
  return remote.client.get(addressOf(session), sessionSchema);
}

async function say(remote: Remote, session: string): Promise<void> {
  const found = await one(remote, session);
  if (remote.json) return remote.print(JSON.stringify(found, null, 2));
  for (const line of sessionLines([found], remote)) remote.print(line);
}

function addressOf(session: string): string {
  return `/api/v1/sessions/${encodeURIComponent(session)}`;
}
