import { isWithin, meets } from './intervals.ts';
import type { Presence } from './presence.ts';
import type { Interval } from './question.ts';
import type { KnownRecord } from './records.ts';
import { TimeIndex } from './time-index.ts';
import type { Watches } from './watches.ts';

/** What other witnesses say about who was at the place a record came from. */
export type Placed =
  | { readonly placed: 'one'; readonly person: string; readonly refs: readonly number[] }
  /** Somebody was there, but it is not sure that he was alone, or that he was there all the time. */
  | { readonly placed: 'perhaps'; readonly people: readonly string[]; readonly refs: readonly number[] }
  | { readonly placed: 'none' };

/**
 * Who was where, by log-ons and the like. An account that several people use is resolved by this alone, and only
 * where exactly one person was at the place of the record all the time the record can mean, told by another
 * authentic witness that was proven to listen from his coming on: else the next one's coming may have been missed.
 */
export class Places {
  readonly #at = new Map<string, TimeIndex<Presence>>();
  readonly #watches: Watches;
  readonly #time: Interval;
  readonly #known = new Map<KnownRecord, Placed>();

  /** @param time in which who came and who went is known. */
  constructor(presences: readonly Presence[], watches: Watches, time: Interval) {
    this.#watches = watches;
    this.#time = time;
    const at = new Map<string, Presence[]>();
    for (const presence of presences) {
      if (presence.known.trust === 'hint') continue;
      for (const place of presence.known.named.places) {
        const list = at.get(place);
        if (list === undefined) at.set(place, [presence]);
        else list.push(presence);
      }
    }
    for (const [place, list] of at) this.#at.set(place, new TimeIndex(list, ({ possible }) => possible));
  }

  at(known: KnownRecord): Placed {
    const found = this.#known.get(known) ?? this.#find(known);
    this.#known.set(known, found);
    return found;
  }

  #find(known: KnownRecord): Placed {
    const { record, span, named } = known;
    if (record.clockErrorMs === null) return { placed: 'none' };
    // Nobody looked at who came and went all that time.
    if (!isWithin(span, this.#time)) return { placed: 'none' };
    const there = named.places
      .flatMap(place => this.#at.get(place)?.in(span) ?? [])
      .filter(
        ({ known: other, possible }) => other.record.witness !== record.witness && meets(possible, span),
      );
    const persons = there.filter(({ known: other }) => other.named.actor.kind === 'person');
    const people = [...new Set(persons.flatMap(({ known: other }) => personOf(other)))].sort();
    const refs = persons.map(({ known: other }) => other.record.ref);
    const [person] = people;
    if (person === undefined) return { placed: 'none' };
    const alone =
      people.length === 1 && there.every(({ known: other }) => isQuiet(other, person) || isSystem(other));
    const surely = persons.some(
      ({ known: other, sure, since }) =>
        other.trust === 'proof' &&
        other.record.act === 'logged-on' &&
        sure !== null &&
        isWithin(span, sure) &&
        this.#watches
          .spans(other.record.witness, null)
          .some(watched => isWithin({ from: Math.min(since, span.from), to: span.to }, watched)),
    );
    return alone && surely ? { placed: 'one', person, refs } : { placed: 'perhaps', people, refs };
  }
}

function personOf({ named }: KnownRecord): string[] {
  return named.actor.kind === 'person' ? [named.actor.person] : [];
}

/** Says nothing against this one person being there alone. */
function isQuiet({ named }: KnownRecord, person: string): boolean {
  if (named.actor.kind === 'person') return named.actor.person === person;
  return named.users.includes(person) || named.reach === 'station' || named.reach === 'path';
}

function isSystem({ named }: KnownRecord): boolean {
  return named.actor.kind === 'system';
}
