import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import { WitnessError } from '@witnessmark/shared/errors';
import type { Routes } from '../app.ts';

/** The built page: files of its folder, and its first file for every address that is a view. */
export const pageRoutes: Routes = (app, { page }) => {
  if (page === null || !existsSync(join(page, 'index.html'))) return;
  void app.register(async scope => {
    scope.addHook('onRoute', route => {
      route.config = { ...route.config, access: 'public' };
    });
    await scope.register(fastifyStatic, {
      root: page,
      wildcard: false,
      index: false,
      cacheControl: false,
      setHeaders: (reply, file) => {
        reply.header(
          'cache-control',
          /[/\\]built[/\\]/.test(file) ? 'public, max-age=31536000, immutable' : 'no-cache',
        );
      },
    });
  });
  app.get('/*', { config: { access: 'public' }, schema: { hide: true } }, (request, reply) => {
    const path = request.url.split('?')[0] ?? '';
    if (/^\/(api|git|agent|built)\//.test(path)) throw new WitnessError('http.not-found', path.slice(0, 200));
    return reply.header('cache-control', 'no-cache').sendFile('index.html', page);
  });
};
