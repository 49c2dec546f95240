import {
  type Me,
  meSchema,
  passwordChangeSchema,
  recoveryCodesSchema,
  setUpDoneSchema,
  setUpRequestSchema,
  signInRequestSchema,
  signInsSchema,
  stepUpRequestSchema,
  stepUpSchema,
  totpConfirmSchema,
  totpOfferSchema,
} from '@witnessmark/shared/api';
import { WitnessError } from '@witnessmark/shared/errors';
import { renderSVG } from 'uqr';
import { z } from 'zod';
import {
  type Caller,
  type Identity,
  isAllowed,
  permissions,
  type Reach,
  reachOf,
} from '../../identity/index.ts';
import { callerOfRequest, cookieName, isOwnOrigin, isSecure } from '../guard.ts';
import type { HttpOptions, Routes } from '../routing.ts';

/** Signing in and out, fresh proofs, and one's own password, second factor and sign-ins. */
export const accountRoutes: Routes = (app, options) => {
  const { identity, site, url = null } = options;
  const secure = isSecure(options);
  const cookieOptions = { path: '/', httpOnly: true, secure, sameSite: 'strict' } as const;
  const nothing = { response: { 204: z.null() } };

  app.post(
    '/api/v1/sign-in',
    { config: { access: 'public' }, schema: { body: signInRequestSchema, response: { 200: meSchema } } },
    async (request, reply) => {
      if (!isOwnOrigin(request, url)) throw new WitnessError('http.csrf', 'sign-in');
      const before = request.cookies[cookieName(secure)];
      const { cookie, caller } = await identity.signIn(request.body, {
        address: request.ip,
        browser: request.headers['user-agent'] ?? '',
      });
      if (before !== undefined) await identity.signOut(before);
      return reply.setCookie(cookieName(secure), cookie, cookieOptions).send(me(caller, options));
    },
  );

  app.post(
    '/api/v1/sign-out',
    { config: { access: 'signed-in' }, schema: nothing },
    async (request, reply) => {
      const cookie = request.cookies[cookieName(secure)];
      if (cookie !== undefined) await identity.signOut(cookie);
      return reply.clearCookie(cookieName(secure), cookieOptions).code(204).send(null);
    },
  );

  app.post(
    '/api/v1/set-up',
    {
      config: { access: 'public' },
      schema: { body: setUpRequestSchema, response: { 200: setUpDoneSchema } },
    },
    async request => {
      if (!isOwnOrigin(request, url)) throw new WitnessError('http.csrf', 'set-up');
      const { user } = await identity.people.setUp(request.body.secret, request.body.password);
      return { user };
    },
  );

  app.post(
    '/api/v1/step-up',
    {
      config: { access: 'known' },
      schema: { body: stepUpRequestSchema, response: { 200: stepUpSchema } },
    },
    async (request, reply) => {
      const { cookie, caller } = await identity.stepUp(callerOfRequest(request), request.body);
      if (cookie !== null) void reply.setCookie(cookieName(secure), cookie, cookieOptions);
      const by = caller.proof?.by ?? 'password';
      const until = new Date(identity.provenUntil(caller) ?? Date.now()).toISOString();
      return reply.send({ until, by, weaker: by === 'password' });
    },
  );

  app.get('/api/v1/me', { config: { access: 'known' }, schema: { response: { 200: meSchema } } }, request =>
    me(callerOfRequest(request), options),
  );

  app.post(
    '/api/v1/me/password',
    { config: { access: 'signed-in' }, schema: { body: passwordChangeSchema, ...nothing } },
    async (request, reply) => {
      await identity.own.changePassword(callerOfRequest(request), request.body);
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/api/v1/me/totp',
    {
      config: { access: 'signed-in', stepUp: true },
      schema: { response: { 200: totpOfferSchema } },
    },
    request => {
      const offer = identity.own.offerTotp(callerOfRequest(request), site.name);
      return { ...offer, svg: renderSVG(offer.uri, { ecc: 'M', border: 4, pixelSize: 4 }) };
    },
  );

  app.post(
    '/api/v1/me/totp/confirm',
    {
      config: { access: 'signed-in' },
      schema: { body: totpConfirmSchema, response: { 200: recoveryCodesSchema } },
    },
    async request => ({
      codes: [...(await identity.own.confirmTotp(callerOfRequest(request), request.body.code))],
    }),
  );

  app.delete(
    '/api/v1/me/totp',
    { config: { access: 'signed-in', stepUp: true }, schema: nothing },
    async (request, reply) => {
      await identity.own.removeTotp(callerOfRequest(request));
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/api/v1/me/recovery-codes',
    {
      config: { access: 'signed-in', stepUp: true },
      schema: { response: { 200: recoveryCodesSchema } },
    },
    async request => ({ codes: [...(await identity.own.drawRecoveryCodes(callerOfRequest(request)))] }),
  );

  app.get(
    '/api/v1/me/sign-ins',
    { config: { access: 'signed-in' }, schema: { response: { 200: signInsSchema } } },
    async request => {
      const caller = callerOfRequest(request);
      const rows = await identity.own.signInsOf(caller);
      return {
        rows: rows.map(({ id, createdAt, lastUsedAt, address, browser, by }) => ({
          id,
          createdAt,
          lastUsedAt,
          address,
          browser,
          by,
          current: id === caller.signIn?.id,
        })),
      };
    },
  );

  app.delete(
    '/api/v1/me/sign-ins/:id',
    {
      config: { access: 'signed-in' },
      schema: { params: z.strictObject({ id: z.string().max(60) }), ...nothing },
    },
    async (request, reply) => {
      if (!(await identity.own.endSignIn(callerOfRequest(request), request.params.id)))
        throw new WitnessError('http.not-found', request.params.id);
      return reply.code(204).send(null);
    },
  );

  app.delete(
    '/api/v1/me/sign-ins',
    { config: { access: 'signed-in' }, schema: nothing },
    async (request, reply) => {
      await identity.own.endOtherSignIns(callerOfRequest(request));
      return reply.code(204).send(null);
    },
  );
};

function me(
  caller: Caller,
  { identity, site, build }: Pick<HttpOptions, 'site' | 'build'> & { readonly identity: Identity },
): Me {
  const { account, signIn } = caller;
  const { person, user, name, grants, totp } = account;
  const until = identity.provenUntil(caller);
  const may = permissions.filter(permission => isAllowed(caller, permission));
  return {
    person,
    user,
    name,
    roles: [...new Set(grants.map(({ role }) => role))],
    grants: [...grants],
    csrf: signIn === null ? '' : identity.csrfToken(signIn),
    may,
    reach: Object.fromEntries(may.map(permission => [permission, shown(reachOf(caller, permission))])),
    secondFactor: totp === null ? null : { since: totp.since, recoveryCodes: account.recovery.length },
    passwordIsGiven: account.passwordBy === 'other',
    proof: {
      by: identity.proofBy(account),
      until: until === null ? null : new Date(until).toISOString(),
    },
    site: {
      name: site.name,
      timeZone: site.timeZone,
      ...(site.shifts.length > 0 ? { shifts: [...site.shifts] } : {}),
    },
    build,
  };
}

function shown(reach: Reach): Me['reach'][string] {
  return reach === 'site' ? reach : { areas: [...reach.areas], assets: [...reach.assets] };
}
