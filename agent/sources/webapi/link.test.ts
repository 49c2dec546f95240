import { afterEach, expect, test, vi } from 'vitest';
import { webapiSourceSchema } from './config.ts';
import { WebApiHttp } from './http.ts';
import { WebApiLink } from './link.ts';
import type { Call } from './reading-methods.ts';

const signal = new AbortController().signal;
const now = () => ({ wall: '2026-11-23T05:00:00.000Z', mono: 0, boot: 'b'.repeat(32) });
const config = webapiSourceSchema.parse({
  type: 'webapi',
  host: '127.0.0.1',
  port: 1,
  user: { name: 'watcher', password: 'secret' },
  serverCertificate: 'a'.repeat(64),
  requestsPerSecond: 1000,
});
const read = (name: string): Call => ({ method: 'PlcProgram.Read', params: { var: name, mode: 'simple' } });

afterEach(() => vi.restoreAllMocks());

/** A CPU that answers with what `reply` gives, and counts the log-ins. */
async function linkTo(reply: (calls: readonly Call[], token: string | null) => unknown) {
  let logins = 0;
  vi.spyOn(WebApiHttp.prototype, 'post').mockImplementation(async (calls, token) => {
    const login = calls[0]?.method === 'Api.Login';
    if (login) logins += 1;
    const body = login ? { id: 0, result: { token: `token ${logins}` } } : reply(calls, token);
    return { status: 200, retryAfter: null, text: JSON.stringify(body) };
  });
  const link = await WebApiLink.open(config, 'filler-3/web', now, signal);
  return { link, logins: () => logins };
}

test('one variable that may not be read keeps no token of the others from being renewed', async () => {
  let valid = 'token 1';
  const { link, logins } = await linkTo(([call], token) =>
    token !== valid || call?.params?.['var'] === 'secret'
      ? { id: 0, error: { code: 2, message: 'Permission denied' } }
      : { id: 0, result: 7 },
  );
  valid = 'token 2';
  expect((await link.call(read('secret'), signal)).refusal?.code).toBe(2);
  expect((await link.call(read('secret'), signal)).refusal?.code).toBe(2);
  expect(logins()).toBe(2);
  valid = 'token 3';
  expect(await link.call(read('level'), signal)).toEqual({ result: 7, refusal: null });
  expect(logins()).toBe(3);
});

test('an error that says not which call it is of is taken for the answer of none', async () => {
  const { link } = await linkTo(() => [
    { id: null, error: { code: 200, message: 'of whatever' } },
    { id: 1, result: 7 },
    { id: 0, result: 6 },
  ]);
  const { outcomes } = await link.ask([read('a'), read('b')], signal);
  expect(outcomes.map(({ result }) => result)).toEqual([6, 7]);
});
