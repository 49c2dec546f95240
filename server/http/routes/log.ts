import {
  checkpointsSchema,
  logAcceptanceSchema,
  logPageSchema,
  logProofSchema,
  logQuerySchema,
  verificationSchema,
} from '@witnessmark/shared/api';
import { z } from 'zod';
import type { Routes } from '../app.ts';
import { actOf, found } from './parts.ts';

/** The log: its entries with their proofs, its checkpoints, and checking it here and now. */
export const logRoutes: Routes = (app, { plant }) => {
  const see = { config: { access: 'see-log' } } as const;

  app.get(
    '/api/v1/log',
    { ...see, schema: { querystring: logQuerySchema, response: { 200: logPageSchema } } },
    request => plant.log(request.query),
  );

  app.get('/api/v1/log/checkpoints', { ...see, schema: { response: { 200: checkpointsSchema } } }, () =>
    plant.checkpoints(),
  );

  app.get(
    '/api/v1/log/entries/:idx',
    {
      ...see,
      schema: {
        params: z.strictObject({ idx: z.coerce.number().int().nonnegative() }),
        response: { 200: logProofSchema },
      },
    },
    async request => found(await plant.logEntry(request.params.idx), `log entry ${request.params.idx}`),
  );

  app.post(
    '/api/v1/log/acceptance',
    {
      config: { access: 'manage-agents' },
      schema: { body: logAcceptanceSchema, response: { 202: z.null() } },
    },
    async (request, reply) => {
      await plant.acceptLog(request.body.reason, actOf(request));
      return reply.code(202).send(null);
    },
  );

  app.get('/api/v1/log/verify', { ...see, schema: { response: { 200: verificationSchema } } }, () =>
    plant.verification(),
  );

  app.post(
    '/api/v1/log/verify',
    { config: { access: 'verify-log' }, schema: { response: { 202: verificationSchema } } },
    async (request, reply) => {
      await plant.startVerification(actOf(request));
      return reply.code(202).send(plant.verification());
    },
  );

  app.delete(
    '/api/v1/log/verify',
    { config: { access: 'verify-log' }, schema: { response: { 200: verificationSchema } } },
    async () => {
      await plant.stopVerification();
      return plant.verification();
    },
  );
};
