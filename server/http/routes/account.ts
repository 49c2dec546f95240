import {
  meSchema,
  passwordChangeSchema,
  signInRequestSchema,
  tokenCreatedSchema,
  tokenRequestSchema,
  tokenSchema,
} from '@witnessmark/shared/api';
import { WitnessError } from '@witnessmark/shared/errors';
import { z } from 'zod';
import { type Account, type ApiToken, type Caller, isAllowed, permissions } from '../../identity/index.ts';
import type { HttpOptions, Routes } from '../app.ts';
import { callerOfRequest, cookieName } from '../guard.ts';

/** Signing in and out, and one's own account. */
export const accountRoutes: Routes = (app, options) => {
  const { identity, tls } = options;
  const secure = tls !== null;
  const cookieOptions = { path: '/', httpOnly: true, secure, sameSite: 'strict' } as const;

  app.post(
    '/api/v1/sign-in',
    { config: { access: 'public' }, schema: { body: signInRequestSchema, response: { 200: meSchema } } },
    async (request, reply) => {
      const origin = request.headers.origin;
      if (origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== request.host))
        throw new WitnessError('http.csrf', 'sign-in');
      const before = request.cookies[cookieName(secure)];
      const { cookie, account } = await identity.signIn(request.body.user, request.body.password, {
        address: request.ip,
        browser: request.headers['user-agent'] ?? '',
      });
      if (before !== undefined) await identity.signOut(before);
      return reply
        .setCookie(cookieName(secure), cookie, cookieOptions)
        .send(me(account, identity.csrfToken(cookie), options));
    },
  );

  app.post(
    '/api/v1/sign-out',
    { config: { access: 'signed-in' }, schema: { response: { 204: z.null() } } },
    async (request, reply) => {
      const caller = callerOfRequest(request);
      if (caller.cookie !== null) await identity.signOut(caller.cookie);
      return reply.clearCookie(cookieName(secure), cookieOptions).code(204).send(null);
    },
  );

  app.get(
    '/api/v1/me',
    { config: { access: 'see-plant' }, schema: { response: { 200: meSchema } } },
    request => {
      const caller: Caller = callerOfRequest(request);
      return me(caller.account, caller.cookie === null ? '' : identity.csrfToken(caller.cookie), options);
    },
  );

  app.post(
    '/api/v1/me/password',
    { config: { access: 'signed-in' }, schema: { body: passwordChangeSchema, response: { 204: z.null() } } },
    async (request, reply) => {
      await identity.changePassword(callerOfRequest(request), request.body.current, request.body.next);
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/api/v1/tokens',
    {
      config: { access: 'manage-own-account' },
      schema: { response: { 200: z.strictObject({ rows: z.array(tokenSchema) }) } },
    },
    async request => ({
      rows: (await identity.tokensOf(callerOfRequest(request))).map(shown),
    }),
  );

  app.post(
    '/api/v1/tokens',
    {
      config: { access: 'manage-own-account' },
      schema: { body: tokenRequestSchema, response: { 201: tokenCreatedSchema } },
    },
    async (request, reply) => {
      const { token, secret } = await identity.addToken(callerOfRequest(request), request.body);
      return reply.code(201).send({ token: shown(token), secret });
    },
  );

  app.delete(
    '/api/v1/tokens/:id',
    {
      config: { access: 'manage-own-account' },
      schema: { params: z.strictObject({ id: z.string().max(60) }), response: { 204: z.null() } },
    },
    async (request, reply) => {
      if (!(await identity.revokeToken(callerOfRequest(request), request.params.id)))
        throw new WitnessError('http.not-found', request.params.id);
      return reply.code(204).send(null);
    },
  );
};

function me(account: Account, csrf: string, { site, build }: HttpOptions): z.infer<typeof meSchema> {
  return {
    person: account.person,
    user: account.user,
    name: account.name,
    roles: [...account.roles],
    csrf,
    may: permissions.filter(permission => isAllowed({ ...account, scopes: null }, permission)),
    site: {
      name: site.name,
      timeZone: site.timeZone,
      ...(site.shifts.length > 0 ? { shifts: [...site.shifts] } : {}),
    },
    build,
  };
}

function shown(token: ApiToken): z.infer<typeof tokenSchema> {
  const { id, name, scopes, createdAt, expiresAt, lastUsedAt } = token;
  return { id, name, scopes: [...scopes], createdAt, expiresAt, lastUsedAt };
}
