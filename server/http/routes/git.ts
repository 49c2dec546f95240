import { Readable } from 'node:stream';
import { WitnessError } from '@witnessmark/shared/errors';
import { z } from 'zod';
import { type AssetsOf, param } from '../about.ts';
import { callerOfRequest } from '../guard.ts';
import type { HttpOptions, Routes } from '../routing.ts';

const params = z.strictObject({
  area: z.string().max(100),
  name: z.string().max(60),
  '*': z.string().max(40),
});

/** The asset a clone's address names, where area and name fit together. */
const theClone = (plant: Pick<HttpOptions['plant'], 'assetAt'>): AssetsOf => ({
  what: 'clone',
  name: request => `${param(request, 'area')}/${param(request, 'name')}`,
  find: async request => {
    const name = param(request, 'name');
    const asset = name.endsWith('.git')
      ? await plant.assetAt(param(request, 'area'), name.slice(0, -4))
      : null;
    return asset === null ? null : [asset];
  },
});

/** `git clone <address>/git/<area>/<asset>.git`: read-only smart HTTP with an API token as password. */
export const gitRoutes: Routes = (app, { plant, git }) => {
  void app.register(async scope => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { bodyLimit: 1024 * 1024 }, (_request, payload, done) =>
      done(null, payload),
    );
    scope.route({
      method: ['GET', 'POST'],
      url: '/git/:area/:name/*',
      config: { access: 'read-git', about: theClone(plant), basic: true },
      schema: { hide: true },
      bodyLimit: 1024 * 1024,
      handler: async (request, reply) => {
        const { area, name, '*': rest } = params.parse(request.params);
        const asset = name.endsWith('.git') ? await plant.assetAt(area, name.slice(0, -4)) : null;
        if (asset === null) throw new WitnessError('http.not-found', `${area}/${name}`);
        const ended = new AbortController();
        reply.raw.on('close', () => ended.abort());
        const answer = await git(asset, {
          reader: callerOfRequest(request).person,
          method: request.method,
          path: `/${rest}${new URL(request.url, 'http://git.invalid').search}`,
          headers: request.headers,
          body: request.body instanceof Readable ? request.body : Readable.from([]),
          signal: ended.signal,
        });
        return reply.code(answer.status).headers(answer.headers).send(answer.body);
      },
    });
  });
};
