import type { Statement } from '@witnessmark/shared/facts';
import type { Instant } from '@witnessmark/shared/time';
import type { Told } from '@witnessmark/shared/witnesses';
import type { Lived } from './life.ts';
import type { SyslogMessage } from './message.ts';
import type { Sender } from './senders.ts';

const rawLength = 8192;

/**
 * What a rule made of a message, as a statement. Its time is the server's own of its arrival; the sender's time is kept
 * raw, and its zone is known only where it told an offset.
 */
export function statementOf(
  told: Told,
  { sender, message, whole, at }: { sender: Sender; message: SyslogMessage; whole: string; at: Instant },
): Statement {
  // Whoever logs on somewhere has not come by any path to a controller yet.
  const logOn = told.act === 'logged-on' || told.act === 'logged-off';
  const path = told.place?.path ?? (logOn ? undefined : sender.path);
  const place = { ...told.place, ...(path === undefined ? {} : { path }) };
  return {
    witness: { kind: sender.kind, name: sender.name },
    act: told.act,
    authenticity: sender.authenticated ? 'authenticated' : 'unauthenticated',
    reach: told.reach === 'nothing' && path !== undefined ? 'path' : told.reach,
    identities: told.identities,
    ...(Object.keys(place).length === 0 ? {} : { place }),
    touches: told.touches,
    from: at,
    to: at,
    ...(message.stamp === null ? {} : { deviceTime: deviceTime(message.stamp) }),
    clockErrorMs: sender.clockErrorMs ?? null,
    liveness: { proof: 'none' },
    ...(told.order === undefined ? {} : { order: told.order }),
    ...(told.count === undefined ? {} : { count: told.count }),
    raw: { encoding: 'utf8', data: whole.slice(0, rawLength) },
  };
}

/** That a sender was listened to over a stretch, and would have told what came by its path. */
export function watchedBy(sender: Sender, { from, to }: Lived): Statement {
  return {
    witness: { kind: sender.kind, name: sender.name },
    act: 'watched',
    authenticity: 'authenticated',
    reach: 'nothing',
    identities: [],
    ...(sender.path === undefined ? {} : { place: { path: sender.path } }),
    touches: [],
    from,
    to,
    clockErrorMs: sender.clockErrorMs ?? null,
    liveness: { proof: 'canary', last: to },
  };
}

function deviceTime({ raw, utc }: NonNullable<SyslogMessage['stamp']>): NonNullable<Statement['deviceTime']> {
  return utc === null ? { raw, zone: 'unknown' } : { raw, zone: 'utc', utc };
}
