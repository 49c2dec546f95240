import { WitnessError } from '@witnessmark/shared/errors';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import {
  type Caller,
  type Identity,
  isNowhere,
  isWithin,
  nowhere,
  type Permission,
  type Place,
  type Reach,
  reachOf,
} from '../identity/index.ts';
import type { About, AssetsOf } from './about.ts';

/** What a route asks for: a permission, any signed-in browser, any browser or token, or nothing at all. */
export type Access = Permission | 'signed-in' | 'known' | 'public';

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
    /** With a permission: what the route is about. */
    about?: About;
    /** A privileged act: asks for a fresh proof of who it is. Never on what only reads. */
    stepUp?: boolean;
    /** A browser comes back to it by itself: that is no use of its sign-in. */
    unattended?: boolean;
    /** Takes `Authorization: Basic` with a token as password: git cannot send anything else. */
    basic?: boolean;
  }
  interface FastifyRequest {
    caller: Caller | null;
    /** How far the caller holds the route's permission; see `reachOfRequest`. */
    reach: Reach | null;
    /** Whether everything the request can be about lies where the caller may see names. */
    named: boolean;
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
  /** `site`, `narrowed`, `no-asset`, or what the guard finds the assets by; null where no permission is asked for. */
  readonly about: string | null;
  readonly stepUp: boolean;
}

/** Where an asset stands; null where there is none of this id. */
export type PlaceOf = (asset: string) => Promise<Place | null>;

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);
const withoutPermission: ReadonlySet<Access> = new Set(['signed-in', 'known', 'public']);

/** Over TLS the browser itself refuses to send the cookie elsewhere; plain loopback cannot use that prefix. */
export function cookieName(secure: boolean): string {
  return secure ? '__Host-witnessmark' : 'witnessmark';
}

/** Whether browsers come in over TLS: this server's own, or that of a proxy in front of the address people type. */
export function isSecure({ tls, url }: { readonly tls: object | null; readonly url?: string }): boolean {
  return tls !== null || (url !== undefined && new URL(url).protocol === 'https:');
}

/**
 * Deny by default: every route must say what it asks for and what it is about, or the server does not
 * start. Each request is then checked in this one place: who asks, whether they hold the permission, how
 * far it reaches, and whether their proof is fresh. Unsafe requests of a browser also need its CSRF token
 * and its own origin.
 */
export function addGuard(
  app: FastifyInstance,
  parts: {
    readonly identity: Identity;
    readonly secure: boolean;
    readonly url: string | null;
    readonly placeOf: PlaceOf;
  },
): void {
  const { identity, secure, url } = parts;
  const table: RouteEntry[] = [];
  app.decorate('routeTable', table);
  app.decorateRequest('caller', null);
  app.decorateRequest('reach', null);
  app.decorateRequest('named', false);
  app.addHook('onRoute', route => {
    const { access, about, stepUp = false } = route.config ?? {};
    const name = `${String(route.method)} ${route.url}`;
    if (access === undefined) throw new TypeError(`${name} does not say who may use it`);
    const permission = withoutPermission.has(access) ? null : access;
    if (permission !== null && about === undefined)
      throw new TypeError(`${name} asks for ${permission} and does not say what it is about`);
    if (permission === null && about !== undefined)
      throw new TypeError(`${name} is about something and asks for no permission`);
    if (stepUp && access === 'public') throw new TypeError(`${name} asks nobody for a fresh proof`);
    for (const method of [route.method].flat()) {
      if (stepUp && method === 'GET')
        throw new TypeError(`${name} only reads: that must never need a fresh proof`);
      table.push({ method, url: route.url, access, about: nameOf(about), stepUp });
    }
  });
  app.addHook('onRequest', async request => {
    const { access, about, stepUp } = request.routeOptions.config;
    if (request.is404) return;
    if (access === undefined) throw new WitnessError('http.not-allowed', request.url);
    if (access === 'public') return;
    const caller = await callerOf(request, identity, secure);
    if (!caller) throw new WitnessError('http.not-signed-in', routeOf(request));
    if (access === 'signed-in' && caller.scopes !== null)
      throw new WitnessError('http.not-allowed', routeOf(request), 'not by token');
    if (access !== 'signed-in' && access !== 'known') {
      request.reach = await reachFor(request, caller, access, about, parts.placeOf);
      request.named = await isNamed(request, caller, parts.placeOf);
    }
    if (caller.signIn !== null && !safeMethods.has(request.method))
      checkOrigin(request, { identity, url, signIn: caller.signIn });
    if (stepUp) assertFresh(request, caller, identity);
    request.caller = caller;
  });
}

/** The signed-in caller of a guarded route. */
export function callerOfRequest(request: FastifyRequest): Caller {
  if (!request.caller) throw new WitnessError('http.not-signed-in', pathOf(request));
  return request.caller;
}

/** How far the caller holds the route's permission: what a list is narrowed to. */
export function reachOfRequest(request: FastifyRequest): Reach {
  return request.reach ?? nowhere;
}

/** Throws where the proof of the caller is not fresh, or its token was not issued for carrying one. */
function assertFresh(request: FastifyRequest, caller: Caller, identity: Identity): void {
  if (identity.provenUntil(caller) !== null) return;
  if (caller.token !== null && !caller.token.scopes.includes('step-up'))
    throw new WitnessError('identity.token-cannot-step-up', routeOf(request));
  throw new WitnessError('identity.step-up-needed', routeOf(request), identity.proofBy(caller.account));
}

/** How far the caller holds the permission, after what the request is about was found to lie within. */
async function reachFor(
  request: FastifyRequest,
  caller: Caller,
  permission: Permission,
  about: About | undefined,
  placeOf: PlaceOf,
): Promise<Reach> {
  const reach = reachOf(caller, permission);
  if (isNowhere(reach)) throw new WitnessError('http.not-allowed', routeOf(request), permission);
  if (reach === 'site') return reach;
  if (about === 'site')
    throw new WitnessError('http.not-allowed', routeOf(request), `${permission} for the whole site`);
  if (typeof about === 'object')
    await assertWithin(request, about, { reach, seen: reachOf(caller, 'see-plant'), placeOf }, permission);
  return reach;
}

/** What lies outside of what the caller sees is answered as what does not exist, in the same words. */
async function assertWithin(
  request: FastifyRequest,
  about: AssetsOf,
  { reach, seen, placeOf }: { reach: Reach; seen: Reach; placeOf: PlaceOf },
  permission: Permission,
): Promise<void> {
  const assets = await about.find(request);
  const places = await Promise.all((assets ?? []).map(placeOf));
  for (const place of places.length === 0 ? [null] : places) {
    if (place !== null && isWithin(reach, place)) continue;
    if (place !== null && isWithin(seen, place))
      throw new WitnessError('http.not-allowed', routeOf(request), `${permission} for ${place.asset}`);
    throw new WitnessError('http.not-found', about.name(request));
  }
}

/** An engineer of one area who is a viewer of another reads the accounts of the first by name, and not of the second. */
async function isNamed(request: FastifyRequest, caller: Caller, placeOf: PlaceOf): Promise<boolean> {
  const names = reachOf(caller, 'see-names');
  if (names === 'site' || isNowhere(names)) return names === 'site';
  const { about } = request.routeOptions.config;
  const reach = reachOfRequest(request);
  const assets =
    typeof about === 'object' ? await about.find(request) : reach === 'site' ? null : reach.assets;
  if (assets === null) return false;
  const areas = typeof about === 'object' || reach === 'site' ? [] : reach.areas;
  if (!areas.every(area => names.areas.includes(area))) return false;
  const places = await Promise.all(assets.map(placeOf));
  return places.every(place => place !== null && isWithin(names, place));
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
  if (cookie === undefined || cookie.length > 200) return null;
  const used = request.headers['x-unattended'] === undefined && !request.routeOptions.config.unattended;
  return identity.byCookie(cookie, used);
}

function checkOrigin(
  request: FastifyRequest,
  {
    identity,
    url,
    signIn,
  }: {
    readonly identity: Identity;
    readonly url: string | null;
    readonly signIn: NonNullable<Caller['signIn']>;
  },
): void {
  const token = request.headers['x-csrf-token'];
  if (!isOwnOrigin(request, url) || typeof token !== 'string' || !identity.isCsrfToken(signIn, token))
    throw new WitnessError('http.csrf', pathOf(request));
}

/**
 * Whether the request comes from this page, or from what sends no origin at all: a program.
 *
 * @param url the address people type; a proxy in front need not hand on the name it was asked by.
 */
export function isOwnOrigin(request: FastifyRequest, url: string | null): boolean {
  const { origin } = request.headers;
  if (origin === undefined) return true;
  if (!URL.canParse(origin)) return false;
  return (
    new URL(origin).host === request.host || (url !== null && new URL(origin).origin === new URL(url).origin)
  );
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

function nameOf(about: About | undefined): string | null {
  return about === undefined ? null : typeof about === 'object' ? about.what : about;
}

function routeOf(request: FastifyRequest): string {
  return `${request.method} ${pathOf(request)}`;
}

function pathOf(request: FastifyRequest): string {
  return request.url.split('?')[0] ?? '';
}
