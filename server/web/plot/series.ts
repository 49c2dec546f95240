import type { Change } from '@witnessmark/shared/api';

/** What one member held from a moment on, by one change. */
interface Point {
  readonly at: number;
  readonly value: number;
  readonly change: string;
}

export interface Series {
  readonly name: string;
  readonly unit: string;
  readonly points: readonly Point[];
}

/**
 * How the numbers of an item went through some of its changes, given in any order; a series begins with
 * the value that the first of them replaced. Members that never were a number are left out.
 */
export function seriesOf(changes: readonly Change[], path: string): Series[] {
  const found = new Map<string, { unit: string; points: Point[] }>();
  const ordered = [...changes].sort((a, b) => a.idx - b.idx);
  for (const change of ordered) {
    const item = change.items.find(each => each.path === path);
    if (item?.diff.form !== 'values') continue;
    for (const member of item.diff.members) {
      const series = found.get(member.name) ?? { unit: member.unit ?? '', points: [] };
      const old = numberOf(member.old);
      const now = numberOf(member.new);
      const start = item.window.from ?? item.window.to;
      if (series.points.length === 0 && old !== null) {
        series.points.push({ at: Date.parse(start), value: old, change: change.id });
      }
      if (now !== null) series.points.push({ at: Date.parse(item.window.to), value: now, change: change.id });
      if (series.points.length > 0) found.set(member.name, series);
    }
  }
  return [...found].map(([name, { unit, points }]) => ({ name, unit, points }));
}

function numberOf(text: string | null): number | null {
  if (text === null || text.trim() === '') return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}
