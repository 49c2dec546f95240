import type { FastifyRequest } from 'fastify';

/** The way from a request to the assets it is about; null where what it names does not exist. */
export interface AssetsOf {
  /** What is looked for, in one word, for the list of routes. */
  readonly what: string;
  /** What the request names, as a refusal repeats it. */
  name(request: FastifyRequest): string;
  find(request: FastifyRequest): Promise<readonly string[] | null>;
}

/**
 * What a route is about, which decides how far a permission must reach for it:
 * - `site`: the whole site; a narrower grant is refused;
 * - `narrowed`: no one asset; the handler narrows its answer to `reachOfRequest`;
 * - `no-asset`: nothing of the plant, such as one's own account;
 * - assets: the guard finds them and refuses what lies outside as if it did not exist.
 */
export type About = 'site' | 'narrowed' | 'no-asset' | AssetsOf;

/** The asset the address itself names. */
export const theAsset: AssetsOf = {
  what: 'asset',
  name: request => param(request, 'asset'),
  find: async request => [param(request, 'asset')],
};

/** A parameter of the address as it was sent; empty where the route has none of this name. */
export function param(request: FastifyRequest, name: string): string {
  const { params } = request;
  if (typeof params !== 'object' || params === null) return '';
  const value: unknown = Reflect.get(params, name);
  return typeof value === 'string' ? value : '';
}
