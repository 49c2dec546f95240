import {
  assetPathsSchema,
  identitiesQuerySchema,
  identitiesSchema,
  identityDeclarationSchema,
  identityIdSchema,
  identitySchema,
  meaningDeclarationSchema,
  pathsDeclarationSchema,
  peopleKnownSchema,
  sharedAccountsSchema,
} from '@witnessmark/shared/api';
import { WitnessError } from '@witnessmark/shared/errors';
import { assetIdSchema } from '@witnessmark/shared/items';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { isWithin } from '../../identity/index.ts';
import type { RegistryReader } from '../../registry/index.ts';
import { meansOnOneAsset } from '../../vault/index.ts';
import { theAsset } from '../about.ts';
import { callerOfRequest, reachOfRequest } from '../guard.ts';
import type { Routes } from '../routing.ts';
import { actOf, found } from './parts.ts';
import { readerOf } from './reader.ts';

const params = z.strictObject({ identity: identityIdSchema });
const ofAsset = z.strictObject({ asset: assetIdSchema });
const declared = { response: { 201: z.strictObject({ identity: identityIdSchema }) } };

/**
 * Who accounts, stations, addresses and badges belong to, and by which ways assets can be written. The list is made of
 * names, so that reading it asks for `see-names`; each name that is shown is logged.
 */
export const registryRoutes: Routes = (app, { identity, plant, registry }) => {
  const see = { config: { access: 'see-names', about: 'narrowed' } } as const;
  const judge = { config: { access: 'judge-attribution', about: 'narrowed' } } as const;

  app.get(
    '/api/v1/identities',
    { ...see, schema: { querystring: identitiesQuerySchema, response: { 200: identitiesSchema } } },
    request => registry.book.page(request.query, reader(request)),
  );

  app.get(
    '/api/v1/identities/shared',
    { ...see, schema: { response: { 200: sharedAccountsSchema } } },
    request => registry.book.shared(reader(request)),
  );

  app.get(
    '/api/v1/identities/people',
    {
      config: { access: 'judge-attribution', about: 'no-asset' },
      schema: { response: { 200: peopleKnownSchema } },
    },
    async request => {
      const ids = (await identity.people.accounts()).map(({ person }) => person);
      const names = await identity.names.of(ids, callerOfRequest(request));
      const rows = [...names.values()].sort((a, b) => a.label.localeCompare(b.label));
      return { rows };
    },
  );

  app.get(
    '/api/v1/identities/:identity',
    { ...see, schema: { params, response: { 200: identitySchema } } },
    async request => {
      const id = request.params.identity;
      return found(await registry.book.one(id, reader(request)), id);
    },
  );

  app.post(
    '/api/v1/identities',
    { ...judge, schema: { body: identityDeclarationSchema, ...declared } },
    async (request, reply) => {
      const { asset, meaning } = request.body;
      await assertReaches(request, asset);
      await assertKnown(meaning);
      const id = await registry.identities.declare(request.body, actOf(request));
      return reply.code(201).send({ identity: id });
    },
  );

  app.post(
    '/api/v1/identities/:identity/meanings',
    { ...judge, schema: { params, body: meaningDeclarationSchema, ...declared } },
    async (request, reply) => {
      const id = request.params.identity;
      const { scheme, asset, value } = found(await registry.book.named(id, reachOfRequest(request)), id);
      const where = meansOnOneAsset(scheme) ? asset : null;
      await assertReaches(request, where);
      await assertKnown(request.body.meaning);
      if (value === null) throw new WitnessError('http.conflict', id, 'its name was erased');
      await registry.identities.declare({ scheme, value, asset: where, ...request.body }, actOf(request));
      return reply.code(201).send({ identity: id });
    },
  );

  app.get(
    '/api/v1/assets/:asset/paths',
    {
      config: { access: 'see-plant', about: theAsset },
      schema: { params: ofAsset, response: { 200: assetPathsSchema } },
    },
    async request => {
      await assertReaches(request, request.params.asset);
      return registry.shown.of(request.params.asset, readerOf(request, { identity, plant }));
    },
  );

  app.post(
    '/api/v1/assets/:asset/paths',
    {
      config: { access: 'judge-attribution', about: theAsset },
      schema: { params: ofAsset, body: pathsDeclarationSchema, response: { 204: z.null() } },
    },
    async (request, reply) => {
      const { paths, reason } = request.body;
      await assertReaches(request, request.params.asset);
      await registry.paths.declare(request.params.asset, paths, reason, actOf(request));
      return reply.code(204).send(null);
    },
  );

  function reader(request: FastifyRequest): RegistryReader {
    return { ...readerOf(request, { identity, plant }), reach: reachOfRequest(request) };
  }

  /** What a name means on the whole site is for whoever may judge on the whole of it. */
  async function assertReaches(request: FastifyRequest, asset: string | null): Promise<void> {
    const reach = reachOfRequest(request);
    if (asset === null) {
      if (reach !== 'site')
        throw new WitnessError('http.not-allowed', 'identities', 'judge-attribution for the whole site');
      return;
    }
    const place = await plant.placeOf(asset);
    if (place === null || !isWithin(reach, place)) throw new WitnessError('http.not-found', asset);
  }

  async function assertKnown(meaning: z.infer<typeof meaningDeclarationSchema>['meaning']): Promise<void> {
    const named = meaning.to === 'person' ? [meaning.person] : meaning.to === 'shared' ? meaning.people : [];
    if (named.length === 0) return;
    const people = new Set((await identity.people.accounts()).map(({ person }) => person));
    const unknown = named.find(person => !people.has(person));
    if (unknown !== undefined)
      throw new WitnessError('http.invalid-request', 'meaning', `nobody is ${unknown}`);
  }
};
