import type { AccessPath, Cause, Evidence, Interval, Part, Question } from '@witnessmark/server/attribution';
import type { Random } from './random.ts';
import type { Said } from './witness.ts';
import { itemPath, valueText } from './witnesses.ts';
import {
  type Act,
  History,
  type MemberName,
  members,
  recipe,
  type Step,
  starts,
  type TrueTime,
  type Values,
  valueAfter,
  type Way,
  type World,
} from './world.ts';

/** Milliseconds of the site's scale at which a plant begins. */
const epoch = 1_790_000_000_000;

/** One change of one plant: what is asked, what is known, and what really happened. */
export interface Case {
  readonly question: Question;
  readonly evidence: Evidence;
  /**
   * For each part, in the question's order, who it was: the one who last made the value another, and after him those
   * who wrote the very same once more, and changed nothing.
   */
  readonly truth: readonly (readonly Truth[])[];
  /**
   * For each part, whether its value was written, written away and written back by somebody else between two readings,
   * with no record of the last. Then a true record of the first explains what is read, and nothing can tell.
   */
  readonly backUnseen: readonly boolean[];
}

/** Who it was, in the words of a judgement. */
export type Truth =
  | {
      readonly by: 'act';
      /** Null where a system did it by itself. */
      readonly person: string | null;
      readonly account: string;
      readonly station: string;
      readonly way: Way;
    }
  | { readonly by: 'effect' | 'restart' };

/** What of a plant is declared and heard. */
export interface Surroundings {
  /** Ways that are declared as access paths. */
  readonly declared: readonly Way[];
  readonly said: readonly Said[];
  readonly pollMs: number;
  /** Bound of the agent's clock error; its windows are widened by it. */
  readonly agentErrorMs: number;
}

const witnessOf: Readonly<Partial<Record<Way, string>>> = {
  opcua: 'audit',
  scada: 'trail-scada',
  panel: 'trail-panel',
  'programming-device': 'flow',
  mes: 'mes-log',
};

/** Reads a plant as an agent does, poll after poll, and makes a case of each change it finds. */
export function casesOf(
  world: World,
  { declared, said, pollMs, agentErrorMs }: Surroundings,
  random: Random,
): Case[] {
  const histories = members.map(member => ({ member, history: new History(member, world.acts) }));
  const wrong = random.whole(-agentErrorMs, agentErrorMs);
  const shown = ({ from, to }: Interval): Interval => ({
    from: epoch + from + wrong - agentErrorMs,
    to: epoch + to + wrong + agentErrorMs,
  });
  const evidence = evidenceOf(world, declared, said);
  const cases: Case[] = [];
  let before: Poll | null = null;
  for (let at = random.whole(0, pollMs); at < world.until; at += pollMs + random.whole(0, 400)) {
    const poll = pollAt(at, random);
    if (before !== null) {
      const last = before;
      const differing = histories.filter(
        ({ history }) => history.at(last.read).value !== history.at(poll.read).value,
      );
      if (differing.length > 0) {
        const window = shown({ from: last.requested, to: poll.arrived });
        const change = `c${cases.length + 1}`;
        const parts = differing.map(
          ({ member, history }): Part => ({
            path: itemPath,
            member,
            kind: 'setpoint',
            old: valueText(history.at(last.read).value),
            new: valueText(history.at(poll.read).value),
            type: 'Real',
            content: null,
            lastClean: window.from,
            firstDirty: window.to,
            settled: true,
          }),
        );
        cases.push({
          question: { change, asset: 'press-2', parts },
          evidence: { ...evidence, causes: causesOf(world, change, parts, last, poll, shown) },
          truth: differing.map(({ member, history }) =>
            truthOf(history.at(poll.read), member, world, poll.read),
          ),
          backUnseen: differing.map(({ member, history }) =>
            isBackUnseen(history.between(last.requested - edgeMs, poll.read), member, said),
          ),
        });
      }
    }
    before = poll;
  }
  return cases;
}

/** Clocks are wrong by some seconds at the edges of a window too. */
const edgeMs = 5000;

function isBackUnseen(steps: readonly Step[], member: string, said: readonly Said[]): boolean {
  const last = steps.at(-1);
  const author = last?.author?.by === 'act' ? last.author.act : null;
  if (last === undefined || author === null) return false;
  const before = steps.slice(0, -1).some(({ value, author: by }) => {
    const same = by?.by === 'act' && by.act.person === author.person && by.act.account === author.account;
    return value === last.value && !same;
  });
  const seen = said.some(({ records }) =>
    records.some(
      ({ touches, when, clockErrorMs }) =>
        touches.some(touch => touch.member === member && touch.new === valueText(last.value)) &&
        Math.abs(when.from - last.at) <= (clockErrorMs ?? Number.POSITIVE_INFINITY),
    ),
  );
  return before && !seen;
}

interface Poll {
  readonly requested: TrueTime;
  /** When the controller took the values. */
  readonly read: TrueTime;
  readonly arrived: TrueTime;
}

function pollAt(at: TrueTime, random: Random): Poll {
  const arrived = at + random.whole(4, 300);
  return { requested: at, read: random.whole(at, arrived), arrived };
}

function truthOf(step: Step, member: MemberName, { acts }: World, until: TrueTime): Truth[] {
  if (step.author === null) throw new Error('a change has an author');
  const again = acts.filter(
    act => act.at > step.at && act.at <= until && act.does !== 'restart' && act.does !== 'download',
  );
  return [
    step.author.by === 'act' ? whoDid(step.author.act) : { by: step.author.by },
    ...again.filter(act => valueAfter(member, act) === step.value).map(whoDid),
  ];
}

function whoDid({ person, account, station, way }: Act): Truth {
  return { by: 'act', person, account, station, way };
}

function evidenceOf(world: World, declared: readonly Way[], said: readonly Said[]): Omit<Evidence, 'causes'> {
  let ref = 100;
  const moved = ({ from, to }: Interval) => ({ from: epoch + from, to: epoch + to });
  return {
    records: said.flatMap(({ records }) =>
      records.map(record => {
        ref += 1;
        return { ...record, ref, when: moved(record.when) };
      }),
    ),
    watches: said.flatMap(({ watches }) => watches.map(watch => ({ ...watch, during: moved(watch.during) }))),
    paths: declared.map((id): AccessPath => {
      const witness = witnessOf[id];
      return {
        id,
        kinds: ['setpoint'],
        items: null,
        witnesses: witness === undefined ? [] : [witness],
        closed: [],
      };
    }),
    sessions: world.sessions.map(({ id, person, from, to }) => ({
      id,
      person,
      from: epoch + from,
      to: epoch + to,
      approved: true,
      breakGlass: false,
      inScope: true,
      kinds: ['setpoint'],
    })),
    claims: [],
  };
}

/**
 * Causes as readings prove them, by what the readings show and not by what happened: the block became another and a
 * value now equals its start; the controller restarted and a value that it does not keep equals its start; all
 * values are a recipe's and before they were not.
 */
function causesOf(
  world: World,
  change: string,
  parts: readonly Part[],
  before: Poll,
  now: Poll,
  shown: (interval: Interval) => Interval,
): Cause[] {
  const between = world.acts.filter(({ at }) => at > before.read && at <= now.read);
  const when = shown({ from: before.requested, to: now.arrived });
  const at = (poll: Poll) =>
    Object.fromEntries(members.map(member => [member, new History(member, world.acts).at(poll.read).value]));
  const isStart = ({ member, new: value }: Part) => member !== null && value === valueText(startOf(member));
  const common = { ref: 1, recipe: null, when };
  if (between.some(({ does }) => does === 'load') && equals(at(now), recipe) && !equals(at(before), recipe))
    return parts.map(part => ({
      ...common,
      part: nameOf(part),
      rule: 'recipe-load',
      cause: null,
      recipe: 'Lager',
    }));
  const put = parts.filter(isStart);
  const download = between.some(({ does }) => does === 'download');
  const restart = between.some(({ does }) => does === 'restart');
  const cause = { change, part: { path: 'raw/DB20.mc7', member: null } };
  return [
    ...(download
      ? put.map(part => ({ ...common, part: nameOf(part), rule: 'block-download' as const, cause }))
      : []),
    ...(restart
      ? put
          .filter(({ member }) => member === 'Speed' || member === 'Level')
          .map(part => ({ ...common, part: nameOf(part), rule: 'restart' as const, cause: null }))
      : []),
  ];
}

function nameOf({ path, member }: Part) {
  return { path, member };
}

function startOf(member: string): number {
  return Object.entries(starts).find(([name]) => name === member)?.[1] ?? Number.NaN;
}

function equals(values: Readonly<Record<string, number>>, master: Values): boolean {
  return members.every(member => values[member] === master[member]);
}
