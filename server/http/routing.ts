import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Identity } from '../identity/index.ts';
import type { PolicyBook } from '../policy/index.ts';
import type { GitHttp, PlantActs, PlantReader, Registry, Sessions, Witnesses } from './plant.ts';

export interface HttpOptions {
  readonly identity: Identity;
  readonly plant: PlantReader & PlantActs;
  readonly sessions: Sessions;
  /** The site's policy in force. */
  readonly policy: Pick<PolicyBook, 'inForce'>;
  readonly registry: Registry;
  readonly witnesses: Witnesses;
  readonly git: GitHttp;
  readonly log: FastifyBaseLogger;
  readonly site: { readonly name: string; readonly timeZone: string; readonly shifts: readonly string[] };
  readonly build: string;
  /** PEM files; null serves plain HTTP, which is for the loopback interface alone. */
  readonly tls: { readonly certificate: string; readonly key: string } | null;
  /** The address people type, where it is known. */
  readonly url?: string;
  /** Addresses and networks of proxies in front, whose word on where a request comes from is taken; nobody's where absent. */
  readonly trustedProxies?: readonly string[];
  /** Folder with the built page; null where it is not built (the API works all the same). */
  readonly page: string | null;
}

/** Adds its routes to the listener. */
export type Routes = (app: TypedApp, options: HttpOptions) => void;
export type TypedApp = ReturnType<typeof typed>;

export function typed(app: FastifyInstance) {
  return app.withTypeProvider<ZodTypeProvider>();
}
