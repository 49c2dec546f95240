import type { Random } from './random.ts';

/** Milliseconds since the plant's beginning, by the true time that nobody in the plant has. */
export type TrueTime = number;

export const people = ['kovac', 'horvat', 'novak', 'zupan'] as const;
export type PersonName = (typeof people)[number];

/** The ways by which values are written in this plant. */
export const ways = ['opcua', 'scada', 'panel', 'programming-device', 'mes', 'backdoor'] as const;
export type Way = (typeof ways)[number];

export const members = ['Temp', 'Pressure', 'Speed', 'Level'] as const;
export type MemberName = (typeof members)[number];
export type Values = Readonly<Record<MemberName, number>>;

/** What really happened: who did what, when and by which way. */
export interface Act {
  readonly at: TrueTime;
  /** `restart` is the controller's own. */
  readonly does: 'write' | 'download' | 'load' | 'restart';
  /** Null for a system that acts by itself, and for a restart. */
  readonly person: PersonName | null;
  readonly way: Way;
  /** The account it was done under. */
  readonly account: string;
  readonly station: string;
  /** Of a write. */
  readonly member: MemberName;
  readonly value: number;
}

/** An engineer session as it was held. */
export interface Held {
  readonly id: string;
  readonly person: PersonName;
  readonly from: TrueTime;
  readonly to: TrueTime;
}

/** Why a value is what it is. */
export type Author =
  | { readonly by: 'act'; readonly act: Act }
  | { readonly by: 'effect'; readonly act: Act }
  | { readonly by: 'restart' };

/** What a download and a restart put back. */
export const starts: Values = { Temp: 10, Pressure: 10, Speed: 20, Level: 20 };
/** These a restart does not keep. */
const volatile: readonly MemberName[] = ['Speed', 'Level'];
export const recipe: Values = { Temp: 30, Pressure: 40, Speed: 30, Level: 40 };
/** Few values, so that the same one is written again, by others too. */
export const domain = [10, 20, 30, 40, 50] as const;

/** From a moment on a value stands, because of somebody. */
export interface Step {
  readonly at: TrueTime;
  readonly value: number;
  readonly author: Author | null;
}

/** One value over time, with who made it what it is; a write of what stands there already makes nothing. */
export class History {
  readonly #steps: Step[];

  constructor(member: MemberName, acts: readonly Act[]) {
    this.#steps = [{ at: Number.NEGATIVE_INFINITY, value: 50, author: null }];
    for (const act of acts) {
      const value = valueAfter(member, act);
      if (value === null || value === this.#steps.at(-1)?.value) continue;
      this.#steps.push({ at: act.at, value, author: authorOf(act) });
    }
  }

  /** The step that holds at a time. */
  at(time: TrueTime): Step {
    const step = this.#steps.findLast(({ at }) => at <= time);
    if (step === undefined) throw new Error('a value always stands');
    return step;
  }

  /** The steps that began after a moment, until another. */
  between(after: TrueTime, until: TrueTime): readonly Step[] {
    return this.#steps.filter(({ at }) => at > after && at <= until);
  }
}

/** What a value is after an act; null where the act does not touch it. */
export function valueAfter(member: MemberName, act: Act): number | null {
  switch (act.does) {
    case 'write':
      return act.member === member ? act.value : null;
    case 'load':
      return recipe[member];
    case 'download':
      return starts[member];
    case 'restart':
      return volatile.includes(member) ? starts[member] : null;
  }
}

function authorOf(act: Act): Author {
  if (act.does === 'restart') return { by: 'restart' };
  return { by: act.does === 'download' ? 'effect' : 'act', act };
}

/** The plant before any witness looks at it. */
export interface World {
  readonly acts: readonly Act[];
  readonly sessions: readonly Held[];
  readonly until: TrueTime;
}

/** Where people work, and under which account by each way. */
const places: Readonly<Record<Way, { readonly station: (person: PersonName) => string }>> = {
  opcua: { station: person => `es-${person}` },
  scada: { station: () => 'wincc-2' },
  panel: { station: () => 'panel-1' },
  'programming-device': { station: person => `laptop-${person}` },
  mes: { station: () => 'mes-server' },
  backdoor: { station: () => 'nowhere' },
};

export interface ActPlan {
  readonly at: TrueTime;
  readonly person: PersonName | null;
  readonly way: Way;
  readonly does?: Act['does'];
  /** An account that several people use, from the engineering station they share. */
  readonly underShared?: boolean;
  readonly member?: MemberName;
  readonly value?: number;
}

export function act(
  random: Random,
  {
    at,
    person,
    way,
    does = 'write',
    underShared = false,
    member = random.pick(members),
    value = random.pick(domain),
  }: ActPlan,
): Act {
  const station = underShared ? 'es-shared' : person === null ? 'mes-server' : places[way].station(person);
  const account = underShared ? 'maint' : way === 'mes' ? 'svc_mes' : (person ?? 'svc_mes');
  return {
    at,
    does,
    person,
    way,
    account,
    station,
    member,
    value,
  };
}
