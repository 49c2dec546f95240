import { createHash } from 'node:crypto';
import type { Statement } from '@witnessmark/shared/facts';
import { canonicalJson } from '@witnessmark/shared/log';
import type { Instant } from '@witnessmark/shared/time';
import type { Moment, Told, WitnessFields } from '@witnessmark/shared/witnesses';
import type { GatewayConfig } from '../../config/index.ts';

/** What is known of a gateway while one of its records is told. */
export interface Speaker extends Pick<GatewayConfig, 'name' | 'kind' | 'path' | 'clockErrorMs'> {
  readonly authenticity: 'authenticated' | 'claimed';
}

/**
 * What a mapping made of a record. It is dated by the gateway's clock, whose error the configuration bounds; by its
 * arrival where it tells no time, and then with no bound.
 */
export function statementOf(
  told: Told,
  {
    speaker,
    record,
    time,
    at,
  }: {
    speaker: Speaker;
    record: WitnessFields;
    time: { readonly raw: string; readonly moment: Moment | null } | null;
    at: Instant;
  },
): Statement {
  const moment = time?.moment ?? null;
  const logOn = told.act === 'logged-on' || told.act === 'logged-off';
  const path = told.place?.path ?? (logOn ? undefined : speaker.path);
  return {
    witness: { kind: speaker.kind, name: speaker.name },
    act: told.act,
    authenticity: speaker.authenticity,
    reach: told.reach === 'nothing' && path !== undefined ? 'path' : told.reach,
    identities: told.identities,
    ...(path === undefined && told.place === undefined
      ? {}
      : { place: { ...told.place, ...(path === undefined ? {} : { path }) } }),
    touches: told.touches,
    from: moment === null ? at : instantOf(speaker.name, moment.from),
    to: moment === null ? at : instantOf(speaker.name, moment.to),
    ...(time === null ? {} : { deviceTime: deviceTime(time) }),
    clockErrorMs: moment === null ? null : (speaker.clockErrorMs ?? null),
    liveness: { proof: 'none' },
    raw: { encoding: 'utf8', data: canonicalJson(record).slice(0, 16 * 1024) },
  };
}

function deviceTime({
  raw,
  moment,
}: {
  raw: string;
  moment: Moment | null;
}): NonNullable<Statement['deviceTime']> {
  return moment === null
    ? { raw, zone: 'unknown' }
    : { raw, zone: 'utc', utc: new Date(moment.from).toISOString() };
}

/** A moment by the gateway's own clock: its order is that clock's, and no other's. */
function instantOf(gateway: string, ms: number): Instant {
  const boot = createHash('sha256').update(`gateway/${gateway}`).digest('hex').slice(0, 32);
  return { wall: new Date(ms).toISOString(), mono: Math.max(0, ms), boot };
}
