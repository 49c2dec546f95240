import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { run } from '../program.ts';

let dir = '';
let said = '';
let server: Server | null = null;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'witnessmark-login-'));
  await writeFile(join(dir, 'password'), 'a password of theirs');
  said = '';
  vi.spyOn(process.stderr, 'write').mockImplementation(text => {
    said += String(text);
    return true;
  });
});
afterEach(async () => {
  vi.restoreAllMocks();
  server?.close();
  server = null;
  await rm(dir, { recursive: true });
});

const login = (url: string) =>
  run(
    ['login', url, '--user', 'ana', '--password-file', join(dir, 'password')],
    new AbortController().signal,
  );

test('a password is not sent where everybody on the way could read it', async () => {
  expect(await login('http://witnessmark.plant.example')).toBe(2);
  expect(said).toContain('https://witnessmark.plant.example');
});

test('what answers in place of a server cannot write on the terminal as it likes', async () => {
  server = createServer((_request, response) => {
    response.writeHead(403, { 'content-type': 'application/problem+json' }).end(
      JSON.stringify({
        type: 'about:blank',
        title: 'no\u001b[2J',
        status: 403,
        detail: '\u001b]0;owned\u0007\u009b31m',
        code: 'http.not-allowed',
        remedy: '\u202eask',
        instance: 'x',
      }),
    );
  });
  const listening = server;
  await new Promise<void>(done => listening.listen(0, '127.0.0.1', done));
  expect(await login(`http://127.0.0.1:${(listening.address() as AddressInfo).port}`)).toBe(2);
  expect(said).toContain('ask');
  expect(said).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/);
});
