import {
  type Asset,
  assetSchema,
  type ChangeSummary,
  changesPageSchema,
  type Health,
  healthSchema,
  invitationSchema,
  meSchema,
  type Overview,
  overviewSchema,
  personCreatedSchema,
  type Role,
  tokenCreatedSchema,
} from '@witnessmark/shared/api';
import type { z } from 'zod';

const withinMs = 10_000;
const area = '*';

/** The server's API as an administrator uses it; signs in with the first call that needs it. */
export class AdminApi {
  readonly address: string;
  readonly password: string;
  #cookie = '';
  #csrf = '';

  constructor(address: string, password: string) {
    this.address = address;
    this.password = password;
  }

  async #signIn(): Promise<void> {
    const answer = await this.#fetch('/api/v1/sign-in', { user: 'admin', password: this.password });
    this.#csrf = meSchema.parse(await read(answer)).csrf;
    this.#cookie = answer.headers
      .getSetCookie()
      .map(cookie => cookie.split(';', 1)[0])
      .join('; ');
  }

  /** A one-time token with which an agent of any area joins. */
  async invite(): Promise<string> {
    return invitationSchema.parse(
      await read(await this.#call('/api/v1/agents/invitations', { area, hours: 1 })),
    ).token;
  }

  /** An API token of the administrator with these scopes. */
  async token(scopes: readonly string[]): Promise<{ secret: string }> {
    return tokenCreatedSchema.parse(
      await read(await this.#call('/api/v1/tokens', { name: 'world', scopes, days: 1 })),
    );
  }

  /** Adds somebody who may work on the whole site; gives their id. */
  async addPerson(user: string, name: string, role: Role, secret: string): Promise<string> {
    const body = { user, name, grants: [{ role, scope: { of: 'site' } }], password: secret };
    return personCreatedSchema.parse(await read(await this.#call('/api/v1/people', body))).person;
  }

  /** Says that an account of an asset's controller is somebody's. */
  async declareAccount(asset: string, scheme: string, value: string, person: string): Promise<void> {
    const body = { scheme, value, asset, meaning: { to: 'person', person } };
    await accept(await this.#call('/api/v1/identities', body));
  }

  /** Declares the ways by which an asset can be written. */
  async declarePaths(asset: string, paths: readonly object[]): Promise<void> {
    await accept(await this.#call(`/api/v1/assets/${asset}/paths`, { paths, reason: 'walked the line' }));
  }

  /** Every change of an asset, newest first. */
  async changes(asset: string): Promise<readonly ChangeSummary[]> {
    const rows: ChangeSummary[] = [];
    let cursor: string | null = null;
    do {
      const query = new URLSearchParams({ asset, limit: '200', ...(cursor === null ? {} : { cursor }) });
      const page: z.infer<typeof changesPageSchema> = changesPageSchema.parse(
        await this.#get(`/api/v1/changes?${query.toString()}`),
      );
      rows.push(...page.rows);
      cursor = page.next;
    } while (cursor !== null);
    return rows;
  }

  /** The newest changes of an asset, newest first. */
  async newest(asset: string, limit = 20): Promise<readonly ChangeSummary[]> {
    const query = new URLSearchParams({ asset, limit: String(limit) });
    return changesPageSchema.parse(await this.#get(`/api/v1/changes?${query.toString()}`)).rows;
  }

  async asset(id: string): Promise<Asset> {
    return assetSchema.parse(await this.#get(`/api/v1/assets/${id}`));
  }

  async overview(): Promise<Overview> {
    return overviewSchema.parse(await this.#get('/api/v1/overview'));
  }

  /** How the server is, with what each check says; answers also where it is failing. */
  async health(): Promise<Health> {
    return healthSchema.parse(await read(await this.#call('/api/v1/health/checks')));
  }

  /** The person's verdict on the stranger at a stream's address. */
  async judgeDevice(asset: string, stream: string, verdict: 'replaced' | 'moved' | 'wrong'): Promise<void> {
    const body = { stream, verdict, reason: 'judged by the test' };
    await accept(await this.#call(`/api/v1/assets/${asset}/identity`, body));
  }

  /** Lets every agent take the log as it now stands for the right one. */
  async acceptLog(): Promise<void> {
    await accept(await this.#call('/api/v1/log/acceptance', { reason: 'restored by the test' }));
  }

  /** Looks again at a damaged history; rejects while it still is. */
  async heal(asset: string): Promise<void> {
    await accept(await this.#call(`/api/v1/assets/${asset}/heal`, {}));
  }

  async #get(path: string): Promise<unknown> {
    return read(await this.#call(path));
  }

  async #call(path: string, body?: object): Promise<Response> {
    if (this.#cookie === '') await this.#signIn();
    return this.#fetch(path, body);
  }

  #fetch(path: string, body?: object): Promise<Response> {
    return fetch(new URL(path, this.address), {
      headers: {
        ...(this.#cookie === '' ? {} : { cookie: this.#cookie, 'x-csrf-token': this.#csrf }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(withinMs),
    });
  }
}

async function accept(answer: Response): Promise<void> {
  if (!answer.ok) await read(answer);
}

async function read(answer: Response): Promise<unknown> {
  if (answer.ok) return answer.json();
  const text = (await answer.text()).slice(0, 1000);
  throw new Error(`the server answered ${answer.status} to ${new URL(answer.url).pathname}: ${text}`);
}
