import { referencesQuerySchema, referencesSchema } from '@witnessmark/shared/api';
import { reachOfRequest } from '../guard.ts';
import type { Routes } from '../routing.ts';

/** Where names stand in the sources of the plant. */
export const referenceRoutes: Routes = (app, { plant }) => {
  app.get(
    '/api/v1/references',
    {
      config: { access: 'see-plant', about: 'narrowed' },
      schema: { querystring: referencesQuerySchema, response: { 200: referencesSchema } },
    },
    request => plant.references(request.query, reachOfRequest(request)),
  );
};
