import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { isWitnessError } from '@witnessmark/shared/errors';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openStore, type Store } from '../store/index.ts';
import { serveGit } from './index.ts';

const asset = 'press-2';
let folder: string;
let store: Store;
let server: Server;
let base: string;
let answered: number[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'witnessmark-git-http-'));
  const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
  store = await openStore({ dir: join(folder, 'store'), log: quiet });
  answered = [];
  server = createServer((request, response) => {
    const [, name = '', path = ''] = /^\/([^/]+)[.]git(\/.*)$/.exec(request.url ?? '') ?? [];
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    const { method = '', headers } = request;
    const reader = String(headers['x-reader'] ?? 'vera');
    serveGit(store, name, { reader, method, path, headers, body: request, signal: gone.signal }).then(
      answer => {
        answered.push(answer.status);
        response.writeHead(answer.status, answer.headers);
        pipeline(answer.body, response, () => undefined);
      },
      (error: unknown) => {
        answered.push(isWitnessError(error) ? error.status : 500);
        response.writeHead(isWitnessError(error) ? error.status : 500).end();
      },
    );
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise(resolve => server.close(resolve));
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

async function git(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('git', args, {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      LC_ALL: 'C',
      HOME: folder,
      GIT_TERMINAL_PROMPT: '0',
      GIT_CONFIG_NOSYSTEM: '1',
    },
  });
  return stdout.trim();
}

async function commit(n: number): Promise<string> {
  const [record] = await store.commit(asset, [
    {
      changes: [{ path: `setpoints/DB${n % 3}.txt`, content: Buffer.from(`Level = ${n}\n`.repeat(50)) }],
      author: { id: 'agent-1', name: 'Press hall' },
      at: '2026-01-01T00:00:00.000Z',
      subject: `change ${n}`,
      trailers: [],
    },
  ]);
  return record?.id ?? '';
}

describe('with a plain git', () => {
  test.each(['0', '1', '2'])(
    'protocol version %s clones, fetches what came since, and is whole',
    async version => {
      const first = await commit(1);
      const options = ['-c', `protocol.version=${version}`];
      await git(...options, 'clone', '--quiet', `${base}/${asset}.git`, 'copy');
      expect(await git('-C', 'copy', 'rev-parse', 'origin/main')).toBe(first);
      const second = await commit(2);
      await git('-C', 'copy', ...options, 'pull', '--quiet');
      expect(await git('-C', 'copy', 'rev-parse', 'HEAD')).toBe(second);
      await git('-C', 'copy', 'fsck', '--full');
      await git(...options, 'clone', '--quiet', '--depth=1', `${base}/${asset}.git`, 'shallow');
      expect(await git('-C', 'shallow', 'rev-list', '--count', 'HEAD')).toBe('1');
    },
  );

  test('pushing is refused and changes nothing', async () => {
    const first = await commit(1);
    await git('clone', '--quiet', `${base}/${asset}.git`, 'copy');
    await git(
      '-C',
      'copy',
      '-c',
      'user.name=x',
      '-c',
      'user.email=x@y',
      'commit',
      '--allow-empty',
      '-qm',
      'x',
    );
    await expect(git('-C', 'copy', 'push', 'origin', 'HEAD:main')).rejects.toThrow(/403/);
    expect(await store.tip(asset)).toBe(first);
  });

  test('an asset that is not there is not found', async () => {
    await expect(git('clone', `${base}/press-9.git`, 'copy')).rejects.toThrow(/not found/);
    expect(answered).toEqual([404]);
  });
});

describe('a request by hand', () => {
  const want = (id: string) => `0032want ${id}\n00000009done\n`;
  const post = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
    fetch(`${base}/${asset}.git/git-upload-pack`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/x-git-upload-pack-request', ...headers },
    });

  test('with a gzip body is understood', async () => {
    const id = await commit(1);
    const plain = Buffer.from(await (await post(want(id))).arrayBuffer());
    const zipped = Buffer.from(
      await (await post(gzipSync(want(id)), { 'content-encoding': 'gzip' })).arrayBuffer(),
    );
    expect(plain.toString('latin1')).toContain('PACK');
    expect(zipped).toEqual(plain);
  });

  test('that is none of the protocol is refused with its status', async () => {
    await commit(1);
    const at = async (path: string, init?: RequestInit) =>
      (await fetch(`${base}/${asset}.git${path}`, init)).status;
    expect(await at('/info/refs')).toBe(403);
    expect(await at('/info/refs?service=git-receive-pack')).toBe(403);
    expect(await at('/git-receive-pack', { method: 'POST' })).toBe(403);
    expect(await at('/info/refs?service=git-upload-pack', { method: 'POST' })).toBe(405);
    expect(await at('/git-upload-pack')).toBe(405);
    expect(await at('/git-upload-pack', { method: 'POST', body: 'x' })).toBe(415);
    expect(await at('/HEAD')).toBe(404);
    expect(await at('/objects/info/packs')).toBe(404);
    expect(await at('/..%2fpress-2.git/HEAD')).toBe(404);
    expect((await post('x', { 'content-encoding': 'br' })).status).toBe(415);
  });

  test('that is broken, endless or a bomb ends with a cut answer, and others are served after it', async () => {
    const id = await commit(1);
    const broken: (string | Uint8Array<ArrayBuffer>)[] = [
      'zzzz',
      '0032want',
      `0032want ${'0'.repeat(40)}\n00000009done\n`,
      gzipSync(Buffer.alloc(64 * 1024 * 1024)),
    ];
    for (const body of broken) {
      const headers: Record<string, string> = typeof body === 'string' ? {} : { 'content-encoding': 'gzip' };
      const read = post(body, headers).then(async answer => {
        const text = await answer.text();
        if (!text.includes('PACK')) throw new Error('no pack');
      });
      await expect(read).rejects.toThrow();
    }
    // More than may run at once, each begun and never ended.
    const sockets = Array.from({ length: 6 }, () => {
      const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
      socket.on('error', () => undefined);
      socket.write(
        `POST /${asset}.git/git-upload-pack HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-git-upload-pack-request\r\nContent-Length: 1000\r\n\r\n0032`,
      );
      return socket;
    });
    const waiting = post(want(id));
    // One reader has no more than two of the four places; somebody else is served meanwhile.
    expect(await (await post(want(id), { 'x-reader': 'mika' })).text()).toContain('PACK');
    expect(answered).toHaveLength(broken.length + 3);
    for (const socket of sockets) socket.destroy();
    expect(await (await waiting).text()).toContain('PACK');
  });
});
