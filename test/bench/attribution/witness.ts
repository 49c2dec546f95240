import type { Watch, WitnessRecord } from '@witnessmark/server/attribution';
import type { Random } from './random.ts';
import { type PersonName, people, type TrueTime } from './world.ts';

/** How good a witness is. Whatever is wrong with it, what it states of itself is true, unless it lies. */
export interface Quality {
  /** Bound of the clock error it states, at most this in milliseconds; its clock is wrong by less. */
  readonly clockErrorMs: number;
  /** Its clock jumps once; what it states after that is true again, or that it does not know. */
  readonly jumps: boolean;
  /** Of its records this part is lost; it then proves no life, since it cannot. */
  readonly loses: number;
  /** Of its records this part comes twice. */
  readonly doubles: number;
  /** Over this part of the time it is deaf, and says so. */
  readonly deaf: number;
  /** Of its records this part names somebody else: it lies. */
  readonly lies: number;
  readonly authenticity: WitnessRecord['authenticity'];
}

export const good: Quality = {
  clockErrorMs: 400,
  jumps: false,
  loses: 0,
  doubles: 0,
  deaf: 0,
  lies: 0,
  authenticity: 'authenticated',
};

/** What one witness said. */
export interface Said {
  readonly records: readonly Omit<WitnessRecord, 'ref'>[];
  readonly watches: readonly Watch[];
}

export interface Saying {
  readonly at: TrueTime;
  readonly record: Omit<
    WitnessRecord,
    'ref' | 'when' | 'clockErrorMs' | 'order' | 'witness' | 'witnessKind' | 'authenticity'
  >;
}

/** A witness over the whole time of a plant: it hears, dates by its own clock, forgets and repeats. */
export class Witness {
  readonly #name: string;
  readonly #kind: string;
  readonly #path: string;
  readonly #quality: Quality;
  readonly #random: Random;
  readonly #until: TrueTime;

  constructor(name: string, kind: string, path: string, quality: Quality, random: Random, until: TrueTime) {
    this.#name = name;
    this.#kind = kind;
    this.#path = path;
    this.#quality = quality;
    this.#random = random;
    this.#until = until;
  }

  say(sayings: readonly Saying[]): Said {
    const random = this.#random;
    const { clockErrorMs, jumps, loses, doubles, deaf, authenticity } = this.#quality;
    const bound = random.whole(0, clockErrorMs);
    const offset = random.whole(-bound, bound);
    const jumpAt = jumps ? random.whole(0, this.#until) : Number.POSITIVE_INFINITY;
    const jumped = random.whole(-4, 4) * 30_000;
    const known = random.chance(0.6);
    const clock = (at: TrueTime) =>
      at < jumpAt
        ? { offset, error: bound }
        : { offset: offset + jumped, error: known ? bound + Math.abs(jumped) : null };
    const deafFrom = random.whole(0, Math.floor(this.#until * (1 - deaf)));
    const deafTo = deaf === 0 ? deafFrom : deafFrom + Math.floor(this.#until * deaf);
    const isDeaf = (at: TrueTime) => deaf > 0 && at >= deafFrom && at <= deafTo;
    const records: Omit<WitnessRecord, 'ref'>[] = [];
    let order = 0;
    for (const { at, record } of [...sayings].sort((a, b) => a.at - b.at)) {
      order += 1;
      if (isDeaf(at) || random.chance(loses)) continue;
      const { offset: wrong, error } = clock(at);
      const said = {
        ...record,
        witness: this.#name,
        witnessKind: this.#kind,
        authenticity,
        when: { from: at + wrong, to: at + wrong },
        clockErrorMs: error,
        order,
      };
      records.push(said);
      if (random.chance(doubles)) records.push(said);
    }
    const watch = (from: TrueTime, to: TrueTime): Watch[] => {
      const { offset: wrong, error } = clock(from);
      // Life is told in pieces; one with a jump in it is not told.
      return from < jumpAt && to >= jumpAt
        ? []
        : [
            {
              witness: this.#name,
              witnessKind: this.#kind,
              authenticity,
              path: this.#path,
              during: { from: from + wrong, to: to + wrong },
              clockErrorMs: error,
            },
          ];
    };
    const alive =
      deaf === 0
        ? [[0, this.#until]]
        : [
            [0, deafFrom - 1],
            [deafTo + 1, this.#until],
          ];
    const watches =
      loses > 0
        ? []
        : alive.flatMap(([from = 0, to = 0]) => pieces(from, to).flatMap(([a, b]) => watch(a, b)));
    return { records, watches };
  }

  /** Whom it names for an act of this person. */
  whom(person: PersonName): PersonName {
    return this.#random.chance(this.#quality.lies)
      ? this.#random.pick(people.filter(name => name !== person))
      : person;
  }
}

function pieces(from: TrueTime, to: TrueTime): [TrueTime, TrueTime][] {
  const found: [TrueTime, TrueTime][] = [];
  for (let at = from; at < to; at += 60_000) found.push([at, Math.min(at + 60_000, to)]);
  return found;
}
