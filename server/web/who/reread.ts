import { useQueryClient } from '@tanstack/react-query';

/** Reads again what shows who made a change, after an act of one's own. */
export function useReread(): () => Promise<void> {
  const queries = useQueryClient();
  return async () => {
    const keys = ['attribution', 'change', 'queue', 'shifts', 'overview', 'policy'];
    await Promise.all(keys.map(key => queries.invalidateQueries({ queryKey: [key] })));
  };
}
