import { PlainGit } from './git.ts';
import { observedSchema, readEntries, readGaps, type WorldEntry } from './log-entries.ts';
import type { Place } from './truth.ts';

/** Bound of the difference between the agent's clock and the one the truth is noted by, on one machine. */
const clockMs = 50;

export interface Counted {
  readonly written: number;
  /** Versions in git that brought a place to a value that was written. */
  readonly recorded: number;
  /** Values that were overwritten between two readings, each inside a recorded window or gap. */
  readonly merged: number;
}

/**
 * Holds what was written in the plant against git and log: each asset's commits and observations stand for
 * one another one to one and in order; each place went through values that were written, none twice and
 * none out of order, up to the last; the window of each recorded value holds the moment it was written,
 * and that of a value nobody read lies in the window of the next one, or in a gap that was recorded.
 * Throws with everything that does not hold.
 */
export async function expectEverythingOnce(dataDir: string, places: readonly Place[]): Promise<Counted> {
  const entries = readEntries(dataDir);
  const wrong: string[] = duplicates(entries.map(entry => entry.key)).map(key => `the log has ${key} twice`);
  let recorded = 0;
  let merged = 0;
  for (const asset of new Set(places.map(place => place.asset))) {
    const git = new PlainGit(dataDir, asset);
    const versions = await versionsOf(git, asset, entries, wrong);
    for (const place of places.filter(each => each.asset === asset)) {
      const counted = await follow(place, git, versions, wrong);
      recorded += counted.recorded;
      merged += counted.merged;
    }
  }
  if (wrong.length > 0) throw new Error(`${wrong.length} wrong:\n${wrong.slice(0, 40).join('\n')}`);
  return { written: places.reduce((sum, { written }) => sum + written.length, 0), recorded, merged };
}

interface Version {
  readonly commit: string;
  readonly entry: WorldEntry;
}

async function versionsOf(
  git: PlainGit,
  asset: string,
  entries: readonly WorldEntry[],
  wrong: string[],
): Promise<Version[]> {
  const commits = await git.commits();
  const named = entries.flatMap(entry =>
    (entry.commits ?? []).filter(commit => commit.asset === asset).map(({ id }) => ({ id, entry })),
  );
  for (const id of duplicates(named.map(each => each.id)))
    wrong.push(`${asset}: two entries name commit ${id}`);
  for (const fact of duplicates(commits.map(each => each.fact)))
    wrong.push(`${asset}: fact ${fact} is committed twice`);
  const inGit = commits.map(({ id }) => id).join('\n');
  if (named.map(({ id }) => id).join('\n') !== inGit)
    wrong.push(
      `${asset}: the log names ${named.length} commits, git has ${commits.length}, or in another order`,
    );
  for (const [index, { id, parents }] of commits.entries()) {
    const before = commits[index - 1];
    if (parents.join() !== (before?.id ?? ''))
      wrong.push(`${asset}: ${id} does not follow the commit before it`);
  }
  const facts = new Map(commits.map(({ id, fact }) => [id, fact]));
  for (const { id, entry } of named)
    if (facts.get(id) !== entry.key)
      wrong.push(`${asset}: ${id} is of fact ${facts.get(id)}, the log says ${entry.key}`);
  return named.map(({ id, entry }) => ({ commit: id, entry }));
}

interface Seen {
  readonly value: string;
  readonly from: number | null;
  readonly to: number;
  readonly pos: number;
}

async function follow(
  place: Place,
  git: PlainGit,
  versions: readonly Version[],
  wrong: string[],
): Promise<{ recorded: number; merged: number }> {
  const seen = await valuesOf(place, git, versions, wrong);
  const gaps = readGaps(git.dataDir, `${place.asset}/${place.source}`, place.kind);
  const order = new Map(place.written.map(({ value }, index) => [value, index]));
  let merged = 0;
  let previous = -1;
  let before: Seen | null = null;
  for (const version of seen) {
    const index = order.get(version.value);
    if (index === undefined || index <= previous) {
      const why = index === undefined ? 'nobody wrote it' : 'it was already there';
      wrong.push(`${place.name}: ${version.value} at entry ${version.pos}: ${why}`);
      continue;
    }
    for (const [missed, { value, from, to }] of place.written.slice(previous + 1, index + 1).entries()) {
      if (missed < index - previous - 1) merged += 1;
      const began = version.from ?? (before === null ? 0 : null);
      const inWindow = began !== null && began <= to + clockMs && version.to >= from - clockMs;
      const inGap = gaps.some(gap => gap.from <= to + clockMs && gap.to >= from - clockMs);
      if (!inWindow && !inGap) {
        wrong.push(
          `${place.name}: ${value}, written ${time(from)}–${time(to)}, lies in no gap and not in the window ` +
            `${began === null ? 'unknown' : time(began)}–${time(version.to)} of ${version.value}`,
        );
      }
    }
    previous = index;
    before = version;
  }
  if (before?.value !== place.last)
    wrong.push(`${place.name}: the last value is ${before?.value}, written last was ${place.last}`);
  return { recorded: seen.length, merged };
}

/** Values of a place in the order of the commits that brought them; unchanged ones are left out. */
async function valuesOf(
  place: Place,
  git: PlainGit,
  versions: readonly Version[],
  wrong: string[],
): Promise<Seen[]> {
  const texts = await git.contents(versions.map(({ commit }) => `${commit}:${place.path}`));
  const seen: Seen[] = [];
  for (const [index, { entry }] of versions.entries()) {
    const text = texts[index];
    if (text === null || text === undefined) {
      if (seen.length > 0) wrong.push(`${place.name}: it is gone at entry ${entry.pos}`);
      continue;
    }
    const value = place.valueIn(text);
    if (value === null) {
      wrong.push(
        `${place.name}: entry ${entry.pos} holds no version of it: ${JSON.stringify(text.slice(0, 80))}`,
      );
      continue;
    }
    if (value === seen.at(-1)?.value) continue;
    const item = observedSchema.parse(entry.body).items.find(({ path }) => path === place.path);
    if (item === undefined) {
      wrong.push(`${place.name}: entry ${entry.pos} changed it without saying so`);
      continue;
    }
    const from = item.lastClean === null ? null : Date.parse(item.lastClean.wall);
    seen.push({ value, from, to: Date.parse(item.firstDirty.wall), pos: entry.pos });
  }
  return seen;
}

function duplicates(names: readonly string[]): string[] {
  const seen = new Set<string>();
  return names.filter(name => seen.size === seen.add(name).size);
}

function time(ms: number): string {
  return new Date(ms).toISOString().slice(11);
}
