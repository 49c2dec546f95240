import { useQueryClient } from '@tanstack/react-query';
import type { ChangeSummary } from '@witnessmark/shared/api';
import { type RefObject, useEffect, useMemo, useRef, useState } from 'react';
import { changesQuery } from '../api/index.ts';
import type { ListHandle } from '../list/index.ts';
import { matches, useLive, withRows } from '../live/index.ts';
import type { ChangesFilter } from './filter.ts';

export interface Arrivals {
  readonly rows: readonly ChangeSummary[];
  /** How many came while the list was being read. */
  readonly pending: number;
  /** Ids of rows that just came in. */
  readonly fresh: ReadonlySet<string>;
  readonly list: RefObject<ListHandle | null>;
  readonly show: () => void;
}

/** How long a row that came by itself stays marked. */
const freshMs = 4000;

/** Pushed changes go to the top at once while nobody reads there, and wait behind the bar otherwise. */
export function useArrivals(
  filter: ChangesFilter,
  pages: readonly { readonly rows: readonly ChangeSummary[] }[] | undefined,
): Arrivals {
  const queries = useQueryClient();
  const list = useRef<ListHandle>(null);
  const [waiting, setWaiting] = useState<readonly ChangeSummary[]>([]);
  const [unsure, setUnsure] = useState(false);
  const [fresh, setFresh] = useState<ReadonlySet<string>>(new Set());
  const key = changesQuery({ ...filter }).queryKey;
  const rows = useMemo(() => pages?.flatMap(page => page.rows) ?? [], [pages]);
  const pending = useMemo(() => {
    const known = new Set(rows.map(row => row.id));
    return waiting.filter(change => !known.has(change.id));
  }, [rows, waiting]);

  useEffect(() => {
    if (fresh.size === 0) return;
    const timer = setTimeout(() => setFresh(new Set()), freshMs);
    return () => clearTimeout(timer);
  }, [fresh]);

  useLive(event => {
    if (event.type !== 'change') return;
    const { change } = event;
    const fits = matches(change, { ...filter });
    if (fits === 'no' || rows.some(row => row.id === change.id)) return;
    if (fits === 'yes' && pages && pending.length === 0 && list.current?.reading() !== true) {
      queries.setQueryData(key, withRows([change]));
      setFresh(old => new Set(old).add(change.id));
      return;
    }
    if (fits === 'unsure') setUnsure(true);
    setWaiting(old => (old.some(each => each.id === change.id) ? old : [change, ...old]));
  });

  const take = () => {
    if (unsure) void queries.invalidateQueries({ queryKey: key });
    else queries.setQueryData(key, withRows(pending));
  };
  // What waits when the list is left must be there when it is opened again.
  const leave = useRef(take);
  leave.current = take;
  useEffect(() => () => leave.current(), []);

  const show = () => {
    take();
    setFresh(new Set(pending.map(change => change.id)));
    setUnsure(false);
    setWaiting([]);
    list.current?.toTop();
  };
  return { rows, pending: pending.length, fresh, list, show };
}
