import {
  importQuerySchema,
  recordsTakenSchema,
  unmatchedSchema,
  witnessesSchema,
} from '@witnessmark/shared/api';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { gatewayLimits } from '../../witnesses/index.ts';
import { callerOfRequest, reachOfRequest } from '../guard.ts';
import type { Routes } from '../routing.ts';
import { actOf } from './parts.ts';

const params = z.strictObject({ witness: z.string().max(60) });

/** Witnesses that speak to the server itself: which live, what was not understood, and the two ways in over HTTP. */
export const witnessRoutes: Routes = (app, { plant, registry, witnesses }) => {
  app.get(
    '/api/v1/witnesses',
    { config: { access: 'see-plant', about: 'narrowed' }, schema: { response: { 200: witnessesSchema } } },
    async request => ({ rows: await registry.lives.all(reachOfRequest(request)) }),
  );

  app.get(
    '/api/v1/witnesses/unmatched',
    { config: { access: 'see-names', about: 'site' }, schema: { response: { 200: unmatchedSchema } } },
    async request => {
      const rows = witnesses.unmatched();
      // Whole messages: whom they name nobody knows.
      if (rows.length > 0) await plant.lookedUp(callerOfRequest(request).person, ['syslog/unmatched']);
      return { rows: rows.map(row => ({ ...row, shapes: [...row.shapes] })) };
    },
  );

  // A scope of its own: here a body is bytes, since that is what is signed.
  app.register((plain: FastifyInstance, _options, done) => {
    plain.removeAllContentTypeParsers();
    plain.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, parsed) => parsed(null, body));
    const raw = plain.withTypeProvider<ZodTypeProvider>();

    raw.post(
      '/api/v1/witnesses/:witness',
      {
        // Nobody signs in: whoever sends proves by the signature that it is this witness.
        config: { access: 'public' },
        bodyLimit: gatewayLimits.webhookBytes,
        schema: { params, response: { 200: recordsTakenSchema } },
      },
      request =>
        witnesses.receive(request.params.witness, {
          signed: {
            timestamp: headerOf(request, 'witnessmark-timestamp'),
            signature: headerOf(request, 'witnessmark-signature'),
          },
          body: bytesOf(request.body),
          address: request.ip,
        }),
    );

    raw.post(
      '/api/v1/witnesses/imports',
      {
        config: { access: 'judge-attribution', about: 'site' },
        bodyLimit: gatewayLimits.importBytes,
        schema: { querystring: importQuerySchema, response: { 200: recordsTakenSchema } },
      },
      request => {
        const { gateway = null, mapping = null } = request.query;
        const text = Buffer.from(bytesOf(request.body)).toString('utf8');
        return witnesses.import(text, { gateway, mapping }, actOf(request));
      },
    );
    done();
  });
};

function headerOf(request: FastifyRequest, name: string): string {
  const value = request.headers[name];
  return typeof value === 'string' && value.length <= 200 ? value : '';
}

function bytesOf(body: unknown): Uint8Array {
  return body instanceof Uint8Array ? body : new Uint8Array();
}
