import {
  changeIdSchema,
  changeItemsSchema,
  changeSchema,
  changesPageSchema,
  changesQuerySchema,
} from '@witnessmark/shared/api';
import { z } from 'zod';
import { type AssetsOf, param } from '../about.ts';
import type { Routes } from '../app.ts';
import { reachOfRequest } from '../guard.ts';
import { found } from './parts.ts';

const params = z.strictObject({ id: changeIdSchema });

/** Changes: the list, one whole, and the rest of a large one's items. */
export const changeRoutes: Routes = (app, { plant }) => {
  const theChange: AssetsOf = {
    what: 'change',
    name: request => param(request, 'id'),
    find: async request => {
      const asset = await plant.assetOfChange(param(request, 'id'));
      return asset === null ? null : [asset];
    },
  };
  const see = { config: { access: 'see-plant', about: theChange } } as const;

  app.get(
    '/api/v1/changes',
    {
      config: { access: 'see-plant', about: 'narrowed' },
      schema: { querystring: changesQuerySchema, response: { 200: changesPageSchema } },
    },
    request => plant.changes(request.query, reachOfRequest(request)),
  );

  app.get(
    '/api/v1/changes/:id',
    { ...see, schema: { params, response: { 200: changeSchema } } },
    async request => found(await plant.change(request.params.id), request.params.id),
  );

  app.get(
    '/api/v1/changes/:id/items',
    {
      ...see,
      schema: {
        params,
        querystring: z.strictObject({ from: z.coerce.number().int().nonnegative().default(0) }),
        response: { 200: changeItemsSchema },
      },
    },
    async request => found(await plant.changeItems(request.params.id, request.query.from), request.params.id),
  );
};
