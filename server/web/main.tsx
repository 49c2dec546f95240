import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { createRoot } from 'react-dom/client';
import { api, isSignedOut, meQuery, RefusedError } from './api/index.ts';
import { router } from './app/router.tsx';
import './style/index.css';

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5000,
      refetchOnWindowFocus: false,
      // A refusal stays one; only a server that did not answer is worth asking again.
      retry: (count, error) => !(error instanceof RefusedError) && count < 3,
      networkMode: 'always',
    },
    mutations: { networkMode: 'always' },
  },
});

// Wherever a sign-in turns out to have ended, the sign-in form takes over.
queries.getQueryCache().subscribe(event => {
  if (event.type !== 'updated' || event.action.type !== 'error') return;
  if (event.query.queryKey[0] === meQuery.queryKey[0] || !isSignedOut(event.action.error)) return;
  void queries.resetQueries({ queryKey: meQuery.queryKey });
});

api.presence.watch(window);

const place = document.getElementById('page');
if (!place) throw new Error('The page has no place to stand in.');
createRoot(place).render(
  <QueryClientProvider client={queries}>
    <RouterProvider router={router} />
  </QueryClientProvider>,
);
