import {
  assetCapabilitiesSchema,
  assetDiffSchema,
  assetSchema,
  assetStateSchema,
  assetsPageSchema,
  assetsQuerySchema,
  assignmentRequestSchema,
  blameSchema,
  coverageRangeSchema,
  gapsQuerySchema,
  gapsSchema,
  identityRequestSchema,
  phaseRequestSchema,
  readingRequestSchema,
  sinceSchema,
} from '@witnessmark/shared/api';
import { WitnessError } from '@witnessmark/shared/errors';
import { assetIdSchema, itemPathSchema } from '@witnessmark/shared/items';
import { isoTimeSchema } from '@witnessmark/shared/time';
import { z } from 'zod';
import { theAsset } from '../about.ts';
import { reachOfRequest } from '../guard.ts';
import type { Routes } from '../routing.ts';
import { actOf, found } from './parts.ts';
import { readerOf } from './reader.ts';

const params = z.strictObject({ asset: assetIdSchema });
const commit = z.string().regex(/^[0-9a-f]{40}$/);

/** Assets: what they are, hold and held, what of them was watched, and what people order of them. */
export const assetRoutes: Routes = (app, options) => {
  const { plant } = options;
  const list = { config: { access: 'see-plant', about: 'narrowed' } } as const;
  const see = { config: { access: 'see-plant', about: theAsset } } as const;

  app.get(
    '/api/v1/assets',
    { ...list, schema: { querystring: assetsQuerySchema, response: { 200: assetsPageSchema } } },
    request => plant.assets(request.query, reachOfRequest(request)),
  );

  app.get(
    '/api/v1/gaps',
    { ...list, schema: { querystring: gapsQuerySchema, response: { 200: gapsSchema } } },
    request => plant.gaps(request.query, reachOfRequest(request)),
  );

  app.get(
    '/api/v1/assets/:asset',
    { ...see, schema: { params, response: { 200: assetSchema } } },
    async request => found(await plant.asset(request.params.asset), request.params.asset),
  );

  app.get(
    '/api/v1/assets/:asset/capabilities',
    {
      ...see,
      schema: { params, querystring: z.strictObject({}), response: { 200: assetCapabilitiesSchema } },
    },
    async request => found(await plant.capabilities(request.params.asset), request.params.asset),
  );

  app.get(
    '/api/v1/assets/:asset/state',
    {
      ...see,
      schema: {
        params,
        querystring: z.strictObject({ at: isoTimeSchema.optional() }),
        response: { 200: assetStateSchema },
      },
    },
    async request =>
      found(await plant.assetState(request.params.asset, request.query.at ?? null), request.params.asset),
  );

  app.get(
    '/api/v1/assets/:asset/blame',
    {
      ...see,
      schema: {
        params,
        querystring: z.strictObject({ path: itemPathSchema, at: isoTimeSchema.optional() }),
        response: { 200: blameSchema },
      },
    },
    async request =>
      found(
        await plant.blame(
          request.params.asset,
          request.query.path,
          request.query.at ?? null,
          readerOf(request, options),
        ),
        request.query.path,
      ),
  );

  app.get(
    '/api/v1/assets/:asset/coverage',
    {
      ...see,
      schema: {
        params,
        querystring: z.strictObject({ from: isoTimeSchema, to: isoTimeSchema }),
        response: { 200: coverageRangeSchema },
      },
    },
    async request => {
      const { from, to } = request.query;
      if (from >= to) throw new WitnessError('http.invalid-request', 'from', 'it must lie before to');
      return found(await plant.coverage(request.params.asset, from, to), request.params.asset);
    },
  );

  app.get(
    '/api/v1/assets/:asset/since',
    {
      ...see,
      schema: {
        params,
        querystring: z.strictObject({ from: isoTimeSchema }),
        response: { 200: sinceSchema },
      },
    },
    async request =>
      found(
        await plant.since(request.params.asset, request.query.from, readerOf(request, options)),
        request.params.asset,
      ),
  );

  app.get(
    '/api/v1/assets/:asset/diff',
    {
      ...see,
      schema: {
        params,
        querystring: z.strictObject({ from: isoTimeSchema, to: isoTimeSchema.optional() }),
        response: { 200: assetDiffSchema },
      },
    },
    async request =>
      found(
        await plant.assetDiff(request.params.asset, request.query.from, request.query.to ?? null),
        request.params.asset,
      ),
  );

  app.get(
    '/api/v1/assets/:asset/content',
    {
      ...see,
      schema: {
        hide: true,
        params,
        querystring: z.strictObject({ path: itemPathSchema, commit: commit.optional() }),
      },
    },
    async (request, reply) => {
      const { path, commit: at } = request.query;
      const bytes = found(await plant.content(request.params.asset, path, at ?? null), path);
      const name = path.slice(path.lastIndexOf('/') + 1);
      // Always a download of bytes: whatever a controller holds must never run in the page's origin.
      return reply
        .type('application/octet-stream')
        .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(name)}`)
        .send(Buffer.from(bytes));
    },
  );

  app.post(
    '/api/v1/assets/:asset/reading',
    {
      config: { access: 'order-reading', about: theAsset },
      schema: { params, body: readingRequestSchema, response: { 202: z.null() } },
    },
    async (request, reply) => {
      await plant.orderReading(
        request.params.asset,
        request.body.stream ?? null,
        request.body.reason,
        actOf(request),
      );
      return reply.code(202).send(null);
    },
  );

  app.post(
    '/api/v1/assets/:asset/heal',
    { config: { access: 'verify-log', about: theAsset }, schema: { params, response: { 204: z.null() } } },
    async (request, reply) => {
      await plant.heal(request.params.asset);
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/api/v1/assets/:asset/phase',
    {
      config: { access: 'set-phase', about: theAsset },
      schema: { params, body: phaseRequestSchema, response: { 204: z.null() } },
    },
    async (request, reply) => {
      const { phase, until, reason } = request.body;
      await plant.setPhase(request.params.asset, phase, until, reason, actOf(request));
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/api/v1/assets/:asset/identity',
    {
      config: { access: 'judge-identity', about: theAsset },
      schema: { params, body: identityRequestSchema, response: { 204: z.null() } },
    },
    async (request, reply) => {
      const { stream, verdict, reason } = request.body;
      await plant.judgeIdentity(request.params.asset, stream, verdict, reason, actOf(request));
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/api/v1/streams/:asset/:source/assignment',
    {
      config: { access: 'manage-agents', about: theAsset, stepUp: true },
      schema: {
        params: z.strictObject({ asset: assetIdSchema, source: z.string().max(20) }),
        body: assignmentRequestSchema,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const { asset, source } = request.params;
      await plant.assignStream(`${asset}/${source}`, request.body.agent, request.body.reason, actOf(request));
      return reply.code(204).send(null);
    },
  );
};
