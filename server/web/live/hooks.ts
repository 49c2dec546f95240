import type { Live } from '@witnessmark/shared/api';
import { createContext, useContext, useEffect, useEffectEvent, useSyncExternalStore } from 'react';
import { type Connection, LiveStream } from './live-stream.ts';

export const LiveContext = createContext(new LiveStream('/api/v1/events'));

export function useConnection(): Connection {
  const live = useContext(LiveContext);
  return useSyncExternalStore(live.watch, live.connection);
}

/** Calls `listener` with every event while the component stands. */
export function useLive(listener: (event: Live) => void): void {
  const live = useContext(LiveContext);
  const hear = useEffectEvent(listener);
  useEffect(() => live.onEvent(event => hear(event)), [live]);
}
