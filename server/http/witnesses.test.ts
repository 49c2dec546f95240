import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { type Statement, statementSchema } from '@witnessmark/shared/facts';

import pino from 'pino';
import { request } from 'undici';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { gatewaySchema } from '../config/index.ts';
import type { Database } from '../db/index.ts';
import { describeEmbedded, type TestPlace } from '../db/testing/index.ts';
import { Identity } from '../identity/index.ts';
import { MemoryAccounts } from '../identity/memory-accounts.fixture.ts';
import type { Log } from '../log/index.ts';
import { startLog } from '../log/testing/index.ts';
import { project } from '../projections/index.ts';
import { KeyedDigest, keyRingOf, Vault } from '../vault/index.ts';
import { Collector, Gateways, Refusals, ruleFolder, signatureOf } from '../witnesses/index.ts';
import { type App, createHttp } from './app.ts';
import { fakeRegistry } from './fake-witnesses.fixture.ts';
import type { HttpOptions } from './routing.ts';

const secret = 'a secret of at least thirty-two bytes';
const mappings = fileURLToPath(new URL('../witnesses/gateways/mappings', import.meta.url));
const record = {
  time: '2026-11-23T03:10:05.250+01:00',
  event: 'connected',
  device: 'Press 2',
  user: 'kovac',
  address: '10.20.0.7',
};

describeEmbedded('the webhook', newPlace => {
  let place: TestPlace;
  let database: Database;
  let log: Log;
  let vault: Vault;
  let refusals: Refusals;
  let app: App;
  let address: string;
  let now: number;

  beforeEach(async () => {
    place = await newPlace();
    database = await place.open();
    log = await startLog(database, project);
    vault = new Vault(database, keyRingOf(Buffer.alloc(32, 7)));
    now = Date.UTC(2026, 10, 23, 2, 11);
    const collector = new Collector({ log, vault, digests: new KeyedDigest(Buffer.alloc(32, 1)) });
    const failed = (error: unknown) => {
      throw error;
    };
    refusals = new Refusals({ door: 'webhook', log, boot: 'b', now: () => now, failed });
    const gateways = new Gateways({
      gateways: [
        gatewaySchema.parse({
          name: 'vpn-1',
          secret: { env: 'X' },
          clockErrorMs: 500,
          targets: { M7: 'mixer-1' },
        }),
        gatewaySchema.parse({ name: 'vpn-2' }),
      ],
      mappings: await ruleFolder(mappings),
      secretOf: gateway => (gateway.secret ? secret : null),
      collector,
      refusals,
      assetNamed: async name => (name === 'Press 2' ? 'press-2' : null),
      timeZone: 'Europe/Ljubljana',
      instant: () => ({ wall: new Date(now).toISOString(), mono: 1, boot: '0'.repeat(32) }),
      now: () => now,
    });
    const identity = new Identity(new MemoryAccounts());
    const first = await identity.people.ensureAdministrator('first password!');
    expect(first).not.toBeNull();
    app = await createHttp({
      identity,
      plant: { placeOf: async () => null } as unknown as HttpOptions['plant'],
      sessions: {} as HttpOptions['sessions'],
      policy: {} as HttpOptions['policy'],
      registry: fakeRegistry(),
      witnesses: {
        receive: gateways.receive.bind(gateways),
        import: gateways.import.bind(gateways),
        unmatched: () => [],
      },
      git: () => Promise.reject(new Error('unused')),
      log: pino({ level: 'silent' }),
      site: { name: 'hall', timeZone: 'UTC', shifts: [] },
      build: 'test',
      tls: null,
      page: null,
    });
    await app.listen({ host: '127.0.0.1', port: 0 });
    address = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}/api/v1`;
  });
  afterEach(async () => {
    await app.close();
    await log.stop();
    await database.close();
    place.remove();
  });

  async function post(
    body: unknown,
    change: { name?: string; at?: number; secret?: string; sent?: string; text?: string } = {},
  ) {
    const text = change.text ?? JSON.stringify(body);
    const timestamp = String(Math.floor((change.at ?? now) / 1000));
    const answer = await request(`${address}/witnesses/${change.name ?? 'vpn-1'}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'witnessmark-timestamp': timestamp,
        'witnessmark-signature': signatureOf(change.secret ?? secret, timestamp, Buffer.from(text)),
      },
      body: change.sent ?? text,
    });
    return { status: answer.statusCode, body: (await answer.body.json()) as Record<string, unknown> };
  }
  async function statements(): Promise<(Statement & { asset: string | null })[]> {
    const rows = await database.read.selectFrom('statement').selectAll().orderBy('pos').execute();
    return Promise.all(
      rows.map(async ({ ref, asset }) => {
        const bytes = await vault.read(ref);
        return { ...statementSchema.parse(JSON.parse(Buffer.from(bytes ?? []).toString())), asset };
      }),
    );
  }

  test('takes what its gateway signed, once, dated by the gateway', async () => {
    const recording = { ...record, event: 'recording', recording: 's-1.mp4', sha256: '6c1f' };
    const answer = await post([
      record,
      recording,
      { ...record, device: 'M7' },
      { ...record, device: '?' },
      { event: 'x' },
    ]);
    expect(answer).toEqual({ status: 200, body: { taken: 4, known: 0, unmatched: 1, unplaced: 1 } });
    const found = await statements();
    expect(found.map(({ asset }) => asset)).toEqual(['press-2', 'press-2', 'mixer-1', null]);
    expect(found[0]).toMatchObject({
      witness: { kind: 'remote-access', name: 'vpn-1' },
      act: 'connected',
      authenticity: 'authenticated',
      identities: [{ scheme: 'device-account', value: 'kovac at vpn-1' }],
      place: { address: '10.20.0.7', path: 'remote-access' },
      from: { wall: '2026-11-23T02:10:05.250Z' },
      clockErrorMs: 500,
    });
    expect(found[1]?.touches[1]).toEqual({ device: 'recording s-1.mp4', new: 'sha256:6c1f' });
    now += 1000;
    expect((await post(record)).body).toEqual({ taken: 0, known: 1, unmatched: 0, unplaced: 0 });
  });

  test('answers who forges in one way, whatever is wrong, and takes nothing', async () => {
    const forged = [
      await post(record, { secret: `${secret}x` }),
      await post(record, { name: 'vpn-2' }),
      await post(record, { name: 'vpn-9' }),
      await post(record, { sent: JSON.stringify({ ...record, user: 'ana' }) }),
    ];
    for (const { status, body } of forged) expect([status, body['code']]).toEqual([401, 'witness.forged']);
    expect(new Set(forged.map(({ body }) => body['title'])).size).toBe(1);
    expect(await statements()).toEqual([]);
    await refusals.stop();
    const [entry] = await log.reader.page({ type: 'input.refused-counted' }, 5);
    expect(entry?.event.body).toMatchObject({
      door: 'webhook',
      counts: [{ reason: 'forged', count: 4 }],
      senders: 1,
      digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    });
  });

  test('refuses the same again, and what was signed too long before or after', async () => {
    expect((await post(record)).status).toBe(200);
    const again = await post(record);
    expect([again.status, again.body['code']]).toEqual([409, 'witness.replayed']);
    for (const off of [-301_000, 301_000])
      expect((await post(record, { at: now + off })).body['code']).toBe('witness.out-of-time');
    for (const off of [-299_000, 299_000]) expect((await post(record, { at: now + off })).status).toBe(200);
    expect(await statements()).toHaveLength(1);
  });

  test('says what it cannot read, and takes it when it was mended', async () => {
    for (const bad of ['text', [[1]], Array.from({ length: 501 }, () => record)]) {
      const answer = await post(bad);
      expect([answer.status, answer.body['code']]).toEqual([422, 'witness.not-readable']);
    }
    expect((await post('x'.repeat(70_000))).status).toBe(413);
  });

  test('refuses a table wider than any is', async () => {
    const wide = Array.from({ length: 501 }, () => 'a').join(',');
    const answer = await post(null, { text: wide });
    expect(answer).toMatchObject({ status: 422, body: { code: 'witness.not-readable' } });
    expect(JSON.stringify(answer.body)).toContain('more than 500 columns');
  });

  test('is bound in rate, by address and name', async () => {
    const statuses: number[] = [];
    for (let n = 0; n < 62; n += 1) statuses.push((await post(record, { secret: 'wrong' })).status);
    expect(statuses.slice(0, 60).every(status => status === 401)).toBe(true);
    expect(statuses.slice(60)).toEqual([429, 429]);
    expect((await post(record, { name: 'vpn-2', secret: 'wrong' })).status).toBe(401);
  });

  test('is the only way in without signing in', async () => {
    const body = 'Start,End,User,Device\n2026-11-23 02:10:05,2026-11-23 02:40:00,kovac,Press 2\n';
    const refused = await request(`${address}/witnesses/imports?mapping=ewon`, {
      method: 'POST',
      headers: { 'content-type': 'text/csv' },
      body,
    });
    expect(refused.statusCode).toBe(401);
    await refused.body.dump();
    const signIn = await request(`${address}/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ user: 'admin', password: 'first password!' }),
    });
    const { csrf } = (await signIn.body.json()) as { csrf: string };
    const cookie = String(signIn.headers['set-cookie']).split(';')[0] ?? '';
    const importing = (query: string) =>
      request(`${address}/witnesses/imports?${query}`, {
        method: 'POST',
        headers: { 'content-type': 'text/csv', cookie, 'x-csrf-token': csrf },
        body,
      });
    const taken = await importing('mapping=ewon');
    expect(await taken.body.json()).toEqual({ taken: 2, known: 0, unmatched: 0, unplaced: 0 });
    expect(await (await importing('mapping=ewon')).body.json()).toMatchObject({ taken: 0, known: 2 });
    expect((await importing('mapping=none')).statusCode).toBe(422);
    const found = await statements();
    expect(found.map(({ act, authenticity, clockErrorMs }) => ({ act, authenticity, clockErrorMs }))).toEqual(
      [
        { act: 'connected', authenticity: 'claimed', clockErrorMs: null },
        { act: 'disconnected', authenticity: 'claimed', clockErrorMs: null },
      ],
    );
    const [entry] = await log.reader.page({ type: 'statement.collected' }, 1);
    expect(entry?.event.actor.kind).toBe('person');
  });
});
