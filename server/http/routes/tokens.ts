import { type Token, tokenCreatedSchema, tokenRequestSchema, tokenSchema } from '@witnessmark/shared/api';
import { WitnessError } from '@witnessmark/shared/errors';
import { z } from 'zod';
import type { ApiToken } from '../../identity/index.ts';
import { callerOfRequest } from '../guard.ts';
import type { Routes } from '../routing.ts';

/** One's own API tokens. */
export const tokenRoutes: Routes = (app, { identity }) => {
  const own = { access: 'manage-own-account', about: 'no-asset' } as const;

  app.get(
    '/api/v1/tokens',
    { config: own, schema: { response: { 200: z.strictObject({ rows: z.array(tokenSchema) }) } } },
    async request => ({ rows: (await identity.own.tokensOf(callerOfRequest(request))).map(shown) }),
  );

  app.post(
    '/api/v1/tokens',
    {
      config: { ...own, stepUp: true },
      schema: { body: tokenRequestSchema, response: { 201: tokenCreatedSchema } },
    },
    async (request, reply) => {
      const { token, secret } = await identity.own.addToken(callerOfRequest(request), request.body);
      return reply.code(201).send({ token: shown(token), secret });
    },
  );

  app.delete(
    '/api/v1/tokens/:id',
    {
      config: own,
      schema: { params: z.strictObject({ id: z.string().max(60) }), response: { 204: z.null() } },
    },
    async (request, reply) => {
      if (!(await identity.own.revokeToken(callerOfRequest(request), request.params.id)))
        throw new WitnessError('http.not-found', request.params.id);
      return reply.code(204).send(null);
    },
  );
};

function shown(token: ApiToken): Token {
  const { id, name, scopes, createdAt, expiresAt, lastUsedAt } = token;
  return { id, name, scopes: [...scopes], createdAt, expiresAt, lastUsedAt };
}
