import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import type {
  AttributionView,
  ChangeSummary,
  PartName,
  PolicyInForce,
  QueueRow,
  Shift,
} from '@witnessmark/shared/api';
import { api, type Page, type Query } from '../api/index.ts';

const segment = encodeURIComponent;

export const attributionQuery = (change: string, revision: string | undefined) =>
  queryOptions({
    queryKey: ['attribution', change, revision ?? 'newest'],
    queryFn: ({ signal }) =>
      api.get<AttributionView>(`/changes/${segment(change)}/attribution`, { revision }, signal),
    placeholderData: keepPreviousData,
  });

/** A record whole, with names: asked for by a person, and logged. */
export const rawStatementQuery = (change: string, entry: number) =>
  queryOptions({
    queryKey: ['attribution', change, 'statement', entry],
    queryFn: ({ signal }) =>
      api.get<{ statement: object }>(`/changes/${segment(change)}/statements/${entry}`, {}, signal),
    enabled: false,
  });

export const queueQuery = (filter: Query) =>
  infiniteQueryOptions({
    queryKey: ['queue', filter],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<QueueRow>>('/attribution/queue', { ...filter, cursor: pageParam, limit: 100 }, signal),
    initialPageParam: '',
    getNextPageParam: page => page.next,
  });

/** The policy that holds, and what stands as it was judged under another one. */
export const policyQuery = queryOptions({
  queryKey: ['policy'],
  queryFn: ({ signal }) => api.get<PolicyInForce>('/policy', {}, signal),
});

export const shiftsQuery = (filter: Query) =>
  queryOptions({
    queryKey: ['shifts', filter],
    queryFn: ({ signal }) => api.get<{ rows: Shift[]; truncated: boolean }>('/shifts', filter, signal),
  });

export const shiftQuery = (area: string, from: string) =>
  queryOptions({
    queryKey: ['shifts', 'one', area, from],
    queryFn: ({ signal }) =>
      api.get<{ shift: Shift; rows: ChangeSummary[]; truncated: boolean }>(
        '/shifts/changes',
        { area, from },
        signal,
      ),
  });

/** What a person does about who made changes; each throws what ApiClient throws. */
export const whoActs = {
  claim: (change: string, part: PartName | null, note: string) =>
    api.send<{ claim: string }>('POST', `/changes/${segment(change)}/claims`, { part, note }),
  answer: (claim: string, verb: 'confirm' | 'dispute' | 'withdraw', note: string) =>
    api.send<void>('POST', `/claims/${segment(claim)}/${verb}`, { note }),
  own: (change: string, owner: string | null, reason: string) =>
    api.send<void>('POST', `/changes/${segment(change)}/owner`, { owner, reason }),
  /** Gives how many changes it is about. */
  rejudge: (reason: string) =>
    api.send<{ changes: number }>('POST', '/attribution/rejudge', { because: 'policy', reason }),
  signOff: (shift: Pick<Shift, 'area' | 'from' | 'digest'>, note: string) =>
    api.send<void>('POST', '/shifts/sign-off', {
      area: shift.area,
      from: shift.from,
      digest: shift.digest,
      note,
    }),
};
