import type { InfiniteData } from '@tanstack/react-query';
import type { ChangeSummary } from '@witnessmark/shared/api';
import type { Page } from '../api/index.ts';

/**
 * Puts rows before a list's first page; a row that is there already is not doubled. What stands under one of
 * them leaves its own row: older readings of the same first snapshot, changes that are nothing but its effects.
 */
export function withRows(rows: readonly ChangeSummary[]) {
  return <Param>(old: InfiniteData<Page<ChangeSummary>, Param> | undefined) => {
    const [first, ...rest] = old?.pages ?? [];
    if (!old || !first) return old;
    const known = new Set(old.pages.flatMap(page => page.rows.map(row => row.id)));
    const fresh = rows.filter((row, index) => !known.has(row.id) && !isUnder(row, rows.slice(0, index)));
    const kept = (page: Page<ChangeSummary>) => ({
      ...page,
      rows: page.rows.filter(row => !isUnder(row, fresh)),
    });
    const head = kept(first);
    return { ...old, pages: [{ ...head, rows: [...fresh, ...head.rows] }, ...rest.map(kept)] };
  };
}

/** Whether one of the rows, all newer or of the same moment, stands for this one in a folded list. */
function isUnder(row: ChangeSummary, others: readonly ChangeSummary[]): boolean {
  return others.some(
    other =>
      (row.folded !== undefined && row.folded.key === other.folded?.key) ||
      (other.effects?.whole.includes(row.id) ?? false),
  );
}
