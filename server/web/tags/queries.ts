import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { References, ReferencesPast } from '@witnessmark/shared/api';
import { api } from '../api/index.ts';

/** What is looked for, and where; the address of the view. */
export interface TagFilter {
  readonly tag?: string;
  readonly asset?: string;
  readonly area?: string;
}

export const usesQuery = (filter: TagFilter) =>
  infiniteQueryOptions({
    queryKey: ['references', filter],
    queryFn: ({ pageParam, signal }) =>
      api.get<References>('/references', { ...filter, cursor: pageParam, limit: 100 }, signal),
    initialPageParam: '',
    getNextPageParam: page => page.next,
  });

export const pastQuery = (filter: TagFilter) =>
  infiniteQueryOptions({
    queryKey: ['references', 'past', filter],
    queryFn: ({ pageParam, signal }) =>
      api.get<ReferencesPast>('/references/past', { ...filter, cursor: pageParam, limit: 50 }, signal),
    initialPageParam: '',
    getNextPageParam: page => page.next,
  });

export const namesQuery = (begins: string, { asset, area }: TagFilter) =>
  queryOptions({
    queryKey: ['references', 'names', begins, asset, area],
    queryFn: ({ signal }) =>
      api.get<{ names: string[]; more: boolean }>('/references/names', { begins, asset, area }, signal),
    enabled: begins !== '',
    placeholderData: keepPreviousData,
  });
