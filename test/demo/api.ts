import { type ChangeSummary, changesPageSchema, invitationSchema, meSchema } from '@witnessmark/shared/api';
import type { FirstSignIn } from './first-sign-in.ts';

const withinMs = 10_000;

/** The few calls of the server's API that the demo makes, as the administrator. */
export class DemoApi {
  readonly #address: string;
  #cookie = '';
  #csrf = '';

  constructor(address: string) {
    this.#address = address;
  }

  /** False where user and password do not fit together (any more). */
  async signIn({ user, password }: FirstSignIn): Promise<boolean> {
    const answer = await this.#call('/api/v1/sign-in', { user, password });
    if (answer.status === 401) return false;
    this.#csrf = meSchema.parse(await read(answer)).csrf;
    this.#cookie = answer.headers
      .getSetCookie()
      .map(cookie => cookie.split(';', 1)[0])
      .join('; ');
    return true;
  }

  /** A one-time token with which an agent joins. */
  async invite(area: string): Promise<string> {
    const answer = await this.#call('/api/v1/agents/invitations', { area, hours: 1 });
    return invitationSchema.parse(await read(answer)).token;
  }

  /** The newest changes, newest first. */
  async changes(limit: number, asset?: string): Promise<readonly ChangeSummary[]> {
    const query = new URLSearchParams({ limit: String(limit), ...(asset === undefined ? {} : { asset }) });
    return changesPageSchema.parse(await read(await this.#call(`/api/v1/changes?${query.toString()}`))).rows;
  }

  #call(path: string, body?: object): Promise<Response> {
    return fetch(new URL(path, this.#address), {
      headers: {
        ...(this.#cookie === '' ? {} : { cookie: this.#cookie, 'x-csrf-token': this.#csrf }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(withinMs),
    });
  }
}

async function read(answer: Response): Promise<unknown> {
  if (answer.ok) return answer.json();
  const text = (await answer.text()).slice(0, 1000);
  throw new Error(`the server answered ${answer.status} to ${new URL(answer.url).pathname}: ${text}`);
}
