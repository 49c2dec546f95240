import { healthSchema, healthStatusSchema, overviewSchema } from '@witnessmark/shared/api';
import { z } from 'zod';
import { reachOfRequest } from '../guard.ts';
import type { Routes } from '../routing.ts';

/** What is for machines: health, metrics, the API's own description; and the overview. */
export const plainRoutes: Routes = (app, { plant }) => {
  app.get(
    '/api/v1/health',
    {
      config: { access: 'public' },
      schema: { response: { 200: healthStatusSchema, 503: healthStatusSchema } },
    },
    async (_request, reply) => {
      const { status } = await plant.health();
      return reply.code(status === 'failing' ? 503 : 200).send({ status });
    },
  );

  app.get(
    '/api/v1/health/checks',
    { config: { access: 'see-metrics', about: 'site' }, schema: { response: { 200: healthSchema } } },
    () => plant.health(),
  );

  app.get(
    '/metrics',
    { config: { access: 'see-metrics', about: 'site' }, schema: { hide: true } },
    async (_request, reply) => {
      const { contentType, text } = await plant.metrics();
      return reply.type(contentType).send(text);
    },
  );

  app.get(
    '/api/v1/openapi.json',
    { config: { access: 'public' }, schema: { hide: true, response: { 200: z.unknown() } } },
    () => app.swagger(),
  );

  app.get(
    '/api/v1/overview',
    {
      config: { access: 'see-plant', about: 'narrowed' },
      schema: { response: { 200: overviewSchema } },
    },
    request => plant.overview(reachOfRequest(request)),
  );
};
