import { createHash, randomBytes } from 'node:crypto';
import { connect as dial } from 'node:net';
import { connect } from 'node:tls';
import { zstdCompressSync } from 'node:zlib';
import { WitnessError } from '@witnessmark/shared/errors';
import { decodeJoinToken } from '@witnessmark/shared/wire';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  createMemorySite,
  hashOf,
  joinRaw,
  keyAndRequest,
  type MemorySite,
  RawAgent,
} from './testing/index.ts';

const epoch = 'e'.repeat(32);
const stream = 'press-2/s7';
const at = { wall: '2026-11-23T02:10:05.123Z', mono: 1, boot: 'b'.repeat(32) };
const hello = { protocols: [1], build: 'test', streams: [], checkpoint: null };
const day = 24 * 60 * 60 * 1000;

function notice(
  seq: number,
  prev: unknown,
  body: Record<string, unknown> = {},
  more: Record<string, unknown> = {},
) {
  return {
    epoch,
    stream,
    seq,
    prev: prev === null ? null : hashOf(prev),
    at,
    kind: 'notice',
    body: { code: 'agent.started', says: `Started ${seq}.`, data: {}, ...body },
    ...more,
  };
}

describe('the agent listener', () => {
  let site: MemorySite;
  let agent: RawAgent & { readonly id: string };
  const opened: { close(): unknown }[] = [];

  beforeEach(async () => {
    site = await createMemorySite();
    agent = await joinRaw(site.port, await site.token());
    opened.push(site, agent);
  });
  afterEach(async () => {
    for (const part of opened.splice(0).reverse()) await part.close();
  });

  function clientOf(identity: RawAgent['identity']): RawAgent {
    const client = new RawAgent(site.port, identity);
    opened.push(client);
    return client;
  }

  const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

  describe('who may speak', () => {
    test('nobody without a certificate, but for joining', async () => {
      const stranger = clientOf(null);
      for (const path of ['hello', 'facts', 'beat', 'renew']) {
        expect(await stranger.json(`/agent/v1/${path}`, hello)).toMatchObject({
          status: 401,
          body: { code: 'wire.no-certificate' },
        });
      }
    });

    test("nobody with another site's certificate, even in the name of an agent that is known", async () => {
      const other = await createMemorySite();
      opened.push(other);
      const { key, csr } = await keyAndRequest();
      const { pem } = await other.ca.issue(csr, agent.id);
      expect(await clientOf({ key, certificate: pem }).json('/agent/v1/hello', hello)).toMatchObject({
        status: 401,
        body: { code: 'wire.certificate-unknown' },
      });
    });

    test('nobody with a certificate of this site that the registry does not know', async () => {
      const { key, csr } = await keyAndRequest();
      const { pem } = await site.ca.issue(csr, agent.id);
      expect(await clientOf({ key, certificate: pem }).json('/agent/v1/hello', hello)).toMatchObject({
        status: 401,
      });
    });

    test('no agent that was revoked, from its next request on, over a connection that is open', async () => {
      expect((await agent.json('/agent/v1/hello', hello)).status).toBe(200);
      await site.registry.revoke(agent.id);
      for (const path of ['hello', 'renew']) {
        expect(await agent.json(`/agent/v1/${path}`, hello)).toMatchObject({
          status: 403,
          body: { code: 'wire.agent-revoked' },
        });
      }
    });

    test('an expired certificate for renewing alone, and that within the limit', async () => {
      site.aheadMs = 100 * day;
      const { csr } = await keyAndRequest();
      expect(await agent.json('/agent/v1/hello', hello)).toMatchObject({
        status: 401,
        body: { code: 'wire.certificate-expired' },
      });
      expect((await agent.json('/agent/v1/renew', { csr, build: 'test' })).status).toBe(200);
      site.aheadMs = 125 * day;
      expect(await agent.json('/agent/v1/renew', { csr, build: 'test' })).toMatchObject({
        status: 403,
        body: { code: 'wire.certificate-too-old' },
      });
    });

    test('the key before the last renewal still, the one before that no longer', async () => {
      const renew = async () => {
        const { csr } = await keyAndRequest();
        return (await agent.json('/agent/v1/renew', { csr, build: 'test' })).status;
      };
      expect(await renew()).toBe(200);
      expect(await renew()).toBe(200);
      expect(await agent.json('/agent/v1/hello', hello)).toMatchObject({ status: 401 });
    });

    test('a renewal whose answer was lost may be asked for again with the same key, however often', async () => {
      const { csr } = await keyAndRequest();
      for (let turn = 0; turn < 4; turn += 1) {
        expect((await agent.json('/agent/v1/renew', { csr, build: 'test' })).status).toBe(200);
      }
    });

    test('a key of another curve or a request that another key signed gets no certificate', async () => {
      const { id, secret } = decodeJoinToken(await site.token());
      const { csr } = await keyAndRequest('P-384');
      const join = { id, secret, name: 'raw', build: 'test' };
      expect(await clientOf(null).json('/agent/v1/join', { ...join, csr })).toMatchObject({ status: 400 });
      expect(await clientOf(null).json('/agent/v1/join', { ...join, csr: 'nonsense' })).toMatchObject({
        status: 400,
      });
      expect(site.registry.agents.size).toBe(1);
    });

    test('a used token is refused to another key, and its secret is nowhere stored', async () => {
      const token = await site.token();
      opened.push(await joinRaw(site.port, token));
      await expect(joinRaw(site.port, token)).rejects.toThrow(/wire.token-refused/);
      const { id, secret } = decodeJoinToken(token);
      expect(JSON.stringify(await site.registry.invitation(id))).not.toContain(secret);
    });

    test('who speaks for no agent holds a bounded number of connections, and takes no place of who does', async () => {
      expect((await agent.json('/agent/v1/hello', hello)).status).toBe(200);
      const dialled = Array.from({ length: 80 }, () => dial({ host: '127.0.0.1', port: site.port }));
      let closed = 0;
      for (const socket of dialled) socket.on('error', () => undefined).on('close', () => (closed += 1));
      opened.push(...dialled.map(socket => ({ close: () => socket.destroy() })));
      await expect.poll(() => closed).toBeGreaterThanOrEqual(16);
      expect(closed).toBeLessThanOrEqual(17);
      expect((await agent.json('/agent/v1/hello', hello)).status).toBe(200);
      for (const socket of dialled) socket.destroy();
      await expect.poll(() => closed).toBe(80);
      await expect
        .poll(
          async () =>
            (
              await clientOf(agent.identity)
                .json('/agent/v1/hello', hello)
                .catch(() => null)
            )?.status,
        )
        .toBe(200);
    });

    test('guessing tokens is bound per address', async () => {
      const { csr } = await keyAndRequest();
      const guess = { id: '0'.repeat(16), secret: 'x'.repeat(43), csr, name: 'raw', build: 'test' };
      const stranger = clientOf(null);
      const statuses = [];
      for (let turn = 0; turn < 25; turn += 1)
        statuses.push((await stranger.json('/agent/v1/join', guess)).status);
      expect(statuses).toContain(403);
      expect(statuses.at(-1)).toBe(429);
    });

    test('an agent that asks too often is told when to come again', async () => {
      const slow = await createMemorySite({ requestsPerSecond: 1 });
      const eager = await joinRaw(slow.port, await slow.token());
      opened.push(slow, eager);
      let answer = await eager.json('/agent/v1/hello', hello);
      for (let turn = 0; turn < 12 && answer.status === 200; turn += 1)
        answer = await eager.json('/agent/v1/hello', hello);
      expect(answer).toMatchObject({ status: 429, headers: { 'retry-after': '1' } });
    });
  });

  describe('what it takes', () => {
    test('a document nested 10,000 deep is refused clearly, wherever it stands', async () => {
      const deep = '['.repeat(10_000) + ']'.repeat(10_000);
      const refused = { status: 400, body: { code: 'wire.body-too-deep' } };
      expect(await agent.send('/agent/v1/hello', { body: deep })).toMatchObject(refused);
      expect(await agent.send('/agent/v1/facts', { body: `{"facts":[{"body":${deep}}]}` })).toMatchObject(
        refused,
      );
      expect((await agent.json('/agent/v1/hello', hello)).status).toBe(200);
    });

    test('a zstd bomb is stopped at the bound of what is decompressed', async () => {
      const bomb = zstdCompressSync(Buffer.alloc(200 * 1024 * 1024, ' '));
      expect(bomb.byteLength).toBeLessThan(100_000);
      const answer = await agent.send('/agent/v1/facts', {
        body: bomb,
        headers: { 'content-encoding': 'zstd' },
      });
      expect(answer).toMatchObject({ status: 413, body: { code: 'wire.body-too-large' } });
    });

    test('what declares itself too large is refused before it is sent', async () => {
      const answer = await agent.send('/agent/v1/renew', { body: Buffer.alloc(70_000, ' ') });
      expect(answer).toMatchObject({ status: 413, body: { code: 'wire.body-too-large' } });
    });

    test.each([
      ['no JSON', { body: '{"protocols":' }],
      ['invalid UTF-8', { body: Buffer.from([0x22, 0xff, 0xfe, 0x22]) }],
      ['another type', { body: '{}', headers: { 'content-type': 'text/plain' } }],
      ['an unknown encoding', { body: '{}', headers: { 'content-encoding': 'br' } }],
      ['zstd that is none', { body: '{}', headers: { 'content-encoding': 'zstd' } }],
      ['nothing', {}],
      ['another shape', { body: '{"protocols":"all"}' }],
      ['a field too many', { body: JSON.stringify({ ...hello, more: 1 }) }],
      ['a prototype', { body: '{"__proto__":{"protocols":[1]}}' }],
    ])('%s is refused with 400', async (_name, call) => {
      expect(await agent.send('/agent/v1/hello', call)).toMatchObject({
        status: 400,
        body: { code: 'wire.body-invalid' },
      });
    });

    test('an agent of a protocol it does not speak is told so', async () => {
      expect(await agent.json('/agent/v1/hello', { ...hello, protocols: [99] })).toMatchObject({
        status: 426,
      });
    });

    test('random bytes to any call are refused as the sender’s fault, and it goes on', {
      timeout: 60_000,
    }, async () => {
      const paths = fc.constantFrom(
        'join',
        'hello',
        'facts',
        'beat',
        'renew',
        'nothing',
        `blobs/${'a'.repeat(63)}`,
      );
      const body = fc.oneof(
        fc.uint8Array({ maxLength: 300 }),
        fc.json().map(text => Buffer.from(text)),
      );
      await fc.assert(
        fc.asyncProperty(
          paths,
          fc.constantFrom('POST', 'PUT', 'GET', 'DELETE'),
          body,
          fc.boolean(),
          async (path, method, bytes, zstd) => {
            const headers: Record<string, string> = zstd ? { 'content-encoding': 'zstd' } : {};
            const { status } = await agent.send(`/agent/v1/${path}`, { method, body: bytes, headers });
            expect(status).toBeGreaterThanOrEqual(400);
            expect(status).toBeLessThan(500);
          },
        ),
        { numRuns: 60 },
      );
      expect((await agent.json('/agent/v1/hello', hello)).status).toBe(200);
    });

    test('bytes that are no TLS do no harm', async () => {
      await new Promise<void>(resolve => {
        const socket = connect({
          host: '127.0.0.1',
          port: site.port,
          rejectUnauthorized: false,
          maxVersion: 'TLSv1.1',
          minVersion: 'TLSv1',
        });
        socket.on('error', () => resolve());
        socket.on('secureConnect', () => {
          socket.destroy();
          expect.unreachable('TLS 1.1 was taken');
        });
      });
      expect((await agent.json('/agent/v1/hello', hello)).status).toBe(200);
    });
  });

  describe('facts', () => {
    test('one that does not fit is refused by itself; those around it are taken', async () => {
      const first = notice(1, null);
      const bad = notice(2, first, { code: 'agent.exploded' });
      const third = notice(3, bad);
      const { status, body } = await agent.facts([first, bad, third]);
      expect(status).toBe(200);
      expect(body['refused']).toMatchObject([
        { key: `${epoch}/${stream}/2`, code: 'wire.fact-invalid', retry: false },
      ]);
      expect(body['acked']).toMatchObject([{ stream, seq: 3, head: hashOf(third) }]);
      expect(site.ingest.facts(stream).map(fact => fact.seq)).toEqual([1, 3]);
    });

    test('one without even a key is refused by its place', async () => {
      const { body } = await agent.facts([notice(1, null), { nonsense: true }, 'text', 7]);
      expect(body['refused']).toMatchObject([{ key: '#1' }, { key: '#2' }, { key: '#3' }]);
      expect(site.ingest.facts(stream)).toHaveLength(1);
    });

    test.each([
      ['a text beyond its bound', { says: 'x'.repeat(5000) }],
      ['a number that is no integer', { data: { big: 1e308 } }],
      ['too many fields', { data: Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`f${i}`, 1])) }],
    ])('hostile: %s is refused', async (_name, body) => {
      const answer = await agent.facts([notice(1, null, body)]);
      expect(answer.status).toBe(200);
      expect(answer.body['refused']).toMatchObject([{ code: 'wire.fact-invalid', retry: false }]);
      expect(site.ingest.facts(stream)).toHaveLength(0);
    });

    test.each([
      ['setpoints/DB20.txt', 1],
      ['../../etc/passwd', 0],
      ['setpoints/a\u0000b', 0],
      ['setpoints/../../.git/hooks/x', 0],
      ['setpoints/a\nb', 0],
    ])('an item at %j is taken %i times', async (path, taken) => {
      const sha = sha256(Buffer.from('1'));
      const item = {
        path,
        kind: 'setpoint',
        state: 'present',
        sha256: sha,
        inline: { encoding: 'utf8', data: '1' },
        lastClean: null,
        firstDirty: at,
        basis: 'content',
      };
      const load = { requests: 1, bytes: 1, ms: 1 };
      const body = { base: null, result: sha, complete: true, cause: 'first', load, items: [item] };
      const answer = await agent.facts([
        { epoch, stream, seq: 1, prev: null, at, kind: 'observation', body },
      ]);
      expect(answer.status).toBe(200);
      expect(site.ingest.facts(stream)).toHaveLength(taken);
      expect(answer.body['refused']).toHaveLength(1 - taken);
    });

    test('a number beyond a double cannot pass as a fact', async () => {
      const fact = notice(1, null);
      const heads = [{ stream, epoch, seq: 1, hash: hashOf(fact) }];
      const text = JSON.stringify({ facts: [fact], heads, signature: agent.sign(heads), checkpoint: null });
      const answer = await agent.send('/agent/v1/facts', { body: text.replace('"mono":1', '"mono":1e400') });
      expect(answer.status).toBe(400);
      expect(site.ingest.facts(stream)).toHaveLength(0);
    });

    test('a batch that was not signed by the certificate’s key is refused whole', async () => {
      const other = await joinRaw(site.port, await site.token());
      opened.push(other);
      const fact = notice(1, null);
      const signature = other.sign([{ stream, epoch, seq: 1, hash: hashOf(fact) }]);
      expect(await agent.facts([fact], { signature })).toMatchObject({
        status: 403,
        body: { code: 'wire.signature-wrong' },
      });
      expect(await agent.facts([fact], { signature: 'AAAA' })).toMatchObject({ status: 403 });
      expect(site.ingest.facts(stream)).toHaveLength(0);
    });

    test('heads that are not the newest facts, or facts that do not lead to them, are refused whole', async () => {
      const first = notice(1, null);
      const second = notice(2, first);
      const heads = [{ stream, epoch, seq: 1, hash: hashOf(first) }];
      expect(await agent.facts([first, second], { heads, signature: agent.sign(heads) })).toMatchObject({
        status: 400,
      });
      const forged = notice(1, null, { says: 'Something else.' });
      expect(await agent.facts([forged, second])).toMatchObject({ status: 400 });
      expect(await agent.facts([first, notice(3, first)])).toMatchObject({ status: 400 });
      expect(site.ingest.facts(stream)).toHaveLength(0);
    });

    test('the same batch again is acknowledged again and applied once; another fact of the same key is forked', async () => {
      const first = notice(1, null);
      const { body } = await agent.facts([first]);
      expect((await agent.facts([first])).body['acked']).toEqual(body['acked']);
      expect(site.ingest.facts(stream)).toHaveLength(1);
      const other = await agent.facts([notice(1, null, { says: 'Another life.' })]);
      expect(other.body['refused']).toMatchObject([{ code: 'wire.forked', retry: false }]);
    });
  });

  describe('contents', () => {
    const content = randomBytes(100_000);
    const name = sha256(content);

    test('come in parts that begin where the last ended', async () => {
      expect(await agent.put(name, content.subarray(0, 60_000), 'bytes 0-59999/100000')).toMatchObject({
        status: 202,
        body: { have: 60_000, complete: false },
      });
      expect(await agent.put(name, content.subarray(0, 10), 'bytes 0-9/100000')).toMatchObject({
        status: 409,
        body: { code: 'wire.blob-range' },
      });
      expect(await agent.put(name, content.subarray(70_000), 'bytes 70000-99999/100000')).toMatchObject({
        status: 409,
      });
      expect((await agent.send(`/agent/v1/blobs/${name}`, { method: 'GET' })).body).toEqual({
        have: 60_000,
        complete: false,
      });
      expect(await agent.put(name, content.subarray(60_000), 'bytes 60000-99999/100000')).toMatchObject({
        status: 201,
        body: { complete: true },
      });
      expect(site.ingest.blobs.get(name)?.equals(content)).toBe(true);
      expect((await agent.send(`/agent/v1/blobs/${name}`, { method: 'GET' })).body).toMatchObject({
        complete: true,
      });
    });

    test('for which the disk has no room are refused before they are received', async () => {
      const { ingest } = site;
      const roomy = ingest.assertRoom.bind(ingest);
      ingest.assertRoom = () => Promise.reject(new WitnessError('store.disk-full', 'test'));
      expect(await agent.put(name, content.subarray(0, 60_000), 'bytes 0-59999/100000')).toMatchObject({
        status: 507,
        body: { code: 'store.disk-full' },
      });
      ingest.assertRoom = roomy;
      expect((await agent.send(`/agent/v1/blobs/${name}`, { method: 'GET' })).body).toEqual({
        have: 0,
        complete: false,
      });
    });

    test('survive a restart of the server half way', async () => {
      await agent.put(name, content.subarray(0, 60_000), 'bytes 0-59999/100000');
      await site.restart();
      expect((await agent.send(`/agent/v1/blobs/${name}`, { method: 'GET' })).body).toMatchObject({
        have: 60_000,
      });
    });

    test('with another hash than their name are thrown away', async () => {
      expect(await agent.put('a'.repeat(64), content)).toMatchObject({
        status: 422,
        body: { code: 'wire.blob-mismatch' },
      });
      expect((await agent.send(`/agent/v1/blobs/${'a'.repeat(64)}`, { method: 'GET' })).body).toEqual({
        have: 0,
        complete: false,
      });
      expect(site.ingest.blobs.size).toBe(0);
    });

    test.each([
      ['a range that does not fit its body', 'bytes 0-5/100000', 400],
      ['a range beyond the whole', 'bytes 0-99999/50000', 400],
      ['a range that is none', 'lines 1-2/3', 400],
      ['more than a content may have', 'bytes 0-99999/99999999999', 413],
    ])('%s is refused', async (_name, range, status) => {
      expect(await agent.put(name, content, range)).toMatchObject({ status });
      expect(site.ingest.blobs.size).toBe(0);
    });

    test.each(['..%2f..%2fetc', '../../keys', 'A'.repeat(64), `${'a'.repeat(64)}%00`])(
      'no file is named %s',
      async path => {
        const { status } = await agent.send(`/agent/v1/blobs/${path}`, { method: 'PUT', body: content });
        expect(status).toBe(404);
      },
    );

    test('of one agent are not continued by another', async () => {
      await agent.put(name, content.subarray(0, 60_000), 'bytes 0-59999/100000');
      const other = await joinRaw(site.port, await site.token());
      opened.push(other);
      expect((await other.send(`/agent/v1/blobs/${name}`, { method: 'GET' })).body).toMatchObject({
        have: 0,
      });
    });
  });
});
