import { problemSchema, stepUpSchema } from '@witnessmark/shared/api';
import { Agent, fetch, type RequestInit } from 'undici';
import { z } from 'zod';
import { CommandEnd, exit } from './exit.ts';
import type { Profile } from './profile.ts';

const timeoutMs = 30_000;

/** Asks the person for a fresh proof, with what it can be made. */
type Prove = (by: 'code' | 'password') => Promise<object>;

/** Speaks to a server's HTTP API with an API token. */
export class ApiClient {
  readonly #profile: Pick<Profile, 'url' | 'ca'> & { readonly token?: string };
  readonly #prove: Prove | null;
  readonly #dispatcher: Agent;

  /** `prove` is asked where the server wants a fresh proof for an act, which is then repeated once. */
  constructor(
    profile: Pick<Profile, 'url' | 'ca'> & { readonly token?: string },
    prove: Prove | null = null,
  ) {
    this.#profile = profile;
    this.#prove = prove;
    this.#dispatcher = new Agent({ connect: profile.ca === undefined ? {} : { ca: profile.ca } });
  }

  /** GET `path` with `query`; undefined values are left out. Throws CommandEnd for whatever goes wrong. */
  get<Schema extends z.ZodType>(
    path: string,
    schema: Schema,
    query: Readonly<Record<string, string | number | undefined>> = {},
  ): Promise<z.infer<Schema>> {
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) search.set(name, String(value));
    return this.#answer(
      `${path}${search.size > 0 ? `?${search.toString()}` : ''}`,
      { method: 'GET' },
      schema,
    );
  }

  post<Schema extends z.ZodType>(
    path: string,
    body: object | null,
    schema: Schema,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<z.infer<Schema>> {
    const init =
      body === null
        ? { method: 'POST', headers }
        : {
            method: 'POST',
            headers: { ...headers, 'content-type': 'application/json' },
            body: JSON.stringify(body),
          };
    return this.#answer(path, init, schema);
  }

  async delete(path: string): Promise<void> {
    await this.#answer(path, { method: 'DELETE' }, z.null());
  }

  /** The raw response, for what is not JSON. */
  async raw(path: string, init: RequestInit): Promise<Awaited<ReturnType<typeof fetch>>> {
    const url = new URL(path, this.#profile.url);
    const headers = {
      ...(this.#profile.token ? { authorization: `Bearer ${this.#profile.token}` } : {}),
      ...(init.headers as Record<string, string> | undefined),
    };
    try {
      return await fetch(url, {
        ...init,
        headers,
        dispatcher: this.#dispatcher,
        signal: AbortSignal.timeout(timeoutMs),
      });
    } catch (cause) {
      throw new CommandEnd(
        exit.unreachable,
        `${url.origin}: the server cannot be reached (${reasonOf(cause)}). Check the address and that the server runs.`,
        { cause },
      );
    }
  }

  async close(): Promise<void> {
    await this.#dispatcher.close();
  }

  async #stepUp(prove: Prove, by: 'code' | 'password'): Promise<void> {
    const proof = { method: 'POST', headers: { 'content-type': 'application/json' } };
    const response = await this.raw('/api/v1/step-up', { ...proof, body: JSON.stringify(await prove(by)) });
    const text = await response.text();
    if (!response.ok) throw refusal(response.status, text);
    stepUpSchema.parse(JSON.parse(text));
  }

  async #answer<Schema extends z.ZodType>(
    path: string,
    init: RequestInit,
    schema: Schema,
  ): Promise<z.infer<Schema>> {
    let response = await this.raw(path, init);
    let text = await response.text();
    if (response.status === 403 && problemCode(text) === 'identity.step-up-needed' && this.#prove) {
      await this.#stepUp(this.#prove, proofIn(text));
      response = await this.raw(path, init);
      text = await response.text();
    }
    if (!response.ok) throw refusal(response.status, text);
    const parsed = schema.safeParse(text === '' ? null : JSON.parse(text));
    if (!parsed.success) {
      throw new CommandEnd(
        exit.unreachable,
        `${this.#profile.url}: the answer cannot be understood (${parsed.error.issues[0]?.path.join('.')}). Is the server of another version?`,
      );
    }
    return parsed.data;
  }
}

/** The code of the error table in an answer; null where it is no problem of ours. */
export function problemCode(text: string): string | null {
  return problemIn(text)?.code ?? null;
}

/** What a refusal says that a fresh proof is made with. */
function proofIn(text: string): 'code' | 'password' {
  return problemIn(text)?.detail.endsWith('(code)') ? 'code' : 'password';
}

function problemIn(text: string): z.infer<typeof problemSchema> | undefined {
  try {
    return problemSchema.safeParse(JSON.parse(text)).data;
  } catch {
    // Not JSON: something other than our server answered, and its status is all there is to say.
    return undefined;
  }
}

export function refusal(status: number, text: string): CommandEnd {
  const problem = problemIn(text);
  const code = status === 401 || status >= 500 ? exit.unreachable : exit.usage;
  return new CommandEnd(
    code,
    problem ? `${problem.detail}: ${problem.title}. ${problem.remedy}` : `the server answered ${status}`,
  );
}

function reasonOf(cause: unknown): string {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  if (inner instanceof Error) return 'code' in inner ? String(inner.code) : inner.message;
  return String(inner);
}
