/** One record that names an account at a station. */
export interface Sighting {
  readonly act: string;
  readonly station: string;
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
}

const comes = new Set(['logged-on', 'connected']);
const goes = new Set(['logged-off', 'disconnected']);
/** Nobody stays longer without a sign. */
const longestMs = 24 * 3_600_000;

interface Presence {
  readonly station: string;
  readonly from: number;
  to: number;
}

/**
 * Two presences of one account at different stations that surely overlap, the newest ones; null where there are none. A
 * presence reaches from a log-on to the last record there before the next log-on: who was not seen going may have
 * gone at once, and is not taken to have stayed.
 */
export function atTwoStations(sightings: readonly Sighting[]): readonly [Presence, Presence] | null {
  const presences = presencesOf(sightings);
  for (let n = presences.length - 1; n > 0; n -= 1) {
    const later = presences[n];
    if (later === undefined) continue;
    const earlier = presences
      .slice(0, n)
      .findLast(other => other.station !== later.station && later.from < other.to && other.from < later.to);
    if (earlier) return [earlier, later];
  }
  return null;
}

function presencesOf(sightings: readonly Sighting[]): Presence[] {
  const ordered = [...sightings].sort((a, b) => a.from - b.from);
  const open = new Map<string, Presence>();
  const all: Presence[] = [];
  for (const { act, station, from, to } of ordered) {
    const present = open.get(station);
    if (comes.has(act)) {
      const begun = { station, from, to };
      open.set(station, begun);
      all.push(begun);
    } else if (present !== undefined && to - present.from <= longestMs) {
      present.to = Math.max(present.to, to);
      if (goes.has(act)) open.delete(station);
    }
  }
  return all;
}
