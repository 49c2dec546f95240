import { type Case, casesOf } from './plant.ts';
import { Random } from './random.ts';
import { good, type Quality, type Said, Witness } from './witness.ts';
import { auditSays, blockAuthors, flowSays, forgeries, logOnsSay, mesSays, trailSays } from './witnesses.ts';
import {
  type Act,
  act,
  domain,
  type Held,
  members,
  type PersonName,
  people,
  type Way,
  type World,
} from './world.ts';

/** A sort of plant. */
export interface Family {
  readonly name: string;
  /** What is hard about it. */
  readonly about: string;
  /**
   * False where a witness lies, or a way is declared by nobody and watched by nobody: names can then be wrong, and
   * how often is what the bench tells. Everywhere else one wrong name is a failure.
   */
  readonly truthful: boolean;
  readonly plant: (random: Random) => Made;
}

interface Made {
  readonly world: World;
  readonly said: readonly Said[];
  readonly declared: readonly Way[];
  readonly pollMs: number;
}

/** What a family makes otherwise than the ordinary plant. */
interface Knobs {
  readonly acts: (random: Random, until: number) => readonly Act[];
  readonly sessions?: (random: Random, until: number) => readonly Held[];
  /** Of all witnesses; those of single ways below. */
  readonly quality?: Quality;
  readonly audit?: Quality;
  readonly panel?: Quality | null;
  readonly pollMs?: readonly [number, number];
  readonly declared?: readonly Way[];
  readonly forged?: boolean;
}

const usual: readonly Way[] = ['opcua', 'scada', 'panel', 'programming-device', 'mes'];
const minute = 60_000;

function plant(knobs: Knobs): Family['plant'] {
  return random => {
    const until = 20 * minute;
    const acts = apart(knobs.acts(random, until), until);
    const world: World = { acts, sessions: (knobs.sessions ?? oneSession)(random, until), until };
    const quality = knobs.quality ?? good;
    const witness = (name: string, kind: string, path: string, its = quality) =>
      new Witness(name, kind, path, its, random, until);
    const panel = knobs.panel === undefined ? quality : knobs.panel;
    const said = [
      auditSays(world, witness('audit', 'opcua-audit', 'opcua', knobs.audit ?? quality), random),
      trailSays(world, 'scada', witness('trail-scada', 'hmi-audit', 'scada'), random),
      ...(panel === null
        ? []
        : [trailSays(world, 'panel', witness('trail-panel', 'hmi-audit', 'panel', panel), random)]),
      flowSays(world, witness('flow', 'flow', 'programming-device'), random),
      mesSays(world, witness('mes-log', 'mes', 'mes'), random),
      logOnsSay(world, witness('domain', 'windows', 'log-on'), random),
      blockAuthors(world, random),
      ...(knobs.forged === true ? [forgeries(world, random)] : []),
    ];
    const [shortest, longest] = knobs.pollMs ?? [5_000, 20_000];
    return { world, said, declared: knobs.declared ?? usual, pollMs: random.whole(shortest, longest) };
  };
}

/** In order of time, never two at one moment. */
function apart(acts: readonly Act[], until: number): Act[] {
  let last = 0;
  return [...acts]
    .sort((a, b) => a.at - b.at)
    .map(done => {
      last = Math.max(done.at, last + 1);
      return { ...done, at: last };
    })
    .filter(({ at }) => at < until);
}

/** Somebody's session in the middle of the time. */
function oneSession(random: Random, until: number): Held[] {
  return [held(random, until, 'kovac', 1)];
}

function held(random: Random, until: number, person: PersonName, n: number): Held {
  const from = random.whole(0, until / 4);
  return { id: `S-${n}`, person, from, to: random.whole(from + until / 3, until) };
}

interface Doing {
  readonly who: readonly (PersonName | null)[];
  readonly by: readonly Way[];
  readonly does?: readonly Act['does'][];
  readonly underShared?: number;
}

/** Some acts, each by one of these people by one of these ways. */
function some(random: Random, until: number, least: number, most: number, doing: Doing): Act[] {
  return Array.from({ length: random.whole(least, most) }, () => {
    const way = random.pick(doing.by);
    const does = doing.does === undefined ? 'write' : random.pick(doing.does);
    const person = way === 'mes' || does === 'restart' ? null : random.pick(doing.who);
    const underShared = way === 'opcua' && random.chance(doing.underShared ?? 0);
    return act(random, { at: random.whole(1000, until - 1000), person, way, does, underShared });
  });
}

const bad: Quality = { ...good, clockErrorMs: 60_000, jumps: true };

export const families: readonly Family[] = [
  {
    name: 'one session, all watched',
    about: 'an engineer works by OPC UA and by a programming device; nobody else does',
    truthful: true,
    plant: plant({
      acts: (random, until) =>
        some(random, until, 2, 8, { who: ['kovac'], by: ['opcua', 'programming-device'] }),
    }),
  },
  {
    name: 'overlapping sessions',
    about:
      'two engineers, each in a session of their own at the same time, by ways that name them and ways that do not',
    truthful: true,
    plant: plant({
      acts: (random, until) =>
        some(random, until, 3, 9, { who: ['kovac', 'horvat'], by: ['opcua', 'programming-device'] }),
      sessions: (random, until) => [held(random, until, 'kovac', 1), held(random, until, 'horvat', 2)],
    }),
  },
  {
    name: 'shared accounts',
    about:
      'two people under one account from one station, where they log on; the log-ons are deaf for a while',
    truthful: true,
    plant: plant({
      acts: (random, until) =>
        some(random, until, 3, 9, { who: ['kovac', 'horvat'], by: ['opcua'], underShared: 0.8 }),
      quality: { ...good, deaf: 0.3 },
    }),
  },
  {
    name: 'skewed and jumping clocks',
    about:
      'clocks wrong by up to a minute, some of which jump by up to two; each states its bound, or that it has none',
    truthful: true,
    plant: plant({
      acts: (random, until) =>
        some(random, until, 3, 10, { who: people, by: ['opcua', 'panel', 'programming-device'] }),
      quality: bad,
      pollMs: [5_000, 180_000],
    }),
  },
  {
    name: 'lost evidence',
    about: 'a third of all records never comes; witnesses that cannot know it claim no life',
    truthful: true,
    plant: plant({
      acts: (random, until) =>
        some(random, until, 4, 12, { who: people, by: ['opcua', 'panel', 'scada'], underShared: 0.2 }),
      quality: { ...good, loses: 0.35 },
    }),
  },
  {
    name: 'late evidence',
    about: 'the panel’s trail is not there yet, and neither is the proof that it was on',
    truthful: true,
    plant: plant({
      acts: (random, until) => some(random, until, 3, 9, { who: people, by: ['opcua', 'panel'] }),
      panel: null,
    }),
  },
  {
    name: 'duplicated evidence',
    about: 'half of all records come twice',
    truthful: true,
    plant: plant({
      acts: (random, until) => some(random, until, 3, 9, { who: people, by: ['opcua', 'panel', 'scada'] }),
      quality: { ...good, doubles: 0.5 },
    }),
  },
  {
    name: 'slow polls',
    about: 'minutes between two readings, so that several acts fall into one window',
    truthful: true,
    plant: plant({
      acts: (random, until) =>
        some(random, until, 6, 16, {
          who: people,
          by: ['opcua', 'panel', 'scada', 'programming-device', 'mes'],
        }),
      pollMs: [120_000, 500_000],
    }),
  },
  {
    name: 'two people in one window',
    about: 'two people write the same values within seconds of each other, with clocks about as good',
    truthful: true,
    plant: plant({
      acts: (random, until) =>
        Array.from({ length: random.whole(1, 4) }, () => random.whole(5000, until - 10_000)).flatMap(at =>
          (['kovac', 'horvat'] as const).map(person =>
            act(random, {
              at: at + random.whole(0, 4000),
              person,
              way: random.pick(['opcua', 'panel']),
              member: 'Level',
            }),
          ),
        ),
      quality: { ...good, clockErrorMs: 1500 },
    }),
  },
  {
    name: 'changes without a session',
    about: 'nobody declared anything, some ways name nobody',
    truthful: true,
    plant: plant({
      acts: (random, until) =>
        some(random, until, 3, 9, { who: people, by: ['opcua', 'panel', 'programming-device'] }),
      sessions: () => [],
    }),
  },
  {
    name: 'an unwatched panel inside a bracket',
    about: 'operators write from a panel that leaves no record while an engineer’s session is open',
    truthful: true,
    plant: plant({
      acts: (random, until) => [
        ...some(random, until, 1, 4, { who: ['kovac'], by: ['opcua', 'programming-device'] }),
        ...some(random, until, 1, 5, { who: ['novak', 'zupan'], by: ['panel'] }),
      ],
      panel: null,
    }),
  },
  {
    name: 'a second laptop inside a bracket',
    about: 'somebody else connects with a programming device while an engineer’s session is open',
    truthful: true,
    plant: plant({
      acts: (random, until) => [
        ...some(random, until, 1, 4, { who: ['kovac'], by: ['programming-device'] }),
        ...some(random, until, 1, 3, { who: ['horvat', 'novak'], by: ['programming-device'] }),
      ],
    }),
  },
  {
    name: 'service accounts',
    about:
      'the SCADA writes for its operators under its own account, the MES loads recipes and writes by itself',
    truthful: true,
    plant: plant({
      acts: (random, until) =>
        some(random, until, 3, 9, {
          who: people,
          by: ['scada', 'mes'],
          does: ['write', 'write', 'load'],
        }).map(done => (done.way === 'mes' || done.does !== 'load' ? done : { ...done, does: 'write' })),
      quality: { ...good, loses: 0 },
    }),
  },
  {
    name: 'effects and restarts',
    about:
      'downloads put values back to their start, restarts those that are not kept; people write in between',
    truthful: true,
    plant: plant({
      acts: (random, until) => [
        ...some(random, until, 1, 3, {
          who: ['kovac'],
          by: ['programming-device'],
          does: ['download', 'restart'],
        }),
        ...some(random, until, 2, 6, { who: people, by: ['opcua', 'panel'] }),
      ],
      pollMs: [5_000, 60_000],
    }),
  },
  {
    name: 'a forged hint',
    about: 'for every write somebody sends an unauthenticated line that puts it on a colleague',
    truthful: true,
    plant: plant({
      acts: (random, until) =>
        some(random, until, 3, 9, { who: people, by: ['opcua', 'panel', 'programming-device'] }),
      forged: true,
    }),
  },
  {
    name: 'a dead canary',
    about: 'the audit subscription is silent for most of the time, and its canary says so',
    truthful: true,
    plant: plant({
      acts: (random, until) => [
        ...some(random, until, 1, 4, { who: ['kovac'], by: ['opcua', 'programming-device'] }),
        ...some(random, until, 1, 4, { who: ['horvat'], by: ['opcua'] }),
      ],
      audit: { ...good, deaf: 0.7 },
    }),
  },
  {
    name: 'records that lie',
    about: 'a third of the panel’s records names somebody else, and policy takes them as proof',
    truthful: false,
    plant: plant({
      acts: (random, until) => some(random, until, 3, 9, { who: people, by: ['panel', 'opcua'] }),
      panel: { ...good, lies: 0.33, authenticity: 'device-record' },
    }),
  },
  {
    name: 'away and back, unseen',
    about:
      'somebody overwrites a recorded value from a panel that leaves no record, and puts the very same back before the next reading',
    truthful: false,
    plant: plant({
      acts: (random, until) =>
        Array.from({ length: random.whole(1, 3) }, () => random.whole(5000, until - 60_000)).flatMap(at => {
          const [member, value] = [random.pick(members), random.pick(domain)];
          const other = random.pick(domain.filter(one => one !== value));
          const write = (after: number, person: PersonName, way: Way, what: number) =>
            act(random, { at: at + after, person, way, member, value: what });
          return [
            write(0, 'kovac', 'opcua', value),
            ...(random.chance(0.5)
              ? [
                  write(random.whole(2000, 9000), 'novak', 'panel', other),
                  write(random.whole(9500, 20_000), 'novak', 'panel', value),
                ]
              : []),
          ];
        }),
      panel: null,
      pollMs: [30_000, 60_000],
    }),
  },
  {
    name: 'a way nobody declared',
    about: 'somebody writes by a way that nobody declared and nobody watches, also inside a bracket',
    truthful: false,
    plant: plant({
      acts: (random, until) => [
        ...some(random, until, 1, 4, { who: ['kovac'], by: ['opcua', 'programming-device'] }),
        ...some(random, until, 1, 3, { who: ['zupan'], by: ['backdoor'] }),
      ],
    }),
  },
];

/** One plant of a family; a seed always gives the same. */
export function casesOfFamily(family: Family, seed: number): Case[] {
  const random = new Random(seed);
  const { world, said, declared, pollMs } = family.plant(random);
  return casesOf(world, { declared, said, pollMs, agentErrorMs: random.whole(0, 300) }, random);
}
