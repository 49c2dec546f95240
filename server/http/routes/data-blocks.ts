import { dataBlockNameSchema, dataBlockSchema, dataBlocksSchema } from '@witnessmark/shared/api';
import { assetIdSchema } from '@witnessmark/shared/items';
import { isoTimeSchema } from '@witnessmark/shared/time';
import { z } from 'zod';
import { theAsset } from '../about.ts';
import type { Routes } from '../routing.ts';
import { found } from './parts.ts';

const querystring = z.strictObject({ at: isoTimeSchema.optional() });

/** Data blocks of S7-300/400 controllers: their members with start and actual values. */
export const dataBlockRoutes: Routes = (app, { plant }) => {
  const see = { config: { access: 'see-plant', about: theAsset } } as const;

  app.get(
    '/api/v1/assets/:asset/data-blocks',
    {
      ...see,
      schema: {
        params: z.strictObject({ asset: assetIdSchema }),
        querystring,
        response: { 200: dataBlocksSchema },
      },
    },
    async ({ params: { asset }, query }) => found(await plant.dataBlocks(asset, query.at ?? null), asset),
  );

  app.get(
    '/api/v1/assets/:asset/data-blocks/:block',
    {
      ...see,
      schema: {
        params: z.strictObject({ asset: assetIdSchema, block: dataBlockNameSchema }),
        querystring,
        response: { 200: dataBlockSchema },
      },
    },
    async ({ params: { asset, block }, query }) =>
      found(await plant.dataBlock(asset, block, query.at ?? null), `${asset}/${block}`),
  );
};
