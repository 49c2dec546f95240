import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import type {
  Agent,
  Asset,
  AssetCapabilities,
  AssetDiff,
  AssetNames,
  AssetState,
  AssetSummary,
  Blame,
  Change,
  ChangeItem,
  ChangeSummary,
  CoverageRange,
  DataBlock,
  DataBlocks,
  EngineerSession,
  Gaps,
  Handover,
  LogEntry,
  LogProof,
  Me,
  OpenInvitation,
  Overview,
  Person,
  SessionRule,
  SessionSummary,
  SignInRow,
  Since,
  Token,
  Verification,
} from '@witnessmark/shared/api';
import { ApiClient, type Query } from './client.ts';

export const api = new ApiClient();

export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly next: string | null;
}

export interface Checkpoints {
  readonly origin: string;
  readonly verifierKey: string;
  readonly rows: readonly { size: number; root: string; at: string; note: string }[];
}

const segment = encodeURIComponent;
/** Pushed events keep this data fresh, so that it never goes stale by age alone. */
const pushed = { staleTime: Number.POSITIVE_INFINITY } as const;

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: async ({ signal }) => {
    const me = await api.get<Me>('/me', {}, signal);
    api.useCsrf(me.csrf);
    return me;
  },
  ...pushed,
});

export const overviewQuery = queryOptions({
  queryKey: ['overview'],
  queryFn: ({ signal }) => api.get<Overview>('/overview', {}, signal),
});

export const changesQuery = (filter: Query) =>
  infiniteQueryOptions({
    queryKey: ['changes', filter],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<ChangeSummary>>(
        '/changes',
        { ...filter, fold: 'yes', cursor: pageParam, limit: 100 },
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: page => page.next,
    ...pushed,
  });

/** The readings of an asset's first snapshots, each by itself. */
export const snapshotQuery = (asset: string) =>
  infiniteQueryOptions({
    queryKey: ['asset', asset, 'first'],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<ChangeSummary>>(
        '/changes',
        { asset, sort: 'first', cursor: pageParam, limit: 200 },
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: page => page.next,
  });

export const gapsQuery = (filter: Query) =>
  queryOptions({
    queryKey: ['gaps', filter],
    queryFn: ({ signal }) => api.get<Gaps>('/gaps', { ...filter, limit: 200 }, signal),
    placeholderData: keepPreviousData,
  });

export const changeQuery = (id: string) =>
  queryOptions({
    queryKey: ['change', id],
    queryFn: ({ signal }) => api.get<Change>(`/changes/${segment(id)}`, {}, signal),
  });

export const changeItemsQuery = (id: string, from: number) =>
  infiniteQueryOptions({
    queryKey: ['change', id, 'items', from],
    queryFn: ({ pageParam, signal }) =>
      api.get<{ items: ChangeItem[]; next: number | null }>(
        `/changes/${segment(id)}/items`,
        { from: pageParam },
        signal,
      ),
    initialPageParam: from,
    getNextPageParam: page => page.next,
    enabled: false,
  });

export const assetsQuery = (filter: Query) =>
  infiniteQueryOptions({
    queryKey: ['assets', filter],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<AssetSummary>>('/assets', { ...filter, cursor: pageParam, limit: 500 }, signal),
    initialPageParam: '',
    getNextPageParam: page => page.next,
  });

export const assetQuery = (id: string) =>
  queryOptions({
    queryKey: ['asset', id],
    queryFn: ({ signal }) => api.get<Asset>(`/assets/${segment(id)}`, {}, signal),
  });

export const capabilitiesQuery = (id: string) =>
  queryOptions({
    queryKey: ['asset', id, 'capabilities'],
    queryFn: ({ signal }) => api.get<AssetCapabilities>(`/assets/${segment(id)}/capabilities`, {}, signal),
  });

export const assetNamesQuery = (id: string) =>
  queryOptions({
    queryKey: ['asset', id, 'names'],
    queryFn: ({ signal }) => api.get<AssetNames>(`/assets/${segment(id)}/names`, {}, signal),
  });

export const sinceQuery = (id: string, from: string) =>
  queryOptions({
    queryKey: ['asset', id, 'since', from],
    queryFn: ({ signal }) => api.get<Since>(`/assets/${segment(id)}/since`, { from }, signal),
  });

export const stateQuery = (id: string, at: string | undefined) =>
  queryOptions({
    queryKey: ['asset', id, 'state', at ?? 'now'],
    queryFn: ({ signal }) => api.get<AssetState>(`/assets/${segment(id)}/state`, { at }, signal),
    placeholderData: keepPreviousData,
  });

export const blameQuery = (id: string, path: string, at: string | undefined) =>
  queryOptions({
    queryKey: ['asset', id, 'blame', path, at ?? 'now'],
    queryFn: ({ signal }) => api.get<Blame>(`/assets/${segment(id)}/blame`, { path, at }, signal),
  });

/** The asset's newest changes, read with the asset's page and apart from the list that takes pushed rows. */
export const assetHistoryQuery = (id: string) =>
  queryOptions({
    queryKey: ['asset', id, 'history'],
    queryFn: ({ signal }) =>
      api.get<Page<ChangeSummary>>('/changes', { asset: id, fold: 'yes', limit: 200 }, signal),
  });

export const dataBlocksQuery = (id: string, at: string | undefined) =>
  queryOptions({
    queryKey: ['asset', id, 'data-blocks', at ?? 'now'],
    queryFn: ({ signal }) => api.get<DataBlocks>(`/assets/${segment(id)}/data-blocks`, { at }, signal),
    placeholderData: keepPreviousData,
  });

export const dataBlockQuery = (id: string, block: string, at: string | undefined) =>
  queryOptions({
    queryKey: ['asset', id, 'data-blocks', at ?? 'now', block],
    queryFn: ({ signal }) =>
      api.get<DataBlock>(`/assets/${segment(id)}/data-blocks/${segment(block)}`, { at }, signal),
  });

export const itemHistoryQuery = (id: string, item: string, limit: number) =>
  queryOptions({
    queryKey: ['asset', id, 'item', item, limit],
    queryFn: ({ signal }) => api.get<Page<ChangeSummary>>('/changes', { asset: id, item, limit }, signal),
  });

export const assetDiffQuery = (id: string, from: string) =>
  queryOptions({
    queryKey: ['asset', id, 'diff', from],
    queryFn: ({ signal }) => api.get<AssetDiff>(`/assets/${segment(id)}/diff`, { from }, signal),
  });

/** Where an item's bytes are fetched from, as they were in a commit. */
export function contentAddress(id: string, path: string, commit: string): string {
  return `/api/v1/assets/${segment(id)}/content?${new URLSearchParams({ path, commit })}`;
}

export const coverageQuery = (id: string, from: string, to: string) =>
  queryOptions({
    queryKey: ['asset', id, 'coverage', from, to],
    queryFn: ({ signal }) => api.get<CoverageRange>(`/assets/${segment(id)}/coverage`, { from, to }, signal),
    placeholderData: keepPreviousData,
  });

export const agentsQuery = queryOptions({
  queryKey: ['agents'],
  queryFn: ({ signal }) => api.get<{ rows: Agent[] }>('/agents', {}, signal),
});

export const invitationsQuery = queryOptions({
  queryKey: ['agents', 'invitations'],
  queryFn: ({ signal }) => api.get<{ rows: OpenInvitation[] }>('/agents/invitations', {}, signal),
});

export const logQuery = (filter: Query) =>
  infiniteQueryOptions({
    queryKey: ['log', 'entries', filter],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<LogEntry>>('/log', { ...filter, cursor: pageParam, limit: 100 }, signal),
    initialPageParam: '',
    getNextPageParam: page => page.next,
    ...pushed,
  });

export const logProofQuery = (idx: string) =>
  queryOptions({
    queryKey: ['log', 'proof', idx],
    queryFn: ({ signal }) => api.get<LogProof>(`/log/entries/${segment(idx)}`, {}, signal),
  });

export const checkpointsQuery = queryOptions({
  queryKey: ['log', 'checkpoints'],
  queryFn: ({ signal }) => api.get<Checkpoints>('/log/checkpoints', {}, signal),
});

export const verificationQuery = queryOptions({
  queryKey: ['log', 'verification'],
  queryFn: ({ signal }) => api.get<Verification>('/log/verify', {}, signal),
  refetchInterval: query => (query.state.data?.state === 'running' ? 500 : false),
});

/** Sessions of a filter, at most as many as anybody reads at once. */
export const sessionsQuery = (filter: Query) =>
  queryOptions({
    queryKey: ['sessions', filter],
    queryFn: ({ signal }) => api.get<Page<SessionSummary>>('/sessions', { ...filter, limit: 200 }, signal),
    placeholderData: keepPreviousData,
  });

export const pastSessionsQuery = (filter: Query) =>
  infiniteQueryOptions({
    queryKey: ['sessions', 'past', filter],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<SessionSummary>>(
        '/sessions',
        { ...filter, when: 'past', cursor: pageParam, limit: 50 },
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: page => page.next,
  });

export const sessionQuery = (session: string) =>
  queryOptions({
    queryKey: ['session', session],
    queryFn: ({ signal }) => api.get<EngineerSession>(`/sessions/${segment(session)}`, {}, signal),
  });

export const handoverQuery = (session: string) =>
  queryOptions({
    queryKey: ['session', session, 'handover'],
    queryFn: ({ signal }) => api.get<Handover>(`/sessions/${segment(session)}/handover`, {}, signal),
  });

export const sessionRuleQuery = (assets: readonly string[], kinds: readonly string[], breakGlass: boolean) =>
  queryOptions({
    queryKey: ['sessions', 'rule', assets, kinds, breakGlass],
    queryFn: ({ signal }) =>
      api.get<SessionRule>(
        '/sessions/rule',
        { assets: assets.join(','), kinds: kinds.join(','), breakGlass: breakGlass ? 'true' : undefined },
        signal,
      ),
    enabled: assets.length > 0 && kinds.length > 0,
    placeholderData: keepPreviousData,
  });

export const signInsQuery = queryOptions({
  queryKey: ['sign-ins'],
  queryFn: ({ signal }) => api.get<{ rows: SignInRow[] }>('/me/sign-ins', {}, signal),
});

export const peopleQuery = queryOptions({
  queryKey: ['people'],
  queryFn: ({ signal }) => api.get<{ rows: Person[] }>('/people', {}, signal),
});

export const tokensQuery = queryOptions({
  queryKey: ['tokens'],
  queryFn: ({ signal }) => api.get<{ rows: Token[] }>('/tokens', {}, signal),
});
