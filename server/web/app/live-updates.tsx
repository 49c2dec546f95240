import { useQueryClient } from '@tanstack/react-query';
import type { Agent, Live } from '@witnessmark/shared/api';
import { useContext, useEffect, useRef } from 'react';
import { agentsQuery, meQuery, type Query } from '../api/index.ts';
import { LiveContext, matches, useLive, withRows } from '../live/index.ts';
import { useJudged } from './judged-rows.ts';

/** Re-reading what events touch waits this long, so that a burst costs one reading. */
const gatherMs = 1000;

/**
 * Keeps what the page holds in step with the server's events: lists that are not on the screen take new
 * rows as they come, summaries are read again. A list on the screen decides for itself when its rows may move.
 */
export function LiveUpdates() {
  const live = useContext(LiveContext);
  const queries = useQueryClient();
  const stale = useRef(new Set<string>());
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

  const judged = useJudged();

  useEffect(() => {
    live.start();
    const off = live.onHole(() => {
      // A first reading under way may have been answered before the stream stood; it is not joined but begun anew.
      void queries.cancelQueries().then(() => queries.invalidateQueries());
    });
    const check = live.watch(() => {
      // A stream that is refused looks like one that is lost; asking who is signed in tells them apart.
      if (live.connection().state === 'lost') void queries.invalidateQueries({ queryKey: meQuery.queryKey });
    });
    return () => {
      off();
      check();
      live.stop();
      clearTimeout(timer.current);
    };
  }, [live, queries]);

  const reread = (...key: readonly string[]) => {
    stale.current.add(JSON.stringify(key));
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      for (const each of stale.current) {
        const queryKey = JSON.parse(each) as string[];
        // What an asset's page shows in full is read again when its reader asks, not under their eyes.
        void queries.invalidateQueries({ queryKey, exact: queryKey[0] === 'asset' });
      }
      stale.current.clear();
    }, gatherMs);
  };

  useLive((event: Live) => {
    if (event.type === 'change') {
      for (const query of queries.getQueryCache().findAll({ queryKey: ['changes'], type: 'inactive' })) {
        const filter = query.queryKey[1] as Query;
        const fits = matches(event.change, filter);
        if (fits === 'yes') queries.setQueryData(query.queryKey, withRows([event.change]));
        if (fits === 'unsure') void queries.invalidateQueries({ queryKey: query.queryKey });
      }
      reread('overview');
      reread('assets');
      reread('session');
    } else if (event.type === 'session') {
      reread('sessions');
      reread('session');
    } else if (event.type === 'judged') {
      judged.note(event.change);
      reread('overview');
      reread('attribution', event.change);
      reread('change', event.change);
      reread('session');
    } else if (event.type === 'agent') {
      queries.setQueryData(agentsQuery.queryKey, old => old && { rows: replaced(old.rows, event.agent) });
      reread('overview');
    } else if (event.type === 'asset' || event.type === 'coverage') {
      reread('overview');
      reread('assets');
      reread('gaps');
      // A closing reading shows itself as coverage.
      reread('session');
      reread('asset', event.asset);
    }
  });
  return null;
}

function replaced(rows: readonly Agent[], agent: Agent): Agent[] {
  const known = rows.some(each => each.id === agent.id);
  return known ? rows.map(each => (each.id === agent.id ? agent : each)) : [...rows, agent];
}
