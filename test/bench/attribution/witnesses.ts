import type { WitnessRecord } from '@witnessmark/server/attribution';
import type { Random } from './random.ts';
import type { Said, Saying, Witness } from './witness.ts';
import { type Act, History, type PersonName, people, type Way, type World } from './world.ts';

const accounts: readonly string[] = ['maint'];

function identity(
  scheme: WitnessRecord['identities'][number]['scheme'],
  name: string,
): WitnessRecord['identities'][number] {
  const person = people.find(known => name === known || name === `laptop-${known}`);
  if (person !== undefined) return { id: `${scheme}:${name}`, scheme, resolves: { to: 'person', person } };
  if (accounts.includes(name))
    return { id: `${scheme}:${name}`, scheme, resolves: { to: 'shared', people: ['kovac', 'horvat'] } };
  if (name.startsWith('svc_'))
    return { id: `${scheme}:${name}`, scheme, resolves: { to: 'system', system: name } };
  return { id: `${scheme}:${name}`, scheme, resolves: { to: 'unknown' } };
}

export const itemPath = 'setpoints/DB20.txt';
export const valueText = (value: number): string => `${value}.0`;

const noTouch = { count: null, touches: [] };

/** Audit events of the OPC UA server: every write by it, with account and station, also the SCADA's and the MES's. */
export function auditSays(world: World, witness: Witness, random: Random): Said {
  const histories = historiesOf(world);
  const sayings = world.acts.flatMap((act): Saying[] => {
    if (act.does !== 'write' || (act.way !== 'opcua' && act.way !== 'scada')) return [];
    const user =
      act.way === 'scada'
        ? 'svc_scada'
        : act.account === 'maint' || act.person === null
          ? act.account
          : witness.whom(act.person);
    return [
      {
        at: act.at,
        record: {
          act: 'wrote',
          reach: 'account',
          identities: [identity('opcua-user', user)],
          path: 'opcua',
          station: act.station,
          count: null,
          touches: [touchOf(act, histories, random)],
        },
      },
    ];
  });
  return witness.say(sayings);
}

/** The trail of a panel or of the SCADA: operator, old and new value, station. */
export function trailSays(world: World, way: Way, witness: Witness, random: Random): Said {
  const histories = historiesOf(world);
  return witness.say(
    world.acts.flatMap((act): Saying[] => {
      if (act.does !== 'write' || act.way !== way || act.person === null) return [];
      return [
        {
          at: act.at,
          record: {
            act: 'wrote',
            reach: 'person',
            identities: [identity('windows-account', witness.whom(act.person))],
            path: way,
            station: act.station,
            count: null,
            touches: [touchOf(act, histories, random)],
          },
        },
      ];
    }),
  );
}

/** The MES's own log: what it loaded or wrote under its service account. */
export function mesSays(world: World, witness: Witness, random: Random): Said {
  const histories = historiesOf(world);
  return witness.say(
    world.acts.flatMap((act): Saying[] => {
      if (act.way !== 'mes') return [];
      const common = {
        reach: 'account',
        identities: [identity('device-account', 'svc_mes')],
        path: 'mes',
        station: 'mes-server',
        count: null,
      } as const;
      if (act.does === 'load')
        return [
          {
            at: act.at,
            record: {
              ...common,
              act: 'loaded',
              touches: [{ path: 'recipes/Lager.txt', member: null, old: null, new: null }],
            },
          },
        ];
      return [
        { at: act.at, record: { ...common, act: 'wrote', touches: [touchOf(act, histories, random)] } },
      ];
    }),
  );
}

/** The network in front of the controller: which address spoke to it as a programming device, and not what it did. */
export function flowSays(world: World, witness: Witness, random: Random): Said {
  return witness.say(
    world.acts.flatMap((act): Saying[] => {
      if (act.way !== 'programming-device') return [];
      const laptop = identity('address', act.station);
      const record = {
        reach: 'station',
        identities: [laptop],
        path: 'programming-device',
        station: laptop.id,
        ...noTouch,
      } as const;
      return [
        { at: act.at - random.whole(500, 20_000), record: { ...record, act: 'connected' } },
        { at: act.at + random.whole(500, 20_000), record: { ...record, act: 'disconnected' } },
      ];
    }),
  );
}

/** Interactive log-ons: whoever works at a shared console logs on there, after the one before logged off. */
export function logOnsSay(world: World, witness: Witness, random: Random): Said {
  const sayings: Saying[] = [];
  for (const station of new Set(world.acts.map(act => act.station))) {
    if (!station.startsWith('es-')) continue;
    const here = world.acts.filter(act => act.station === station);
    let before: Act | null = null;
    for (const act of here) {
      if (act.person === null) continue;
      if (act.person === before?.person) {
        before = act;
        continue;
      }
      const free = before?.at ?? act.at - 60_000;
      const off = free + Math.floor((act.at - free) * (0.2 + 0.3 * random.next()));
      const on = off + Math.floor((act.at - off) * (0.1 + 0.8 * random.next()));
      const told = (name: PersonName, what: 'logged-on' | 'logged-off') =>
        ({
          act: what,
          reach: 'person',
          identities: [identity('windows-account', name)],
          path: null,
          station,
          ...noTouch,
        }) as const;
      if (before?.person) sayings.push({ at: off, record: told(before.person, 'logged-off') });
      sayings.push({ at: on, record: told(act.person, 'logged-on') });
      before = act;
    }
  }
  return witness.say(sayings);
}

/** Lines that anybody can send, made to put a write on a colleague; they tell the very value. */
export function forgeries(world: World, random: Random): Said {
  const histories = historiesOf(world);
  return {
    watches: [],
    records: world.acts.flatMap(act => {
      if (act.does !== 'write') return [];
      const name = random.pick(people.filter(person => person !== act.person));
      const at = act.at + random.whole(-500, 1500);
      return [
        {
          witness: 'udp',
          witnessKind: 'opcua-audit',
          act: 'wrote' as const,
          authenticity: 'unauthenticated' as const,
          reach: 'person' as const,
          when: { from: at, to: at },
          clockErrorMs: 0,
          identities: [identity('opcua-user', name)],
          path: 'opcua',
          station: null,
          order: null,
          count: null,
          touches: [touchOf(act, histories, random)],
        },
      ];
    }),
  };
}

/** What the block's header names: whoever downloaded last, or what his tool was set up with. */
export function blockAuthors(world: World, random: Random): Said {
  return {
    watches: [],
    records: world.acts
      .filter(({ does }) => does === 'download')
      .map(act => ({
        witness: 'blocks',
        witnessKind: 's7-block-author',
        act: 'downloaded' as const,
        authenticity: 'device-record' as const,
        reach: 'person' as const,
        when: { from: act.at, to: act.at },
        clockErrorMs: null,
        identities: [identity('person', random.chance(0.8) ? (act.person ?? 'kovac') : random.pick(people))],
        path: null,
        station: null,
        order: null,
        count: null,
        touches: [{ path: itemPath, member: null, old: null, new: null }],
      })),
  };
}

type Histories = ReadonlyMap<string, History>;

function historiesOf({ acts }: World): Histories {
  return new Map(acts.map(({ member }) => [member, new History(member, acts)]));
}

/** The value before is what stood there; some witnesses do not tell it. */
function touchOf(act: Act, histories: Histories, random: Random): WitnessRecord['touches'][number] {
  const before = histories.get(act.member)?.at(act.at - 1).value;
  return {
    path: itemPath,
    member: act.member,
    old: before === undefined || random.chance(0.3) ? null : valueText(before),
    new: valueText(act.value),
  };
}
