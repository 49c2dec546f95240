import {
  checkpointsSchema,
  type LogEntry,
  logAcceptanceSchema,
  logPageSchema,
  logProofSchema,
  logQuerySchema,
  verificationSchema,
} from '@witnessmark/shared/api';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { callerOfRequest, reachOfRequest } from '../guard.ts';
import type { Routes } from '../routing.ts';
import { actOf, found } from './parts.ts';

/** The log: its entries with their proofs, its checkpoints, and checking it here and now. */
export const logRoutes: Routes = (app, { plant, identity }) => {
  const see = { config: { access: 'see-log', about: 'narrowed' } } as const;
  /** Rows with the names of people, for a reader who may see them. */
  const named = async (rows: LogEntry[], request: FastifyRequest): Promise<LogEntry[]> => {
    const people = rows.flatMap(({ actor }) => (actor.kind === 'person' ? [actor.id] : []));
    const names = await identity.names.of(people, callerOfRequest(request));
    return rows.map(row => {
      const shown = names.get(row.actor.id);
      return shown ? { ...row, actor: { ...row.actor, name: shown.label } } : row;
    });
  };

  app.get(
    '/api/v1/log',
    { ...see, schema: { querystring: logQuerySchema, response: { 200: logPageSchema } } },
    async request => {
      const { rows, next } = await plant.log(request.query, reachOfRequest(request));
      return { rows: await named(rows, request), next };
    },
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
    async request => {
      const { idx } = request.params;
      const proof = found(await plant.logEntry(idx, reachOfRequest(request)), `log entry ${idx}`);
      const [entry = proof.entry] = await named([proof.entry], request);
      return { ...proof, entry };
    },
  );

  app.post(
    '/api/v1/log/acceptance',
    {
      config: { access: 'manage-agents', about: 'site', stepUp: true },
      schema: { body: logAcceptanceSchema, response: { 202: z.null() } },
    },
    async (request, reply) => {
      await plant.acceptLog(request.body.reason, actOf(request));
      return reply.code(202).send(null);
    },
  );

  app.get(
    '/api/v1/log/verify',
    { config: { access: 'see-log', about: 'site' }, schema: { response: { 200: verificationSchema } } },
    () => plant.verification(),
  );

  app.post(
    '/api/v1/log/verify',
    { config: { access: 'verify-log', about: 'site' }, schema: { response: { 202: verificationSchema } } },
    async (request, reply) => {
      await plant.startVerification(actOf(request));
      return reply.code(202).send(plant.verification());
    },
  );

  app.delete(
    '/api/v1/log/verify',
    { config: { access: 'verify-log', about: 'site' }, schema: { response: { 200: verificationSchema } } },
    async () => {
      await plant.stopVerification();
      return plant.verification();
    },
  );
};
