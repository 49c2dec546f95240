import { bufferLines, type Statement } from '@witnessmark/shared/facts';
import type { Instant } from '@witnessmark/shared/time';
import type { Move } from '../../sightings/index.ts';
import { type DiagnosticEntry, eventText } from '../szl/index.ts';
import { type ActPath, actOfEvent, actOfMember, path, startEvent } from './acts.ts';
import type { Trail } from './buffer-reader.ts';

/** Programming devices a CPU counted, with its record in hex. */
export interface Counted {
  readonly programmingDevices: number;
  readonly record: string;
  readonly requestedAt: Instant;
  readonly arrivedAt: Instant;
}

/** Who speaks, and of what. */
export interface Speaker {
  /** Names the witness. */
  readonly subject: string;
  /** The CPU's own name; empty where it has none. */
  readonly device: string;
  /** Of the configuration item. */
  readonly configPath: string;
}

/** All that was read around one or several moves. */
export interface Surroundings {
  readonly moves: readonly Move[];
  readonly trail: Trail;
  readonly counts: { readonly before: Counted | null; readonly after: Counted | null };
}

const connectionsMember = 'Connections.ProgrammingDevices';
const rawBytes = 64 * 1024;

/**
 * What a CPU's own records say about acts on it. Nobody is named: the trail ends at the way, and where not even
 * that is told, at nothing. Each instant is one of the agent's readings, so their clock error is none.
 */
export function actStatements(speaker: Speaker, around: Surroundings): Statement[] {
  const { moves, trail } = around;
  const acts = trail.fresh.filter(({ event }) => event in actOfEvent);
  const modeMoved = moves.some(({ field }) => field === 'Mode');
  // One stop that both the mode and an entry tell of is one act.
  const told = modeMoved && acts.length === 1 ? [] : acts.toReversed();
  // One that nobody's act explains, after a power failure say, is known by this entry alone.
  const started = told.length + moves.length > 0 ? undefined : trail.fresh.find(isStart);
  return [
    ...told.flatMap(entry => entryStatement(speaker, entry, actOfEvent[entry.event], trail)),
    ...(started === undefined ? [] : entryStatement(speaker, started, restarted, trail)),
    ...moves.map(move => moveStatement(speaker, move, around, acts)),
  ];
}

function moveStatement(
  speaker: Speaker,
  move: Move,
  { trail, counts }: Surroundings,
  acts: readonly DiagnosticEntry[],
): Statement {
  const ways = new Set(acts.flatMap(({ event }) => actOfEvent[event]?.path ?? []));
  const [only] = acts.length === 1 ? acts : [];
  const stopped = move.field === 'Mode' && only !== undefined ? { deviceTime: deviceTimeOf(only) } : {};
  return {
    ...head(speaker, actOfMember[move.field] ?? 'other', wayOf(move.field, ways, counts)),
    touches: [
      { path: speaker.configPath, member: move.field, ...deviceOf(speaker), old: move.old, new: move.new },
    ],
    from: move.from,
    to: move.to,
    ...stopped,
    liveness: livenessOf(trail),
    raw: rawOf(trailLines(trail), countLines(counts)),
  };
}

/** Only where the CPU's own records leave one way; two are no answer. */
function wayOf(
  field: string,
  ways: ReadonlySet<ActPath>,
  { before, after }: Surroundings['counts'],
): ActPath | null {
  if (field === 'Protection.ModeSwitch') return path.modeSwitch;
  const [only] = ways;
  if (field === 'Mode') return ways.size === 1 ? (only ?? null) : null;
  const connected = Math.max(before?.programmingDevices ?? 0, after?.programmingDevices ?? 0) > 0;
  return connected || ways.has(path.programmingDevice) ? path.programmingDevice : null;
}

const restarted = { act: 'mode-changed', path: null } as const;

function isStart({ event }: DiagnosticEntry): boolean {
  return event === startEvent;
}

function entryStatement(
  speaker: Speaker,
  entry: DiagnosticEntry,
  says: { readonly act: Statement['act']; readonly path: ActPath | null } | undefined,
  trail: Trail,
): Statement[] {
  const { from, to } = trail;
  if (says === undefined || from === null || to === null) return [];
  return [
    {
      ...head(speaker, says.act, says.path),
      touches: [{ ...deviceOf(speaker), new: eventText(entry.event) }],
      from,
      to,
      deviceTime: deviceTimeOf(entry),
      liveness: livenessOf(trail),
      raw: rawOf(trailLines(trail)),
    },
  ];
}

/** A programming device came, went, or was there when the CPU was first looked at; null where none of it. */
export function connectionStatement(
  speaker: Speaker,
  before: Counted | null,
  after: Counted,
): Statement | null {
  const old = before?.programmingDevices ?? 0;
  const now = after.programmingDevices;
  if (old === now) return null;
  const act = before === null ? 'could-touch' : now > old ? 'connected' : 'disconnected';
  return {
    ...head(speaker, act, path.programmingDevice),
    touches: [
      {
        member: connectionsMember,
        ...deviceOf(speaker),
        ...(before === null ? {} : { old: String(old) }),
        new: String(now),
      },
    ],
    from: (before ?? after).requestedAt,
    to: after.arrivedAt,
    // Counts tell nothing of what came and went between two of them.
    liveness: { proof: 'none' },
    raw: rawOf(countLines({ before, after })),
  };
}

function head(speaker: Speaker, act: Statement['act'], way: ActPath | null) {
  return {
    witness: { kind: 's7-cpu', name: speaker.subject },
    act,
    authenticity: 'device-record',
    reach: way === null ? 'nothing' : 'path',
    identities: [],
    ...(way === null ? {} : { place: { path: way } }),
    clockErrorMs: 0,
  } satisfies Partial<Statement>;
}

function deviceOf({ device }: Speaker): { device?: string } {
  return device === '' ? {} : { device };
}

function deviceTimeOf({ time }: DiagnosticEntry): NonNullable<Statement['deviceTime']> {
  return { raw: time, zone: 'unknown' };
}

function livenessOf({ unread, from, gapless }: Trail): Statement['liveness'] {
  return unread === null && from !== null ? { proof: 'sequence', gapless } : { proof: 'none' };
}

function trailLines({ fresh, older, gapless, from, unread }: Trail): string[] {
  if (unread !== null) return [`diagnostic buffer not read: ${unread}`];
  const line = ({ raw, time, event }: DiagnosticEntry) => ({ raw, time, text: eventText(event) });
  return bufferLines({ fresh: from === null ? null : fresh.map(line), older: older.map(line), gapless });
}

function countLines({ before, after }: Surroundings['counts']): string[] {
  const line = (name: string, counted: Counted | null) =>
    counted === null
      ? []
      : [`${counted.record} | connections ${name} | programming devices: ${counted.programmingDevices}`];
  return [...line('before', before), ...line('after', after)];
}

function rawOf(...parts: readonly (readonly string[])[]): NonNullable<Statement['raw']> {
  return { encoding: 'utf8', data: parts.flat().join('\n').slice(0, rawBytes) };
}
