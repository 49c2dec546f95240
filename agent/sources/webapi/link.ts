import { createHash } from 'node:crypto';
import { WitnessError } from '@witnessmark/shared/errors';
import type { Instant } from '@witnessmark/shared/time';
import { z } from 'zod';
import { CallBudget } from './budget.ts';
import type { WebApiSourceConfig } from './config.ts';
import { parseExact } from './exact-json.ts';
import { type HttpAnswer, WebApiHttp } from './http.ts';
import type { Call } from './reading-methods.ts';

/** What a method answered: its result, or the CPU's own refusal. */
export type Outcome =
  | { readonly result: unknown; readonly refusal: null }
  | { readonly result: null; readonly refusal: { readonly code: number; readonly says: string } };

export interface Answered {
  readonly outcomes: readonly Outcome[];
  /** When the first request left, and when the last answer had arrived. */
  readonly requestedAt: Instant;
  readonly arrivedAt: Instant;
}

/**
 * Error codes of the Web API: 2 permission denied, which an expired session is too, 3 the system is busy,
 * 4 no resources, at a log-in no session free.
 */
const denied = 2;
const busy = 3;
const noResources = 4;

/** Calls in one HTTP request; bodies stay far below the 64 KiB that the oldest firmware takes. */
const callsAtOnce = 25;
const bodyBytes = 32 * 1024;
const logoutMs = 1000;
const forbiddenRemembered = 10_000;

const answerSchema = z.looseObject({
  id: z.union([z.number(), z.string(), z.null()]).optional(),
  result: z.unknown().optional(),
  error: z.looseObject({ code: z.number(), message: z.string().optional() }).optional(),
});

/**
 * A session on one CPU, by its token. A token that ran out (after two minutes without a request) is renewed
 * within the call that meets it: the device is the same, its certificate says so on every connection.
 */
export class WebApiLink {
  readonly #http: WebApiHttp;
  readonly #config: WebApiSourceConfig;
  readonly #subject: string;
  readonly #now: () => Instant;
  readonly #budget: CallBudget;
  /** Calls refused with a fresh token, the latest of them: no new one would help. */
  readonly #forbidden = new Set<string>();
  #token: string | null = null;
  #calls = 0;

  private constructor(http: WebApiHttp, config: WebApiSourceConfig, subject: string, now: () => Instant) {
    this.#http = http;
    this.#config = config;
    this.#subject = subject;
    this.#now = now;
    this.#budget = new CallBudget(config.requestsPerSecond);
  }

  /** Connects and logs in. Throws `webapi.*`; nothing stays open then. */
  static async open(
    config: WebApiSourceConfig,
    subject: string,
    now: () => Instant,
    signal: AbortSignal,
  ): Promise<WebApiLink> {
    const link = new WebApiLink(await WebApiHttp.create(config, subject), config, subject, now);
    try {
      await link.#login(signal);
      return link;
    } catch (error) {
      await link.close();
      throw error;
    }
  }

  get certificate(): string | null {
    return this.#http.certificate;
  }

  load(): { readonly requests: number; readonly bytes: number } {
    return { requests: this.#calls, bytes: this.#http.bytes };
  }

  /** One method. */
  async call(call: Call, signal: AbortSignal): Promise<Outcome> {
    const [outcome] = (await this.ask([call], signal)).outcomes;
    if (outcome === undefined) throw new RangeError('fewer answers than calls');
    return outcome;
  }

  /** Methods in as few HTTP requests as their bodies allow; one outcome for each, in order. */
  async ask(calls: readonly Call[], signal: AbortSignal): Promise<Answered> {
    const requestedAt = this.#now();
    const outcomes: Outcome[] = [];
    while (outcomes.length < calls.length) {
      const some = fitting(calls.slice(outcomes.length));
      outcomes.push(...(await this.#askSome(some, signal)));
    }
    return { outcomes, requestedAt, arrivedAt: this.#now() };
  }

  /** Logs out, within a second, and ends the connection; never throws. */
  async close(): Promise<void> {
    const token = this.#token;
    this.#token = null;
    if (token !== null) {
      // The session ends by itself after two minutes where this does not reach the CPU.
      await this.#http
        .post([{ method: 'Api.Logout' }], token, AbortSignal.timeout(logoutMs))
        .catch(() => undefined);
    }
    await this.#http.close();
  }

  async #askSome(calls: readonly Call[], signal: AbortSignal): Promise<Outcome[]> {
    const first = await this.#send(calls, signal);
    const renew = first.some(
      ({ refusal }, index) => refusal?.code === denied && !this.#forbidden.has(keyOf(calls[index])),
    );
    if (!renew) return first;
    await this.#login(signal);
    const second = await this.#send(calls, signal);
    second.forEach(({ refusal }, index) => {
      if (refusal?.code === denied) this.#forbid(keyOf(calls[index]));
    });
    return second;
  }

  #forbid(key: string): void {
    this.#forbidden.delete(key);
    this.#forbidden.add(key);
    const [oldest] = this.#forbidden;
    if (this.#forbidden.size > forbiddenRemembered && oldest !== undefined) this.#forbidden.delete(oldest);
  }

  async #login(signal: AbortSignal): Promise<void> {
    this.#token = null;
    const { name, password } = this.#config.user;
    const [outcome] = await this.#send([{ method: 'Api.Login', params: { user: name, password } }], signal);
    if (outcome?.refusal?.code === noResources) {
      throw new WitnessError('webapi.no-free-session', this.#subject, outcome.refusal.says);
    }
    if (outcome === undefined || outcome.refusal !== null) {
      throw new WitnessError('webapi.user-refused', this.#subject, outcome?.refusal?.says);
    }
    const token = z.looseObject({ token: z.string().min(1).max(1000) }).safeParse(outcome.result);
    if (!token.success) throw this.#malformed('no token in the answer to Api.Login');
    this.#token = token.data.token;
  }

  async #send(calls: readonly Call[], signal: AbortSignal): Promise<Outcome[]> {
    await this.#budget.wait(calls.length, signal);
    const answer = await this.#http.post(calls, this.#token, signal);
    this.#calls += calls.length;
    // A token that ran out, said in the words of HTTP.
    if (this.#token !== null && (answer.status === 401 || answer.status === 403)) {
      return calls.map(() => ({ result: null, refusal: { code: denied, says: `HTTP ${answer.status}` } }));
    }
    this.#checkStatus(answer);
    const answers = this.#answersIn(answer.text);
    const outcomes = calls.map((call, index) => {
      // A single answer is taken as it is: some firmware answers a refusal with an id of its own.
      const found = calls.length === 1 ? answers[0] : answers.find(({ id }) => isId(id, index));
      if (found === undefined) throw this.#malformed(`no answer to ${call.method}`);
      return outcomeOf(found);
    });
    const strained = outcomes.find(({ refusal }) => refusal?.code === busy);
    if (strained?.refusal) throw new WitnessError('webapi.busy', this.#subject, strained.refusal.says);
    return outcomes;
  }

  #checkStatus({ status, retryAfter }: HttpAnswer): void {
    if (status === 200) return;
    const detail = `HTTP ${status}${retryAfter === null ? '' : `, again after ${retryAfter.slice(0, 40)} s`}`;
    if (status === 429 || status === 503) throw new WitnessError('webapi.busy', this.#subject, detail);
    if (status === 401 || status === 403)
      throw new WitnessError('webapi.user-refused', this.#subject, detail);
    throw this.#malformed(detail);
  }

  #answersIn(text: string): readonly z.infer<typeof answerSchema>[] {
    let body: unknown;
    try {
      body = parseExact(text);
    } catch (cause) {
      throw new WitnessError('webapi.service-failed', this.#subject, 'its answer is no JSON', { cause });
    }
    const parsed = z.array(answerSchema).safeParse(Array.isArray(body) ? body : [body]);
    if (!parsed.success) throw this.#malformed('its answer is no JSON-RPC');
    return parsed.data;
  }

  #malformed(detail: string): WitnessError {
    return new WitnessError('webapi.service-failed', this.#subject, detail);
  }
}

/** A user may read one variable of a method and not another. */
function keyOf(call: Call | undefined): string {
  return createHash('sha256')
    .update(JSON.stringify([call?.method, call?.params]))
    .digest('base64');
}

/** An error without an id (null, by JSON-RPC) answers no call in particular. */
function isId(id: string | number | null | undefined, index: number): boolean {
  return id === index || id === String(index);
}

function outcomeOf({ result, error }: z.infer<typeof answerSchema>): Outcome {
  if (error === undefined) return { result, refusal: null };
  const says = `${error.code}${error.message === undefined ? '' : ` ${error.message.slice(0, 200)}`}`;
  return { result: null, refusal: { code: error.code, says } };
}

/** As many calls as one request takes: at least one. */
function fitting(calls: readonly Call[]): readonly Call[] {
  let bytes = 0;
  let count = 0;
  for (const call of calls.slice(0, callsAtOnce)) {
    bytes += Buffer.byteLength(JSON.stringify(call)) + 40;
    if (count > 0 && bytes > bodyBytes) break;
    count += 1;
  }
  return calls.slice(0, count);
}
