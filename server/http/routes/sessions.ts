import {
  handoverSchema,
  sessionCommentSchema,
  sessionExtendSchema,
  sessionNameSchema,
  sessionReasonSchema,
  sessionRequestSchema,
  sessionReviewSchema,
  sessionRuleSchema,
  sessionSchema,
  sessionsPageSchema,
  sessionsQuerySchema,
} from '@witnessmark/shared/api';
import { WitnessError } from '@witnessmark/shared/errors';
import { assetIdSchema, kindSchema } from '@witnessmark/shared/items';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type Identity, reachOf } from '../../identity/index.ts';
import type { Asker } from '../../sessions/index.ts';
import { callerOfRequest } from '../guard.ts';
import type { Routes } from '../routing.ts';
import { found } from './parts.ts';

const params = z.strictObject({ session: sessionNameSchema });
const splitList = (text: unknown) =>
  typeof text === 'string' && text.length < 4000 ? text.split(',') : text;
const ruleQuerySchema = z.strictObject({
  assets: z.preprocess(splitList, z.array(assetIdSchema).min(1).max(50)),
  kinds: z.preprocess(
    splitList,
    z.array(kindSchema).min(1).max(4).default(['logic', 'setpoint', 'recipe', 'config']),
  ),
  breakGlass: z.stringbool().default(false),
});

/**
 * Engineer sessions: asked for, approved, started, extended, ended, reviewed. A session may span assets of several
 * areas, so the desk itself weighs how far a permission reaches; the guard asks that it is held somewhere.
 */
export const sessionRoutes: Routes = (app, { identity, sessions, plant }) => {
  const see = { config: { access: 'see-plant', about: 'narrowed' } } as const;
  const ask = { config: { access: 'request-session', about: 'narrowed' } } as const;
  const approve = { config: { access: 'approve-session', about: 'narrowed' } } as const;
  const nothing = { response: { 204: z.null() } };
  const asker = (request: FastifyRequest) => askerOf(request, identity);

  app.get(
    '/api/v1/sessions',
    { ...see, schema: { querystring: sessionsQuerySchema, response: { 200: sessionsPageSchema } } },
    request => sessions.book.page(request.query, asker(request)),
  );

  app.get(
    '/api/v1/sessions/rule',
    { ...ask, schema: { querystring: ruleQuerySchema, response: { 200: sessionRuleSchema } } },
    request => sessions.book.rule(request.query, asker(request)),
  );

  app.get(
    '/api/v1/sessions/:session',
    { ...see, schema: { params, response: { 200: sessionSchema } } },
    async request =>
      found(await sessions.book.one(request.params.session, asker(request)), request.params.session),
  );

  app.get(
    '/api/v1/sessions/:session/handover',
    { ...see, schema: { params, response: { 200: handoverSchema } } },
    async request =>
      found(await plant.handover(request.params.session, asker(request)), request.params.session),
  );

  app.post(
    '/api/v1/sessions',
    { ...ask, schema: { body: sessionRequestSchema, response: { 201: sessionSchema } } },
    async (request, reply) => {
      if (request.body.breakGlass)
        throw new WitnessError('http.invalid-request', 'breakGlass', 'it has an address of its own');
      const by = asker(request);
      const id = await sessions.desk.request(request.body, by);
      return reply.code(201).send(found(await sessions.book.one(id, by), id));
    },
  );

  app.post(
    '/api/v1/sessions/break-glass',
    {
      config: { access: 'break-glass', about: 'narrowed', stepUp: true },
      schema: { body: sessionRequestSchema, response: { 201: sessionSchema } },
    },
    async (request, reply) => {
      const by = asker(request);
      const id = await sessions.desk.request({ ...request.body, breakGlass: true }, by);
      return reply.code(201).send(found(await sessions.book.one(id, by), id));
    },
  );

  app.post(
    '/api/v1/sessions/:session/start',
    {
      config: { access: 'request-session', about: 'narrowed', stepUp: true },
      schema: { params, ...nothing },
    },
    async (request, reply) => {
      await sessions.desk.start(request.params.session, asker(request));
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/api/v1/sessions/:session/approve',
    {
      config: { access: 'approve-session', about: 'narrowed', stepUp: true },
      schema: { params, body: sessionCommentSchema, ...nothing },
    },
    async (request, reply) => {
      await sessions.desk.approve(request.params.session, request.body.comment, asker(request));
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/api/v1/sessions/:session/decline',
    { ...approve, schema: { params, body: sessionReasonSchema, ...nothing } },
    async (request, reply) => {
      await sessions.desk.decline(request.params.session, request.body.reason, asker(request));
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/api/v1/sessions/:session/withdraw',
    { ...ask, schema: { params, body: sessionReasonSchema, ...nothing } },
    async (request, reply) => {
      await sessions.desk.withdraw(request.params.session, request.body.reason, asker(request));
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/api/v1/sessions/:session/extend',
    { ...ask, schema: { params, body: sessionExtendSchema, ...nothing } },
    async (request, reply) => {
      const { until, reason } = request.body;
      await sessions.desk.extend(request.params.session, until, reason, asker(request));
      return reply.code(204).send(null);
    },
  );

  // Its own person ends it, or who may end any: the desk knows whose it is.
  app.post(
    '/api/v1/sessions/:session/end',
    { ...see, schema: { params, body: sessionReasonSchema, ...nothing } },
    async (request, reply) => {
      await sessions.desk.end(request.params.session, request.body.reason, asker(request));
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/api/v1/sessions/:session/review',
    { ...approve, schema: { params, body: sessionReviewSchema, ...nothing } },
    async (request, reply) => {
      const { verdict, comment } = request.body;
      await sessions.desk.review(request.params.session, verdict, comment, asker(request));
      return reply.code(204).send(null);
    },
  );
};

function askerOf(request: FastifyRequest, identity: Identity): Asker {
  const caller = callerOfRequest(request);
  return {
    person: caller.person,
    request: request.id,
    vendor: caller.grants.some(({ role }) => role === 'vendor'),
    sponsor: caller.account.sponsor,
    reach: permission => reachOf(caller, permission),
    names: persons => identity.names.of(persons, caller),
  };
}
