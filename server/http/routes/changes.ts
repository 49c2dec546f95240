import {
  changeIdSchema,
  changeItemsSchema,
  changeSchema,
  changesPageSchema,
  changesQuerySchema,
} from '@witnessmark/shared/api';
import { z } from 'zod';
import { type AssetsOf, param } from '../about.ts';
import { reachOfRequest } from '../guard.ts';
import type { Routes } from '../routing.ts';
import { found } from './parts.ts';
import { readerOf } from './reader.ts';
import { whoMeant } from './who-meant.ts';

const params = z.strictObject({ id: changeIdSchema });

/** Changes: the list, one whole, and the rest of a large one's items. */
export const changeRoutes: Routes = (app, options) => {
  const { plant } = options;
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
    async request => {
      const { who, ...query } = request.query;
      const meant = who === undefined ? {} : { who: await whoMeant(who, request, options) };
      return plant.changes({ ...query, ...meant }, reachOfRequest(request), readerOf(request, options));
    },
  );

  app.get(
    '/api/v1/changes/:id',
    { ...see, schema: { params, response: { 200: changeSchema } } },
    async request =>
      found(await plant.change(request.params.id, readerOf(request, options)), request.params.id),
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
