import {
  attributionQuerySchema,
  attributionViewSchema,
  changeIdSchema,
  claimAnswerSchema,
  claimIdSchema,
  claimMadeSchema,
  claimRequestSchema,
  notesWrittenSchema,
  ownerRequestSchema,
  queuePageSchema,
  queueQuerySchema,
  rawStatementSchema,
  rejudgedSchema,
  rejudgeRequestSchema,
  shiftChangesQuerySchema,
  shiftChangesSchema,
  shiftSignOffSchema,
  shiftsQuerySchema,
  shiftsSchema,
} from '@witnessmark/shared/api';
import { WitnessError } from '@witnessmark/shared/errors';
import { assetIdSchema } from '@witnessmark/shared/items';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { isWithin, reachOf } from '../../identity/index.ts';
import type { Asking } from '../../plant/index.ts';
import { type AssetsOf, param, theAsset } from '../about.ts';
import { callerOfRequest, reachOfRequest } from '../guard.ts';
import type { HttpOptions, Routes } from '../routing.ts';
import { actOf, found } from './parts.ts';
import { readerOf } from './reader.ts';

const ofChange = z.strictObject({ id: changeIdSchema });
const ofClaim = z.strictObject({ claim: claimIdSchema });
const nothing = { response: { 204: z.null() } };

/** Who made changes: why we say so, claims, what waits for somebody to look into it, shifts to be signed off. */
export const attributionRoutes: Routes = (app, options) => {
  const { plant, identity } = options;
  const theChange: AssetsOf = {
    what: 'change',
    name: request => param(request, 'id'),
    find: async request => listOf(await plant.assetOfChange(param(request, 'id'))),
  };
  const theClaim: AssetsOf = {
    what: 'claim',
    name: request => param(request, 'claim'),
    find: async request => listOf(await plant.assetOfClaim(param(request, 'claim'))),
  };
  const asking = (request: FastifyRequest) => askingOf(request, options);

  app.get(
    '/api/v1/changes/:id/attribution',
    {
      config: { access: 'see-plant', about: theChange },
      schema: {
        params: ofChange,
        querystring: attributionQuerySchema,
        response: { 200: attributionViewSchema },
      },
    },
    async request => {
      const { id } = request.params;
      return found(await plant.attribution(id, request.query.revision ?? null, asking(request)), id);
    },
  );

  app.get(
    '/api/v1/changes/:id/statements/:entry',
    {
      config: { access: 'see-names', about: theChange },
      schema: {
        params: ofChange.extend({ entry: z.coerce.number().int().nonnegative() }),
        response: { 200: rawStatementSchema },
      },
    },
    async request => {
      const { id, entry } = request.params;
      const statement = found(await plant.rawStatement(id, entry, actOf(request)), `${id} ${entry}`);
      return { entry, statement };
    },
  );

  app.post(
    '/api/v1/changes/:id/claims',
    {
      config: { access: 'claim-change', about: theChange },
      schema: { params: ofChange, body: claimRequestSchema, response: { 201: claimMadeSchema } },
    },
    async (request, reply) => {
      const { part, note } = request.body;
      const claim = await plant.claim(await existing(request.params.id, options), part, note, actOf(request));
      return reply.code(201).send({ claim });
    },
  );

  for (const [verb, says] of [
    ['confirm', 'confirmed'],
    ['dispute', 'disputed'],
  ] as const) {
    app.post(
      `/api/v1/claims/:claim/${verb}`,
      {
        config: { access: 'confirm-claim', about: theClaim },
        schema: { params: ofClaim, body: claimAnswerSchema, ...nothing },
      },
      async (request, reply) => {
        await plant.answerClaim(request.params.claim, says, request.body.note, actOf(request));
        return reply.code(204).send(null);
      },
    );
  }

  app.post(
    '/api/v1/claims/:claim/withdraw',
    {
      config: { access: 'claim-change', about: theClaim },
      schema: { params: ofClaim, body: claimAnswerSchema, ...nothing },
    },
    async (request, reply) => {
      await plant.withdrawClaim(request.params.claim, request.body.note, actOf(request));
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/api/v1/changes/:id/owner',
    {
      config: { access: 'confirm-claim', about: theChange },
      schema: { params: ofChange, body: ownerRequestSchema, ...nothing },
    },
    async (request, reply) => {
      const { reason } = request.body;
      const by = actOf(request);
      const owner = request.body.owner === 'me' ? by.person : request.body.owner;
      await assertCanLook(owner, request.params.id, options);
      await plant.assignOwner(request.params.id, owner, reason, by);
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/api/v1/attribution/queue',
    {
      config: { access: 'see-plant', about: 'narrowed' },
      schema: { querystring: queueQuerySchema, response: { 200: queuePageSchema } },
    },
    request => plant.queue(request.query, reachOfRequest(request), asking(request)),
  );

  app.post(
    '/api/v1/attribution/rejudge',
    {
      config: { access: 'judge-attribution', about: 'narrowed' },
      schema: { body: rejudgeRequestSchema, response: { 202: rejudgedSchema } },
    },
    async (request, reply) => {
      const { asset } = request.body;
      if (asset !== undefined) {
        const place = await plant.placeOf(asset);
        if (place === null || !isWithin(reachOfRequest(request), place))
          throw new WitnessError('http.not-found', asset);
      }
      const changes = await plant.rejudge(request.body, reachOfRequest(request), actOf(request));
      return reply.code(202).send({ changes });
    },
  );

  app.post(
    '/api/v1/assets/:asset/notes',
    {
      config: { access: 'judge-attribution', about: theAsset },
      schema: { params: z.strictObject({ asset: assetIdSchema }), response: { 200: notesWrittenSchema } },
    },
    async ({ params: { asset } }) => {
      found(await plant.placeOf(asset), asset);
      return plant.writeNotes(asset);
    },
  );

  app.get(
    '/api/v1/shifts',
    {
      config: { access: 'see-plant', about: 'narrowed' },
      schema: { querystring: shiftsQuerySchema, response: { 200: shiftsSchema } },
    },
    request => plant.shifts(request.query, reachOfRequest(request), asking(request)),
  );

  app.get(
    '/api/v1/shifts/changes',
    {
      config: { access: 'see-plant', about: 'narrowed' },
      schema: { querystring: shiftChangesQuerySchema, response: { 200: shiftChangesSchema } },
    },
    request => {
      const { area, from } = request.query;
      return plant.shiftChanges(area, from, reachOfRequest(request), asking(request));
    },
  );

  app.post(
    '/api/v1/shifts/sign-off',
    {
      config: { access: 'sign-off-shift', about: 'narrowed' },
      schema: { body: shiftSignOffSchema, ...nothing },
    },
    async (request, reply) => {
      const reach = reachOfRequest(request);
      // A sign-off is of an area as a whole: who may sign for single assets of it does not see all of the set.
      if (reach !== 'site' && !reach.areas.includes(request.body.area)) {
        const seen = reachOf(callerOfRequest(request), 'see-plant');
        const known = seen === 'site' || seen.areas.includes(request.body.area);
        throw known
          ? new WitnessError('http.not-allowed', request.body.area, 'sign-off-shift for the whole area')
          : new WitnessError('shift.unknown', `${request.body.area} ${request.body.from}`);
      }
      await plant.signOffShift(request.body, reach, actOf(request));
      return reply.code(204).send(null);
    },
  );

  /** Throws where the person does not exist, is disabled, or may not see the change at all. */
  async function assertCanLook(person: string | null, change: string, of: HttpOptions): Promise<void> {
    if (person === null) return;
    const account = (await identity.people.accounts()).find(each => each.person === person);
    const asset = await of.plant.assetOfChange(change);
    const place = asset === null ? null : await of.plant.placeOf(asset);
    if (place === null) throw new WitnessError('http.not-found', change);
    if (account === undefined || account.disabledAt !== null)
      throw new WitnessError('http.invalid-request', 'owner', 'no such person is active');
    const reach = reachOf({ person, grants: account.grants, scopes: null }, 'see-plant');
    if (!isWithin(reach, place))
      throw new WitnessError('http.invalid-request', 'owner', 'they may not see this change');
  }
};

/** Who asks, as far as names and their own claims go. */
function askingOf(request: FastifyRequest, options: HttpOptions): Asking {
  return { reader: readerOf(request, options), person: callerOfRequest(request).person };
}

async function existing(change: string, { plant }: HttpOptions): Promise<string> {
  if ((await plant.assetOfChange(change)) === null) throw new WitnessError('http.not-found', change);
  return change;
}

function listOf(asset: string | null): readonly string[] | null {
  return asset === null ? null : [asset];
}
