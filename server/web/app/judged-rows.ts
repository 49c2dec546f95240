import { type InfiniteData, type QueryClient, useQueryClient } from '@tanstack/react-query';
import type { Change, ChangeSummary } from '@witnessmark/shared/api';
import { useEffect, useRef } from 'react';
import { api, type Page } from '../api/index.ts';

type List = InfiniteData<Page<ChangeSummary>>;
type Judged = Pick<ChangeSummary, 'id' | 'who' | 'sentence' | 'review' | 'byPolicy'>;

/** A burst of judgements costs one reading each this often. */
const gatherMs = 500;
/** So many are asked for one by one; of more the newest changes are read as a page. */
const singlyAtMost = 10;
const pageOf = 200;

/**
 * Keeps who made each listed change as it is judged: the row says so in its place, and no row moves, comes or goes
 * under its reader's eyes.
 */
export function useJudged(): { note(change: string): void } {
  const queries = useQueryClient();
  const waiting = useRef(new Set<string>());
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const take = async () => {
    timer.current = undefined;
    const ids = [...waiting.current].filter(id => isListed(queries, id));
    waiting.current.clear();
    if (ids.length === 0) return;
    const found = await read(ids);
    queries.setQueriesData<List>({ queryKey: ['changes'] }, old => old && withJudged(old, found));
  };
  return {
    note: change => {
      waiting.current.add(change);
      timer.current ??= setTimeout(() => {
        // Where it cannot be read now the row stays as it is; the lists are read anew when the stream comes back.
        take().catch(() => queries.invalidateQueries({ queryKey: ['changes'], refetchType: 'none' }));
      }, gatherMs);
    },
  };
}

async function read(ids: readonly string[]): Promise<ReadonlyMap<string, Judged>> {
  const rows: readonly Judged[] =
    ids.length <= singlyAtMost
      ? await Promise.all(ids.map(id => api.get<Change>(`/changes/${encodeURIComponent(id)}`)))
      : (await api.get<Page<ChangeSummary>>('/changes', { limit: pageOf })).rows;
  return new Map(rows.map(row => [row.id, row]));
}

function isListed(queries: QueryClient, id: string): boolean {
  return queries
    .getQueriesData<List>({ queryKey: ['changes'] })
    .some(([, list]) => list?.pages.some(page => page.rows.some(row => row.id === id)) ?? false);
}

/** The list with what was judged of its rows in place; the same object where nothing of it is there. */
function withJudged(list: List, found: ReadonlyMap<string, Judged>): List {
  if (!list.pages.some(page => page.rows.some(row => found.has(row.id)))) return list;
  const pages = list.pages.map(page => ({
    ...page,
    rows: page.rows.map(row => {
      const judged = found.get(row.id);
      if (judged === undefined) return row;
      const { byPolicy: _, ...rest } = row;
      const { who, sentence, review, byPolicy } = judged;
      return { ...rest, who, sentence, review, ...(byPolicy ? { byPolicy } : {}) };
    }),
  }));
  return { ...list, pages };
}
