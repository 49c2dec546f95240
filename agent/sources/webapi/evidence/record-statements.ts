import type { Statement } from '@witnessmark/shared/facts';
import type { Instant } from '@witnessmark/shared/time';
import type { Move } from '../../sightings/index.ts';
import type { Fresh } from './fresh-entries.ts';
import { readSyslogEntry, type SyslogEntry } from './syslog-entry.ts';

/** Who speaks, and of what. */
export interface Speaker {
  /** Names the witness. */
  readonly subject: string;
  /** The watcher's own user: its log-ins are told to nobody. */
  readonly user: string;
  /** The item a moved field belongs to. */
  readonly pathOf: (field: string) => string;
}

export interface Surroundings {
  readonly moves: readonly Move[];
  readonly diagnostics: Fresh;
  readonly syslog: Fresh;
  /** When the buffers were last known to be without the new entries; null where they never were. */
  readonly from: Instant | null;
  readonly to: Instant;
}

const actOfField: Readonly<Record<string, Statement['act']>> = {
  Mode: 'mode-changed',
  ModeSwitch: 'mode-changed',
};
/** Names of events, and parts of the CPU that tell them (Siemens A5E53245873, "Syslog messages"). */
const actOfEvent: Readonly<Record<string, Statement['act']>> = {
  SE_NETWORK_SUCCESSFUL_LOGON: 'logged-on',
  SE_LOCAL_SUCCESSFUL_LOGON: 'logged-on',
  SE_LOGOFF: 'logged-off',
  SE_SESSION_CLOSED: 'logged-off',
  SE_USER_PROGRAM_CHANGED: 'downloaded',
  SE_CFG_DATA_CHANGED: 'downloaded',
  SE_OPMOD_CHANGED: 'mode-changed',
};
const pathOfApp: Readonly<Record<string, string>> = {
  'PG/HMIComm': 'programming-device',
  'OPCUA-Server': 'opcua',
  Webserver: 'web',
  Display: 'display',
};
const rawBytes = 64 * 1024;

/**
 * What a CPU's own buffers and what moved say about acts on it. Only its syslog names a user; what moved is told
 * without anybody.
 */
export function recordStatements(speaker: Speaker, around: Surroundings): Statement[] {
  return [
    ...around.syslog.entries.flatMap(({ text }) => syslogStatement(speaker, text, around)),
    ...around.moves.map(move => moveStatement(speaker, move, around)),
  ];
}

function moveStatement({ subject, pathOf }: Speaker, move: Move, around: Surroundings): Statement {
  const [only, ...more] = around.diagnostics.entries;
  const way = move.field === 'ModeSwitch' ? { place: { path: 'mode-switch' } } : {};
  return {
    ...head(subject, actOfField[move.field] ?? 'downloaded', around.diagnostics),
    reach: move.field === 'ModeSwitch' ? 'path' : 'nothing',
    identities: [],
    ...way,
    touches: [{ path: pathOf(move.field), member: move.field, old: move.old, new: move.new }],
    from: move.from,
    to: move.to,
    // With several new entries nothing tells which one belongs to it.
    ...(only !== undefined && more.length === 0 ? { deviceTime: timeOf(only.time) } : {}),
    raw: rawOf([...linesOf('diagnostic buffer', around.diagnostics), ...linesOf('syslog', around.syslog)]),
  };
}

function syslogStatement({ subject, user: own }: Speaker, raw: string, around: Surroundings): Statement[] {
  const entry = readSyslogEntry(raw);
  const act = entry === null ? undefined : actOfEvent[entry.event];
  if (entry === null || act === undefined || around.from === null) return [];
  const { user, app } = entry;
  if (user === own && app === 'Webserver' && (act === 'logged-on' || act === 'logged-off')) return [];
  const path = pathOfApp[app];
  return [
    {
      ...head(subject, act, around.syslog),
      reach: user !== null ? 'account' : path !== undefined ? 'path' : 'nothing',
      identities: user === null ? [] : [{ scheme: 'device-account', value: user }],
      ...(path === undefined ? {} : { place: { path } }),
      touches: touchesOf(entry, act),
      from: around.from,
      to: around.to,
      deviceTime: timeOf(entry.time),
      raw: rawOf([raw]),
    },
  ];
}

function head(subject: string, act: Statement['act'], { unread, compared, gapless }: Fresh) {
  return {
    witness: { kind: 'webapi-cpu', name: subject },
    act,
    authenticity: 'device-record',
    // Each instant is one of the agent's own readings.
    clockErrorMs: 0,
    liveness: unread === null && compared ? { proof: 'sequence', gapless } : { proof: 'none' },
  } satisfies Partial<Statement>;
}

function touchesOf({ event, old, now }: SyslogEntry, act: Statement['act']): Statement['touches'] {
  if (act !== 'downloaded' && act !== 'mode-changed') return [];
  return [{ device: event, ...(old === null ? {} : { old }), ...(now === null ? {} : { new: now }) }];
}

/** The CPU tells UTC; what does not read as such stays as it is, its zone unknown. */
function timeOf(raw: string): NonNullable<Statement['deviceTime']> {
  const ms = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/.test(raw) ? Date.parse(raw) : Number.NaN;
  return Number.isNaN(ms) ? { raw, zone: 'unknown' } : { raw, zone: 'utc', utc: new Date(ms).toISOString() };
}

function linesOf(name: string, { entries, gapless, compared, unread }: Fresh): string[] {
  if (unread !== null) return [`${name} not read: ${unread}`];
  if (!compared) return [`${name}: not read before`];
  if (entries.length === 0) return [`${name}: nothing new`];
  return [
    `${name}, new:`,
    ...entries.map(({ time, text }) => (time === '' ? text : `${time} | ${text}`)),
    ...(gapless ? [] : ['further new entries were pushed out of it']),
  ];
}

function rawOf(lines: readonly string[]): NonNullable<Statement['raw']> {
  return { encoding: 'utf8', data: lines.join('\n').slice(0, rawBytes) };
}
