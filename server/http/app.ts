import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import swagger from '@fastify/swagger';
import { WitnessError } from '@witnessmark/shared/errors';
import fastify, { type FastifyInstance, LogController } from 'fastify';
import { jsonSchemaTransform, serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { addressBlock } from '../config/index.ts';
import { boundConnections } from './connections.ts';
import { addGuard, isSecure } from './guard.ts';
import { answerProblem } from './problem.ts';
import { accountRoutes } from './routes/account.ts';
import { agentRoutes } from './routes/agents.ts';
import { assetRoutes } from './routes/assets.ts';
import { attributionRoutes } from './routes/attribution.ts';
import { changeRoutes } from './routes/changes.ts';
import { dataBlockRoutes } from './routes/data-blocks.ts';
import { gitRoutes } from './routes/git.ts';
import { liveRoutes } from './routes/live.ts';
import { logRoutes } from './routes/log.ts';
import { nameRoutes } from './routes/names.ts';
import { pageRoutes } from './routes/page.ts';
import { peopleRoutes } from './routes/people.ts';
import { plainRoutes } from './routes/plain.ts';
import { policyRoutes } from './routes/policy.ts';
import { referenceRoutes } from './routes/references.ts';
import { registryRoutes } from './routes/registry.ts';
import { sessionRoutes } from './routes/sessions.ts';
import { tokenRoutes } from './routes/tokens.ts';
import { witnessRoutes } from './routes/witnesses.ts';
import { type HttpOptions, typed } from './routing.ts';

export type App = FastifyInstance;

const handshakeMs = 10_000;

/** Builds the people's listener: page, API and git. Nothing listens until `listenForPeople`. */
export async function createHttp(options: HttpOptions): Promise<App> {
  const secure = isSecure(options);
  const trusted = options.trustedProxies ?? [];
  const https = options.tls
    ? {
        cert: await readFile(options.tls.certificate),
        key: await readFile(options.tls.key),
        minVersion: 'TLSv1.2' as const,
        handshakeTimeout: handshakeMs,
      }
    : null;
  const app: FastifyInstance = fastify({
    loggerInstance: options.log,
    ...(https ? { https } : {}),
    genReqId: () => randomUUID(),
    bodyLimit: 64 * 1024,
    requestTimeout: 30_000,
    connectionTimeout: 0,
    keepAliveTimeout: 30_000,
    forceCloseConnections: true,
    trustProxy: trusted.length > 0 ? [...trusted] : false,
    logController: new LogController({ disableRequestLogging: true }),
    frameworkErrors: (error, request, reply) => void answerProblem(error, request, reply),
    routerOptions: { maxParamLength: 300, ignoreTrailingSlash: true },
  }) as FastifyInstance;
  boundConnections(app.server, trusted);
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler(answerProblem);
  app.setNotFoundHandler((request, reply) =>
    answerProblem(new WitnessError('http.not-found', request.url.slice(0, 200)), request, reply),
  );

  await app.register(cookie);
  await app.register(rateLimit, {
    max: 1200,
    timeWindow: 60_000,
    keyGenerator: request => addressBlock(request.ip),
    errorResponseBuilder: (_request, context) =>
      new WitnessError('http.slow-down', 'requests', `${Math.ceil(context.ttl / 1000)} s`),
  });
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        manifestSrc: ["'self'"],
      },
    },
    strictTransportSecurity: secure,
    referrerPolicy: { policy: 'no-referrer' },
  });
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Witnessmark',
        version: options.build,
        description: 'Who changed what on which controller, how surely.',
      },
    },
    transform: jsonSchemaTransform,
  });
  // Whatever does not say otherwise is for its reader alone: nothing of it stays in a browser that others use after them.
  app.addHook('onRequest', async (_request, reply) => {
    void reply.header('cache-control', 'no-store');
  });
  const { identity, plant, url = null } = options;
  addGuard(app, { identity, secure, url, placeOf: asset => plant.placeOf(asset) });
  app.addHook('onResponse', (request, reply, done) => {
    request.log.info(
      {
        method: request.method,
        url: request.routeOptions.url ?? 'unknown',
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
        asset: assetOf(request.params),
        person: request.caller?.person,
      },
      'request',
    );
    done();
  });

  const api = typed(app);
  for (const routes of [
    plainRoutes,
    accountRoutes,
    tokenRoutes,
    peopleRoutes,
    sessionRoutes,
    registryRoutes,
    witnessRoutes,
    policyRoutes,
    assetRoutes,
    dataBlockRoutes,
    referenceRoutes,
    nameRoutes,
    changeRoutes,
    attributionRoutes,
    agentRoutes,
    logRoutes,
    liveRoutes,
    gitRoutes,
    pageRoutes,
  ]) {
    routes(api, options);
  }
  return app;
}

/** The asset a request is about, for the log. */
function assetOf(params: unknown): string | undefined {
  return typeof params === 'object' && params !== null && 'asset' in params
    ? String(params.asset)
    : undefined;
}
