import { useQueryClient } from '@tanstack/react-query';

/** Reads again whatever shows sessions, after an act of one's own. */
export function useReread(): () => Promise<void> {
  const queries = useQueryClient();
  return async () => {
    await Promise.all([['sessions'], ['session']].map(queryKey => queries.invalidateQueries({ queryKey })));
  };
}
