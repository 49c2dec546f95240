import { useEffect } from 'react';

/** Names the view in the tab and in the browser's history. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Witnessmark`;
  }, [title]);
}
