import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import { WitnessError } from '@witnessmark/shared/errors';
import { z } from 'zod';
import type { Routes } from '../routing.ts';

/** The built page: its files, and its first file for every address that is a view. */
export const pageRoutes: Routes = (app, { page }) => {
  if (page === null || !existsSync(join(page, 'index.html'))) return;
  const topFiles = new Set(
    readdirSync(page, { withFileTypes: true }).flatMap(entry => (entry.isFile() ? [entry.name] : [])),
  );
  void app.register(fastifyStatic, { root: page, serve: false, cacheControl: false });

  // Names hold a hash of the content, so a browser may keep them for ever.
  app.get(
    '/built/*',
    {
      config: { access: 'public' },
      schema: { hide: true, params: z.strictObject({ '*': z.string().regex(/^[\w.-]+$/) }) },
    },
    (request, reply) =>
      reply
        .header('cache-control', 'public, max-age=31536000, immutable')
        .sendFile(`built/${request.params['*']}`, page),
  );

  app.get('/*', { config: { access: 'public' }, schema: { hide: true } }, (request, reply) => {
    const path = request.url.split('?')[0] ?? '';
    if (/^\/(api|git|agent|built)\//.test(path)) throw new WitnessError('http.not-found', path.slice(0, 200));
    const file = topFiles.has(path.slice(1)) ? path.slice(1) : 'index.html';
    return reply.header('cache-control', 'no-cache').sendFile(file, page);
  });
};
