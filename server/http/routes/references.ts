import {
  referenceNamesQuerySchema,
  referenceNamesSchema,
  referencesPastSchema,
  referencesQuerySchema,
  referencesSchema,
} from '@witnessmark/shared/api';
import { reachOfRequest } from '../guard.ts';
import type { Routes } from '../routing.ts';
import { readerOf } from './reader.ts';

/** Where names of tags, blocks and types stand: in what the plant holds now, and in its past. */
export const referenceRoutes: Routes = (app, options) => {
  const { plant } = options;
  const config = { access: 'see-plant', about: 'narrowed' } as const;

  app.get(
    '/api/v1/references',
    { config, schema: { querystring: referencesQuerySchema, response: { 200: referencesSchema } } },
    request => plant.references(request.query, reachOfRequest(request)),
  );

  app.get(
    '/api/v1/references/past',
    { config, schema: { querystring: referencesQuerySchema, response: { 200: referencesPastSchema } } },
    request => plant.referencesPast(request.query, reachOfRequest(request), readerOf(request, options)),
  );

  app.get(
    '/api/v1/references/names',
    { config, schema: { querystring: referenceNamesQuerySchema, response: { 200: referenceNamesSchema } } },
    request => plant.referenceNames(request.query, reachOfRequest(request)),
  );
};
