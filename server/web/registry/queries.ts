import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type {
  AssetPaths,
  Identities,
  Identity,
  MeaningDeclaration,
  PathsDeclaration,
  SharedAccounts,
  Somebody,
  Witness,
} from '@witnessmark/shared/api';
import { api } from '../api/index.ts';

const segment = encodeURIComponent;

export const identitiesQuery = (state: string | undefined, cursor: string | undefined) =>
  queryOptions({
    queryKey: ['identities', 'page', state ?? '', cursor ?? ''],
    queryFn: ({ signal }) => api.get<Identities>('/identities', { state, cursor }, signal),
    placeholderData: keepPreviousData,
  });

export const identityQuery = (id: string) =>
  queryOptions({
    queryKey: ['identities', 'one', id],
    queryFn: ({ signal }) => api.get<Identity>(`/identities/${segment(id)}`, {}, signal),
  });

export const sharedQuery = queryOptions({
  queryKey: ['identities', 'shared'],
  queryFn: ({ signal }) => api.get<SharedAccounts>('/identities/shared', {}, signal),
});

/** Whom an identity can be declared to mean: names, and so asked for only when somebody is about to. */
export const knownPeopleQuery = queryOptions({
  queryKey: ['identities', 'people'],
  queryFn: ({ signal }) => api.get<{ rows: Somebody[] }>('/identities/people', {}, signal),
});

export const witnessesQuery = queryOptions({
  queryKey: ['witnesses'],
  queryFn: ({ signal }) => api.get<{ rows: Witness[] }>('/witnesses', {}, signal),
});

export const pathsQuery = (asset: string) =>
  queryOptions({
    queryKey: ['asset', asset, 'paths'],
    queryFn: ({ signal }) => api.get<AssetPaths>(`/assets/${segment(asset)}/paths`, {}, signal),
  });

export const registryActs = {
  declare: (identity: string, body: MeaningDeclaration) =>
    api.send<{ identity: string }>('POST', `/identities/${segment(identity)}/meanings`, body),
  setPaths: (asset: string, body: PathsDeclaration) =>
    api.send<void>('POST', `/assets/${segment(asset)}/paths`, body),
};
