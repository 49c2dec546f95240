import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { run } from './program.ts';

const sample = '\u001b]0;owned\u0007 \u009b31m \u202etxt';
const me = {
  person: 'person-000000000000000a',
  user: 'ana',
  name: 'Ana',
  roles: [],
  grants: [],
  csrf: '',
  may: [],
  reach: {},
  secondFactor: null,
  passwordIsGiven: false,
  proof: { by: 'password', until: null },
  site: { name: 'hall', timeZone: 'UTC' },
  build: 'test',
};
const at = '2026-11-23T02:00:00.000Z';
const shapes = [{ app: sample, sample, count: 1, lastAt: at }];
const unmatched = { rows: [{ address: '10.0.0.1', sender: sample, count: 1, lastAt: at, shapes }] };

let server: Server;
let said = '';
beforeEach(async () => {
  server = createServer((request, response) =>
    response.end(JSON.stringify(request.url === '/api/v1/me' ? me : unmatched)),
  );
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  vi.stubEnv('WITNESSMARK_URL', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  vi.stubEnv('WITNESSMARK_TOKEN', `wm_${'x'.repeat(43)}`);
  said = '';
  vi.spyOn(process.stdout, 'write').mockImplementation(text => {
    said += String(text);
    return true;
  });
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  server.close();
});

const obeyed = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

test.each([[['witnesses', 'unmatched']], [['--json', 'witnesses', 'unmatched']]])(
  'what somebody wrote into a record is shown by %j and not obeyed by the terminal',
  async words => {
    expect(await run(words, new AbortController().signal)).toBe(0);
    expect(said).toContain('owned');
    expect(said).not.toMatch(obeyed);
    if (words[0] === '--json') expect(JSON.parse(said)).toEqual(unmatched.rows);
  },
);
