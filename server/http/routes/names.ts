import { assetNamesSchema, blockListingSchema } from '@witnessmark/shared/api';
import { assetIdSchema, itemPathSchema } from '@witnessmark/shared/items';
import { isoTimeSchema } from '@witnessmark/shared/time';
import { z } from 'zod';
import { theAsset } from '../about.ts';
import type { Routes } from '../routing.ts';
import { found } from './parts.ts';

const params = z.strictObject({ asset: assetIdSchema });

/** Names of an asset's addresses, and the listings they stand beside. */
export const nameRoutes: Routes = (app, { plant }) => {
  const see = { config: { access: 'see-plant', about: theAsset } } as const;

  app.get(
    '/api/v1/assets/:asset/names',
    { ...see, schema: { params, querystring: z.strictObject({}), response: { 200: assetNamesSchema } } },
    async ({ params: { asset } }) => found(await plant.names(asset), asset),
  );

  app.get(
    '/api/v1/assets/:asset/listing',
    {
      ...see,
      schema: {
        params,
        querystring: z.strictObject({ path: itemPathSchema, at: isoTimeSchema.optional() }),
        response: { 200: blockListingSchema },
      },
    },
    async ({ params: { asset }, query: { path, at } }) =>
      found(await plant.listing(asset, path, at ?? null), path),
  );
};
