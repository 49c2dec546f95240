import type { Problem } from '@witnessmark/shared/api';
import { foreignProblem, isSignedOut, isStepUpNeeded, RefusedError, UnreachableError } from './failure.ts';
import { Presence } from './presence.ts';

export type Query = Readonly<Record<string, string | number | undefined>>;

function addressOf(path: string, query?: Query): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== '') search.set(name, String(value));
  }
  const text = search.toString();
  return text ? `/api/v1${path}?${text}` : `/api/v1${path}`;
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'detail' in body && 'remedy' in body && 'code' in body;
}

async function answerOf<Answer>(address: string, request: RequestInit): Promise<Answer> {
  let response: Response;
  try {
    response = await fetch(address, { ...request, credentials: 'same-origin' });
  } catch (error) {
    if (request.signal?.aborted) throw error;
    throw new UnreachableError(error);
  }
  const json = response.headers.get('content-type')?.includes('json') === true;
  if (response.status === 204) return undefined as Answer;
  if (response.ok && json) return (await response.json()) as Answer;
  const body: unknown = json ? await response.json() : null;
  throw new RefusedError(isProblem(body) ? body : foreignProblem(response.status, address));
}

/** Asks the person for a fresh proof and sends it; false where they would not. */
export type Prove = () => Promise<boolean>;

/** The HTTP API below `/api/v1`. Throws RefusedError or UnreachableError. */
export class ApiClient {
  /** Reading that nobody asked for, such as after a live event, must not keep a sign-in alive that was left alone. */
  readonly presence = new Presence();
  #csrf = '';
  #prove: Prove | null = null;
  /** How many proofs were sent: each puts another cookie in place of the one before. */
  #proofs = 0;

  /** The token of the present sign-in, carried by every unsafe request. */
  useCsrf(token: string): void {
    this.#csrf = token;
  }

  /** Whoever shows the form for a fresh proof; returns the way to stop. */
  useProof(prove: Prove): () => void {
    this.#prove = prove;
    return () => {
      if (this.#prove === prove) this.#prove = null;
    };
  }

  /** A fresh proof was taken, and the cookie is another one from here on. */
  renewed(): void {
    this.#proofs += 1;
  }

  async get<Answer>(path: string, query?: Query, signal?: AbortSignal): Promise<Answer> {
    const alone: Record<string, string> = this.presence.isAttended ? {} : { 'x-unattended': '1' };
    const request = { headers: { accept: 'application/json', ...alone }, signal: signal ?? null };
    const proofs = this.#proofs;
    try {
      return await answerOf<Answer>(addressOf(path, query), request);
    } catch (error) {
      // It went out with the cookie that a proof replaced meanwhile.
      if (!isSignedOut(error) || proofs === this.#proofs) throw error;
      return answerOf<Answer>(addressOf(path, query), request);
    }
  }

  /** Where the server wants a fresh proof, the person is asked for one and the act is sent again, once. */
  async send<Answer>(method: 'POST' | 'DELETE', path: string, body?: unknown): Promise<Answer> {
    try {
      return await this.#send<Answer>(method, path, body);
    } catch (error) {
      if (!isStepUpNeeded(error) || !(await this.#prove?.())) throw error;
      return this.#send<Answer>(method, path, body);
    }
  }

  #send<Answer>(method: 'POST' | 'DELETE', path: string, body?: unknown): Promise<Answer> {
    const headers: Record<string, string> = { accept: 'application/json', 'x-csrf-token': this.#csrf };
    if (body !== undefined) headers['content-type'] = 'application/json';
    return answerOf<Answer>(addressOf(path), {
      method,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
    });
  }
}
