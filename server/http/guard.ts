import { WitnessError } from '@witnessmark/shared/errors';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Caller, type Identity, isAllowed, type Permission } from '../identity/index.ts';

/** What a route asks for: a permission, any signed-in person, or nothing at all. */
export type Access = Permission | 'signed-in' | 'public';

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
    /** Takes `Authorization: Basic` with a token as password: git cannot send anything else. */
    basic?: boolean;
  }
  interface FastifyRequest {
    caller: Caller | null;
  }
  interface FastifyInstance {
    /** Every route and what it asks for. */
    routeTable: readonly RouteEntry[];
  }
}

export interface RouteEntry {
  readonly method: string;
  readonly url: string;
  readonly access: Access;
}

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Over TLS the browser itself refuses to send the cookie elsewhere; plain loopback cannot use that prefix. */
export function cookieName(secure: boolean): string {
  return secure ? '__Host-witnessmark' : 'witnessmark';
}

/**
 * Deny by default: every route must say what it asks for, or the server does not start. Each request is
 * then checked in this one place. Unsafe requests of a browser also need its CSRF token and its own origin.
 */
export function addGuard(app: FastifyInstance, identity: Identity, secure: boolean): void {
  const table: RouteEntry[] = [];
  app.decorate('routeTable', table);
  app.decorateRequest('caller', null);
  app.addHook('onRoute', route => {
    const access = route.config?.access;
    if (access === undefined)
      throw new TypeError(`${String(route.method)} ${route.url} does not say who may use it`);
    for (const method of [route.method].flat()) table.push({ method, url: route.url, access });
  });
  app.addHook('onRequest', async request => {
    const access = request.routeOptions.config.access;
    if (request.is404) return;
    if (access === undefined) throw new WitnessError('http.not-allowed', request.url);
    if (access === 'public') return;
    const caller = await callerOf(request, identity, secure);
    if (!caller) throw new WitnessError('http.not-signed-in', `${request.method} ${pathOf(request)}`);
    if (access !== 'signed-in' && !isAllowed(caller, access)) {
      throw new WitnessError('http.not-allowed', `${request.method} ${pathOf(request)}`, access);
    }
    if (access === 'signed-in' && caller.scopes !== null) {
      throw new WitnessError('http.not-allowed', `${request.method} ${pathOf(request)}`, 'not by token');
    }
    if (caller.cookie !== null && !safeMethods.has(request.method))
      checkOrigin(request, identity, caller.cookie);
    request.caller = caller;
  });
}

/** The signed-in caller of a guarded route. */
export function callerOfRequest(request: FastifyRequest): Caller {
  if (!request.caller) throw new WitnessError('http.not-signed-in', pathOf(request));
  return request.caller;
}

async function callerOf(
  request: FastifyRequest,
  identity: Identity,
  secure: boolean,
): Promise<Caller | null> {
  const authorization = request.headers.authorization;
  if (authorization !== undefined) {
    const secret =
      bearer(authorization) ?? (request.routeOptions.config.basic ? basicPassword(authorization) : null);
    return secret === null ? null : identity.byToken(secret);
  }
  const cookie = request.cookies[cookieName(secure)];
  return cookie === undefined || cookie.length > 200 ? null : identity.byCookie(cookie);
}

function checkOrigin(request: FastifyRequest, identity: Identity, cookie: string): void {
  const token = request.headers['x-csrf-token'];
  const origin = request.headers.origin;
  const ownOrigin = origin === undefined || hostOf(origin) === request.host;
  if (!ownOrigin || typeof token !== 'string' || !identity.isCsrfToken(cookie, token)) {
    throw new WitnessError('http.csrf', pathOf(request));
  }
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}

function bearer(authorization: string): string | null {
  return /^Bearer ([\w-]{1,200})$/.exec(authorization)?.[1] ?? null;
}

function basicPassword(authorization: string): string | null {
  const encoded = /^Basic ([A-Za-z0-9+/=]{1,400})$/.exec(authorization)?.[1];
  if (encoded === undefined) return null;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  return text.slice(text.indexOf(':') + 1);
}

function pathOf(request: FastifyRequest): string {
  return request.url.split('?')[0] ?? '';
}
