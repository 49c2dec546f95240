import type { EngineerSession, SessionSummary } from '@witnessmark/shared/api';
import { columns, type Paint, printable, siteTime } from './paint.ts';

interface Told {
  readonly paint: Paint;
  readonly timeZone: string;
}

/** A list of sessions, one in a line, those that warn with a line below. */
export function sessionLines(rows: readonly SessionSummary[], told: Told): string[] {
  const lines = columns(
    rows.map(row => [
      row.number,
      stateText(row, told),
      printable(row.who.label),
      row.assets.map(({ name }) => printable(name)).join(', '),
      `${siteTime(row.startedAt ?? row.from, told.timeZone)} … ${siteTime(row.endedAt ?? row.until, told.timeZone)}`,
      printable(row.ticket === null ? row.purpose : `${row.purpose} (${row.ticket})`),
    ]),
  ).split('\n');
  return rows.flatMap((row, n) => [
    lines[n] ?? '',
    ...(isOn(row) ? row.others : []).map(other =>
      told.paint.warned(
        `  ! ${printable(other.who.label)} is on ${other.assets.join(', ')} as well (${other.number})`,
      ),
    ),
  ]);
}

/** One session whole. */
export function sessionText(session: EngineerSession, told: Told): string {
  const time = (at: string) => siteTime(at, told.timeZone);
  const { approvals } = session;
  const facts: string[][] = [
    [
      'who',
      `${printable(session.who.label)}${session.vendor ? `, vendor, sponsored by ${session.sponsor === null ? 'nobody' : printable(session.sponsor.label)}` : ''}`,
    ],
    ['assets', session.assets.map(({ id, name }) => `${printable(name)} (${id})`).join(', ')],
    ['purpose', printable(session.purpose)],
    ...(session.ticket === null ? [] : [['ticket', printable(session.ticket)]]),
    ['kinds', session.kinds.join(', ')],
    ...session.plan.map(({ asset, items }) => ['plan', `${asset}: ${printable(items)}`]),
    ['asked', `${time(session.requestedAt)} for ${time(session.from)} … ${time(session.until)}`],
    ['rule', `${printable(approvals.rule)}: ${approvals.given} of ${approvals.needed} approvals`],
    ...session.approvedBy.map(({ who, at, comment }) => [
      'approved',
      `${printable(who.label)}, ${time(at)}${comment === '' ? '' : `: ${printable(comment)}`}`,
    ]),
    ...(session.startedAt === null ? [] : [['started', time(session.startedAt)]]),
    ...session.extensions.map(({ who, at, until, reason }) => [
      'extended',
      `${time(at)} until ${time(until)} by ${printable(who.label)}: ${printable(reason)}`,
    ]),
    ...(session.endedAt === null ? [] : [['ended', `${time(session.endedAt)} by ${session.endedHow}`]]),
    ...(session.stateReason === null ? [] : [['reason', printable(session.stateReason)]]),
    ...readingLines('opening', session.opening, told),
    ...readingLines('closing', session.closing, told),
    ...(session.review === null
      ? []
      : [['review', `${session.review.verdict.replace('-', ' ')}: ${printable(session.review.comment)}`]]),
  ];
  const warnings = session.others.map(({ number, who, assets }) =>
    told.paint.warned(`! ${printable(who.label)} is or was on ${assets.join(', ')} as well (${number})`),
  );
  const head = told.paint.bold(`${session.number} ${stateText(session, told)}`);
  return [head, ...warnings, columns(facts)].join('\n');
}

function readingLines(
  name: string,
  readings: EngineerSession['opening'],
  { timeZone }: Told,
): [string, string][] {
  return readings.map(({ asset, ordered, why, lastEqual }) => [
    name,
    `${asset}: ${ordered ? 'a reading was ordered' : `no reading could be ordered (${printable(why ?? '')})`}; last equal ${lastEqual === null ? 'never' : siteTime(lastEqual, timeZone)}`,
  ]);
}

function stateText(row: SessionSummary, { paint }: Told): string {
  const text = [
    row.breakGlass ? 'break-glass' : '',
    row.state,
    row.reviewWanted ? 'awaits review' : '',
    row.state === 'requested' ? `${row.approvals.given}/${row.approvals.needed} approvals` : '',
  ]
    .filter(part => part !== '')
    .join(', ');
  return row.breakGlass || row.state === 'overdue' ? paint.warned(`! ${text}`) : text;
}

function isOn({ state }: SessionSummary): boolean {
  return state === 'running' || state === 'overdue';
}
