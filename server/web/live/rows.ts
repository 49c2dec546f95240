import type { InfiniteData } from '@tanstack/react-query';
import type { ChangeSummary } from '@witnessmark/shared/api';
import type { Page } from '../api/index.ts';

/** Puts rows before a list's first page; a row that is there already is not doubled. */
export function withRows(rows: readonly ChangeSummary[]) {
  return <Param>(old: InfiniteData<Page<ChangeSummary>, Param> | undefined) => {
    const [first, ...rest] = old?.pages ?? [];
    if (!old || !first) return old;
    const known = new Set(old.pages.flatMap(page => page.rows.map(row => row.id)));
    const fresh = rows.filter(row => !known.has(row.id));
    return { ...old, pages: [{ ...first, rows: [...fresh, ...first.rows] }, ...rest] };
  };
}
