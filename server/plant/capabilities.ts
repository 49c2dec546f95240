import type { Asset, AssetCapabilities, FoundCapability, Sight } from '@witnessmark/shared/api';
import {
  type CapabilityServes,
  capabilitySays,
  capabilityServes,
  capabilityStates,
} from '@witnessmark/shared/facts';
import type { Kind } from '@witnessmark/shared/items';
import { z } from 'zod';
import type { Database } from '../db/index.ts';
import { adviceFor, familyOf } from './advice.ts';

const servesSchema = z.enum(capabilityServes);
const stateSchema = z.enum(capabilityStates);

type Group = AssetCapabilities['groups'][number];
type Blind = AssetCapabilities['blind'][number];
/** Of an asset, what its sight is judged by. */
export type Sighted = Pick<Asset, 'id' | 'streams'>;
type Stream = Sighted['streams'][number];

const kindsOf: Readonly<Record<CapabilityServes, readonly Kind[]>> = {
  values: ['setpoint', 'recipe'],
  logic: ['logic'],
  config: ['config'],
  who: [],
};
/** The capability that gives the content itself, by group; all others of the group are only signs of it. */
const contentOf: Readonly<Record<Exclude<CapabilityServes, 'who'>, string>> = {
  values: 'values.read',
  logic: 'logic.read',
  config: 'identity',
};
/** What can name an account; everything else of the group is a hint. */
const naming = new Set(['who.audit', 'who.syslog', 'who.hmi-audit']);

const sentences: Readonly<Record<CapabilityServes, Readonly<Record<Sight, string>>>> = {
  values: {
    seen: 'Setpoints or recipes are read.',
    partly: 'Part of the values, or exports of them, or values that no rule takes.',
    blind: 'No setpoint and no recipe can be seen.',
    unknown: 'Nobody has probed the values yet.',
  },
  logic: {
    seen: 'What the program says is read from the controller.',
    partly: 'Part of it, or only that it changed; the whole content is not read from the controller.',
    blind: 'The program is invisible to us: a change of it would not be noticed.',
    unknown: 'Nobody has probed the program yet.',
  },
  config: {
    seen: 'Identity, mode and protection are read.',
    partly: 'Part of the configuration is read.',
    blind: 'The configuration of the controller cannot be seen.',
    unknown: 'Nobody has probed the configuration yet.',
  },
  who: {
    seen: 'The controller names the account that acted, within what each witness covers.',
    partly: 'Hints alone: that somebody was on, never who.',
    blind: 'The controller says nothing about who acts on it.',
    unknown: 'Nobody has probed what it says about who.',
  },
};

/** What the sources of an asset were found able to see, judged by group. */
export async function assetCapabilities(database: Database, asset: Sighted): Promise<AssetCapabilities> {
  const rows = await database.read
    .selectFrom('capability')
    .selectAll()
    .where('asset', '=', asset.id)
    .orderBy('stream')
    .orderBy('n')
    .execute();
  const found = rows.map(row => ({
    serves: servesSchema.parse(row.serves),
    capability: {
      stream: row.stream,
      source: row.stream.slice(row.stream.indexOf('/') + 1),
      id: row.id,
      says: capabilitySays(row.id),
      state: stateSchema.parse(row.state),
      found: row.found,
      at: row.at,
      since: row.since,
    },
  }));
  return judged(
    asset,
    new Map(
      capabilityServes.map(serves => [
        serves,
        found.flatMap(each => (each.serves === serves ? [each.capability] : [])),
      ]),
    ),
  );
}

/** The judgement over what was found: pure, so that it can be tried without a database. */
export function judged(
  { id, streams }: Sighted,
  found: ReadonlyMap<CapabilityServes, readonly FoundCapability[]>,
): AssetCapabilities {
  const groups = capabilityServes.map((serves): Group => {
    const capabilities = [...(found.get(serves) ?? [])];
    const sight = sightOf(serves, streams, capabilities);
    return { serves, sight, says: sentences[serves][sight], capabilities };
  });
  const all = groups.flatMap(group => group.capabilities);
  return {
    asset: id,
    groups,
    blind: groups.flatMap(group => blindIn(group, streams)),
    unprobed: streams.map(({ stream }) => stream).filter(stream => !all.some(each => each.stream === stream)),
    advice: adviceFor({
      families: new Set(streams.flatMap(({ identity }) => familyOf(identity.fields) ?? [])),
      sources: new Set(streams.map(({ type }) => type)),
      found: new Set(all.flatMap(each => (each.state === 'yes' ? [each.id] : []))),
    }),
  };
}

function sightOf(
  serves: CapabilityServes,
  streams: readonly Stream[],
  found: readonly FoundCapability[],
): Sight {
  const some = found.some(({ state }) => state === 'yes' || state === 'partly');
  if (serves === 'who') {
    if (found.some(({ id, state }) => naming.has(id) && state === 'yes')) return 'seen';
    if (some) return 'partly';
    return found.some(({ state }) => state === 'unknown') || found.length === 0 ? 'unknown' : 'blind';
  }
  const read = streams.filter(({ sees }) =>
    sees.some(each => kindsOf[serves].includes(each.kind) && each.sees),
  );
  // A source that reads it, unless its own probe says that it is not the whole, or not the controller's.
  const whole = read.some(({ stream }) => {
    const probe = found.find(each => each.stream === stream && each.id === contentOf[serves]);
    return probe === undefined || probe.state === 'yes';
  });
  if (whole) return 'seen';
  if (read.length > 0 || some) return 'partly';
  return found.length === 0 && streams.every(isUnconnected) ? 'unknown' : 'blind';
}

/** Nothing is known of what a source sees before it was connected for the first time. */
function isUnconnected({ identity, sees }: Stream): boolean {
  return identity.state === 'unproven' && sees.every(each => !each.sees);
}

const whatOf = {
  setpoint: 'setpoints',
  recipe: 'recipes',
  logic: 'the program',
  config: 'the configuration',
};

function blindIn({ serves, sight, capabilities }: Group, streams: readonly Stream[]): Blind[] {
  if (serves === 'who') {
    if (sight === 'seen') return [];
    const reasons = capabilities.filter(({ state }) => state !== 'yes').map(told);
    const what = sight === 'partly' ? 'who acted: hints alone, no account' : 'who acted';
    return [{ serves, what, reasons: reasons.length > 0 ? reasons : ['nobody has probed it yet'] }];
  }
  return kindsOf[serves].flatMap((kind): Blind[] => {
    const seen = streams.some(({ sees }) => sees.some(each => each.kind === kind && each.sees));
    if (!seen) {
      const reasons = streams.flatMap(({ source, sees }) =>
        sees.flatMap(each => (each.kind === kind ? [`${source}: ${each.reason ?? 'not seen'}`] : [])),
      );
      return [{ serves, what: whatOf[kind], reasons: reasons.length > 0 ? reasons : ['no source reads it'] }];
    }
    if (serves !== 'logic' || sight !== 'partly') return [];
    const reasons = capabilities
      .filter(({ id, state }) => id === contentOf.logic && state !== 'yes')
      .map(told);
    return [{ serves, what: 'what runs in the controller, in part', reasons }];
  });
}

function told({ source, says, found }: FoundCapability): string {
  return `${source}: ${says}: ${found}`;
}
