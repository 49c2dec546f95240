import {
  erasedSchema,
  eraseRequestSchema,
  grantRequestSchema,
  grantSchema,
  namesQuerySchema,
  namesSchema,
  type Person,
  peopleSchema,
  personCreatedSchema,
  personIdSchema,
  personRequestSchema,
  type SetUpLink,
  setUpIssueSchema,
  setUpLinkSchema,
  sponsorRequestSchema,
} from '@witnessmark/shared/api';
import { WitnessError } from '@witnessmark/shared/errors';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type Account, type Doer, isAllowed, type SetUp, type ShownPerson } from '../../identity/index.ts';
import { callerOfRequest } from '../guard.ts';
import type { Routes } from '../routing.ts';
import { actOf } from './parts.ts';

const params = z.strictObject({ person: personIdSchema });
const namesAtMost = 200;

/** Who may come in, and as what: for those who manage or review it. */
export const peopleRoutes: Routes = (app, { identity, registry }) => {
  const { people } = identity;
  const manage = { config: { access: 'manage-people', about: 'site', stepUp: true } } as const;
  const nothing = { response: { 204: z.null() } };

  app.get(
    '/api/v1/people',
    { config: { access: 'review-access', about: 'site' }, schema: { response: { 200: peopleSchema } } },
    async request => {
      const accounts = await people.accounts();
      const ids = accounts.flatMap(({ person, sponsor }) =>
        sponsor === null ? [person] : [person, sponsor],
      );
      const caller = callerOfRequest(request);
      const names = await identity.names.of(ids, caller);
      const showUser = isAllowed(caller, 'see-names');
      const rows: Person[] = [];
      for (const account of accounts) rows.push(await shown(account, names, showUser));
      return { rows: rows.sort((a, b) => a.label.localeCompare(b.label)) };
    },
  );

  app.get(
    '/api/v1/people/names',
    {
      config: { access: 'see-plant', about: 'no-asset' },
      schema: { querystring: namesQuerySchema, response: { 200: namesSchema } },
    },
    async request => {
      const ids = request.query.ids.split(',');
      if (ids.length > namesAtMost || ids.some(id => !personIdSchema.safeParse(id).success))
        throw new WitnessError('http.invalid-request', 'ids', `at most ${namesAtMost} ids of people`);
      return { rows: [...(await identity.names.of(ids, callerOfRequest(request))).values()] };
    },
  );

  app.post(
    '/api/v1/people',
    { ...manage, schema: { body: personRequestSchema, response: { 201: personCreatedSchema } } },
    async (request, reply) => {
      const { password, ...wanted } = request.body;
      if (password !== undefined) {
        const { person } = await people.addWithPassword(wanted, password, doerOf(request));
        return reply.code(201).send({ person, setUp: null });
      }
      const { account, setUp } = await people.add(wanted, doerOf(request));
      return reply.code(201).send({ person: account.person, setUp: linkOf(setUp) });
    },
  );

  app.post(
    '/api/v1/people/:person/grants',
    { ...manage, schema: { params, body: grantRequestSchema, response: { 201: grantSchema } } },
    async (request, reply) =>
      reply.code(201).send(await people.grant(request.params.person, request.body, doerOf(request))),
  );

  app.delete(
    '/api/v1/people/:person/grants/:grant',
    { ...manage, schema: { params: params.extend({ grant: grantSchema.shape.id }), ...nothing } },
    async (request, reply) => {
      await people.revoke(request.params.person, request.params.grant, doerOf(request));
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/api/v1/people/:person/disable',
    { ...manage, schema: { params, ...nothing } },
    async (request, reply) => {
      await people.disable(request.params.person, doerOf(request));
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/api/v1/people/:person/enable',
    { ...manage, schema: { params, ...nothing } },
    async (request, reply) => {
      await people.enable(request.params.person, doerOf(request));
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/api/v1/people/:person/erase',
    { ...manage, schema: { params, body: eraseRequestSchema, response: { 200: erasedSchema } } },
    request => {
      const { person } = request.params;
      const { reason } = request.body;
      const names = () => registry.erasure.erase(person, reason, actOf(request));
      return people.erase(person, reason, names, doerOf(request));
    },
  );

  app.post(
    '/api/v1/people/:person/set-up',
    { ...manage, schema: { params, body: setUpIssueSchema, response: { 200: setUpLinkSchema } } },
    async request => {
      const { dropSecondFactor } = request.body;
      return linkOf(await people.issueSetUp(request.params.person, dropSecondFactor, doerOf(request)));
    },
  );

  app.post(
    '/api/v1/people/:person/sponsor',
    { ...manage, schema: { params, body: sponsorRequestSchema, ...nothing } },
    async (request, reply) => {
      await people.setSponsor(request.params.person, request.body, doerOf(request));
      return reply.code(204).send(null);
    },
  );

  async function shown(
    account: Account,
    names: ReadonlyMap<string, ShownPerson>,
    showUser: boolean,
  ): Promise<Person> {
    const { person, sponsor } = account;
    return {
      person,
      label: names.get(person)?.label ?? person,
      user: showUser ? account.user : null,
      state: await people.stateOf(account),
      grants: [...account.grants],
      sponsor: sponsor === null ? null : (names.get(sponsor) ?? null),
      expiresAt: account.expiresAt,
      secondFactor: account.totp !== null,
      passwordIsGiven: account.passwordBy === 'other',
      ...(await people.inUse(person)),
      createdAt: account.createdAt,
      disabledAt: account.disabledAt,
    };
  }
};

function linkOf({ secret, expiresAt }: SetUp): SetUpLink {
  return { secret, path: `/set-up#${secret}`, expiresAt };
}

function doerOf(request: FastifyRequest): Doer {
  return { person: callerOfRequest(request).person, request: request.id };
}
