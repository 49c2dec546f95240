import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Statement } from '@witnessmark/shared/facts';
import type { RuleSet } from '@witnessmark/shared/witnesses';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { syslogSchema } from '../../config/index.ts';
import type { Collected } from '../collector.ts';
import type { RefusalReason } from '../refusals.ts';
import { ruleFolder } from '../rule-files.ts';
import type { SyslogPorts } from './listener.ts';
import { SyslogWitness } from './witness.ts';

const run = promisify(execFile);
const logger = '/usr/bin/logger';
const hasLogger = existsSync(logger);
if (!hasLogger) console.warn(`SKIPPED: syslog from a real sender needs ${logger} (apt install bsdutils)`);

const boot = '0'.repeat(32);
const accepted = 'Accepted publickey for kovac from 10.20.0.7 port 51522 ssh2';
let rules: readonly RuleSet[];
let taken: Collected[];
let refused: Map<RefusalReason, number>;
let witness: SyslogWitness;
let ports: SyslogPorts;
let mono: number;
let folder: string;
let fails: boolean;

beforeAll(async () => {
  rules = [...(await ruleFolder(fileURLToPath(new URL('./rules', import.meta.url)))).values()];
});

async function open(config: object): Promise<void> {
  witness = new SyslogWitness({
    config: syslogSchema.parse(config),
    rules,
    collector: {
      take: async (_name, collected) => {
        if (fails) throw new Error('the log is away');
        taken.push(...collected);
        return collected.length;
      },
    },
    refusals: {
      count: reason => {
        refused.set(reason, (refused.get(reason) ?? 0) + 1);
      },
    },
    assetAddresses: async () => new Map([['127.0.0.2', 'press-2']]),
    instant: () => ({ wall: new Date(Date.UTC(2026, 10, 23) + mono).toISOString(), mono, boot }),
    failed: () => undefined,
  });
  ports = await witness.start();
}

beforeEach(async () => {
  taken = [];
  refused = new Map();
  mono = 0;
  fails = false;
  folder = await mkdtemp(join(tmpdir(), 'witnessmark-syslog-'));
});
afterEach(async () => {
  await witness.stop();
  await rm(folder, { recursive: true, force: true });
});

const jump = { name: 'jump-1', kind: 'jump-host', addresses: ['127.0.0.1'] };
const listen = '127.0.0.1:0';
const statements = (): Statement[] => taken.map(({ statement }) => statement);
const heard = (count: number) => vi.waitFor(() => expect(taken).toHaveLength(count), { timeout: 10_000 });
const sendUdp = (text: string | Uint8Array, from = '127.0.0.1') =>
  new Promise<void>((done, failed) => {
    const socket = createSocket('udp4');
    socket.bind(0, from, () => {
      socket.send(text, ports.udp ?? 0, '127.0.0.1', error => {
        socket.close();
        if (error) failed(error);
        else done();
      });
    });
  });
const dial = (port: number | null) =>
  new Promise<Socket>((done, failed) => {
    const socket = connect({ port: port ?? 0, host: '127.0.0.1' }, () => done(socket));
    socket.on('error', failed);
  });

describe.skipIf(!hasLogger)('what Debian’s logger sends', () => {
  const send = (port: number | null, ...args: string[]) =>
    run(logger, ['-n', '127.0.0.1', '-P', String(port), '-t', 'sshd', ...args, accepted]);

  test('over UDP, over TCP by lines and counted, in both forms, makes the same statement', async () => {
    await open({ udp: listen, tcp: listen, senders: [jump] });
    await send(ports.udp, '--udp', '--rfc5424');
    await send(ports.udp, '--udp', '--rfc3164');
    await send(ports.tcp, '--tcp', '--rfc5424', '--octet-count');
    await send(ports.tcp, '--tcp', '--rfc3164');
    await heard(4);
    for (const statement of statements()) {
      expect(statement).toMatchObject({
        witness: { kind: 'jump-host', name: 'jump-1' },
        act: 'logged-on',
        authenticity: 'unauthenticated',
        reach: 'account',
        identities: [{ scheme: 'device-account', value: expect.stringMatching(/^kovac@./) }],
        from: { wall: '2026-11-23T00:00:00.000Z', mono: 0, boot },
        clockErrorMs: null,
        liveness: { proof: 'none' },
      });
      expect(statement.place?.path).toBeUndefined();
    }
    const zones = statements().map(({ deviceTime }) => deviceTime?.zone);
    expect(zones.filter(zone => zone === 'utc')).toHaveLength(2);
    expect(zones.filter(zone => zone === 'unknown')).toHaveLength(2);
    expect(refused.size).toBe(0);
  });
});

describe('a sender', () => {
  test('that proved who it is goes on being heard while others write many addresses', async () => {
    const forged = Array.from({ length: 8 }, (_, n) => ({
      ...jump,
      name: `jump-${n}`,
      addresses: [`10.0.1.${n}`],
    }));
    const certificate = 'ab'.repeat(32);
    await open({ udp: listen, senders: [...forged, { name: 'real', certificate }] });
    const message = Buffer.from(`<14>Nov 23 02:10:05 jump-1 sshd[1]: ${accepted}`);
    for (let n = 0; n < 1600; n += 1)
      witness.take(message, { address: `10.0.1.${n % 8}`, certificate: null, connection: null });
    expect(refused.get('too-many')).toBe(600);
    expect(witness.take(message, { address: '10.0.2.1', certificate, connection: 1 })).toBe(true);
  });

  test('that nobody knows is counted and sampled, and never believed', async () => {
    await open({ udp: listen, senders: [{ ...jump, addresses: ['10.0.0.1'] }] });
    for (let n = 0; n < 50; n += 1) await sendUdp(`<14>Nov 23 02:10:05 jump-1 sshd[${n}]: ${accepted}`);
    await vi.waitFor(() => expect(refused.get('unknown-sender')).toBe(50));
    await witness.settled();
    expect(taken).toEqual([]);
    expect(witness.unmatched()).toEqual([
      expect.objectContaining({ address: '127.0.0.1', sender: null, count: 20 }),
    ]);
  });

  test('that is a controller is known by the address it is read at', async () => {
    await open({ udp: listen });
    await sendUdp(
      '<109>1 2026-11-23T02:10:05Z press-2 PG/HMIComm - - [x@1 userName="ana"] SE_NETWORK_SUCCESSFUL_LOGON',
      '127.0.0.2',
    );
    await heard(1);
    expect(taken[0]).toMatchObject({
      asset: 'press-2',
      statement: {
        witness: { kind: 'syslog', name: 'press-2/syslog' },
        act: 'connected',
        place: { path: 'programming-device' },
      },
    });
  });

  test('that hands on messages of others speaks of the asset its configuration says', async () => {
    await open({
      udp: listen,
      senders: [{ ...jump, hosts: { 'plc-7': 'mixer-1' }, path: 'programming-device' }],
    });
    await sendUdp('<109>1 - plc-7 PLC-Program - - [x@1 userName="ana"] SE_USER_PROGRAM_CHANGED');
    await sendUdp('<109>1 - plc-8 PLC-Program - - [x@1 userName="ana"] SE_USER_PROGRAM_CHANGED');
    await heard(2);
    expect(taken.map(({ asset }) => asset)).toEqual(['mixer-1', null]);
    expect(statements()[0]?.place).toEqual({ path: 'programming-device' });
  });

  test('keeps one sample of each shape of what no rule takes', async () => {
    await open({ udp: listen, senders: [jump] });
    for (let n = 0; n < 30; n += 1) await sendUdp(`<14>Nov 23 02:10:05 jump-1 vpn: tunnel ${n} up`);
    await sendUdp('<14>Nov 23 02:10:05 jump-1 vpn: tunnel down');
    await vi.waitFor(() => expect(witness.unmatched()[0]?.count).toBe(31));
    expect(witness.unmatched()[0]?.shapes.map(({ app, count }) => ({ app, count }))).toEqual([
      { app: 'vpn', count: 30 },
      { app: 'vpn', count: 1 },
    ]);
  });
});

describe('a flood', () => {
  test('is taken up to its bound, the rest counted, and others are still heard', async () => {
    await open({ tcp: listen, udp: listen, senders: [jump, { name: 'jump-2', addresses: ['127.0.0.3'] }] });
    const socket = await dial(ports.tcp);
    socket.on('error', () => undefined);
    const closed = new Promise(done => socket.once('close', done));
    const line = `<14>Nov 23 02:10:05 jump-1 sshd: ${accepted}\n`;
    // More is sent than is ever read: the listener ends the connection.
    socket.write(line.repeat(20_000));
    await closed;
    await sendUdp(`<14>Nov 23 02:10:05 jump-2 sshd: ${accepted}`, '127.0.0.3');
    await heard(201);
    expect(refused.get('too-many')).toBeGreaterThanOrEqual(1000);
    expect(statements().at(-1)?.witness.name).toBe('jump-2');
  });

  test('of connections leaves room for those who are known', async () => {
    await open({ tcp: listen, senders: [{ ...jump, addresses: ['127.0.0.5'] }] });
    const dialFrom = (localAddress: string) =>
      new Promise<Socket>((done, failed) => {
        const socket = connect({ port: ports.tcp ?? 0, host: '127.0.0.1', localAddress }, () => done(socket));
        socket.on('error', failed);
      });
    const sockets: Socket[] = [];
    for (let n = 0; n < 40; n += 1) sockets.push(await dialFrom(`127.0.1.${n + 1}`));
    await vi.waitFor(() => expect(refused.get('too-many-connections')).toBe(20));
    const known = await dialFrom('127.0.0.5');
    known.end(`<14>Nov 23 02:10:05 jump-1 sshd: ${accepted}\n`);
    await heard(1);
    for (const socket of sockets) socket.destroy();
  });

  test('of nonsense is counted as such', async () => {
    await open({ udp: listen, senders: [jump] });
    await sendUdp('no priority');
    await sendUdp(Buffer.alloc(9000, 0x41));
    await vi.waitFor(() =>
      expect([...refused]).toEqual([
        ['malformed', 1],
        ['too-long', 1],
      ]),
    );
  });

  test('while the log is away is held up to a bound', async () => {
    fails = true;
    await open({ senders: [jump] });
    const peer = { address: '127.0.0.1', certificate: null, connection: null };
    const bytes = Buffer.from(`<14>Nov 23 02:10:05 jump-1 sshd: ${accepted}`);
    let asked = 0;
    while (refused.get('queue-full') === undefined && asked < 10_000) {
      mono += 1000;
      witness.take(bytes, peer);
      asked += 1;
    }
    expect(asked).toBe(5001);
    fails = false;
    await witness.stop();
    expect(taken).toHaveLength(5000);
  });
});

describe('over TLS', () => {
  async function certificate(name: string): Promise<{ cert: string; key: string; fingerprint: string }> {
    const [cert, key] = [join(folder, `${name}.crt`), join(folder, `${name}.key`)];
    await run('openssl', [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'],
      ...['-subj', `/CN=${name}`, '-keyout', key, '-out', cert],
    ]);
    const { stdout } = await run('openssl', ['x509', '-in', cert, '-noout', '-fingerprint', '-sha256']);
    return { cert, key, fingerprint: stdout.trim().split('=')[1] ?? '' };
  }
  async function dialTls(client: { cert: string; key: string } | null): Promise<Socket> {
    const own = client ? { cert: await readFile(client.cert), key: await readFile(client.key) } : {};
    return new Promise((done, failed) => {
      const socket = connectTls(
        { port: ports.tls ?? 0, host: '127.0.0.1', rejectUnauthorized: false, ...own },
        () => done(socket),
      );
      socket.on('error', failed);
    });
  }
  const counted = (text: string) => `${Buffer.byteLength(text)} ${text}`;
  const logOn = `<38>1 2026-11-23T02:10:05Z jump-1 sshd - - - ${accepted}`;
  const mark = '<46>1 2026-11-23T02:10:05Z jump-1 rsyslogd - - - -- MARK --';

  async function openTls(): Promise<{
    own: { cert: string; key: string };
    other: { cert: string; key: string };
  }> {
    const [server, own, other] = [
      await certificate('server'),
      await certificate('own'),
      await certificate('other'),
    ];
    await open({
      tls: { listen, certificate: server.cert, key: server.key },
      senders: [
        { ...jump, certificate: own.fingerprint, path: 'log-on', clockErrorMs: 2000, markEverySeconds: 60 },
      ],
    });
    return { own, other };
  }

  test('only the certificate that is configured proves who speaks', async () => {
    const { own, other } = await openTls();
    for (const client of [own, other, null]) (await dialTls(client)).end(counted(logOn));
    await heard(3);
    const found = statements().map(({ authenticity }) => authenticity);
    expect(found.filter(each => each === 'authenticated')).toHaveLength(1);
    expect(found.filter(each => each === 'unauthenticated')).toHaveLength(2);
    expect(statements()[0]?.clockErrorMs).toBe(2000);
  });

  test('whoever proves it by a certificate alone finds room, however many strangers hold connections', async () => {
    const [server, own, other] = [
      await certificate('server'),
      await certificate('own'),
      await certificate('other'),
    ];
    await open({
      tcp: listen,
      tls: { listen, certificate: server.cert, key: server.key },
      senders: [{ name: 'real', certificate: own.fingerprint }],
    });
    const dialFrom = (port: number | null, localAddress: string) =>
      new Promise<Socket>((done, failed) => {
        const socket = connect({ port: port ?? 0, host: '127.0.0.1', localAddress }, () => done(socket));
        socket.on('error', failed);
      });
    const strangers: Socket[] = [];
    for (let n = 0; n < 20; n += 1) strangers.push(await dialFrom(ports.tcp, `127.0.1.${n + 1}`));
    const refusedOne = await dialTls(other);
    await new Promise(done => refusedOne.on('close', done));
    expect(refused.get('too-many-connections')).toBe(1);
    (await dialTls(own)).end(counted(logOn));
    await heard(1);
    expect(statements()[0]).toMatchObject({ witness: { name: 'real' }, authenticity: 'authenticated' });
    for (const socket of strangers) socket.destroy();
  });

  test('two marks on one connection prove that it was listened to, and nothing less does', async () => {
    const { own } = await openTls();
    const socket = await dialTls(own);
    const say = async (text: string, at: number, count: number) => {
      mono = at;
      socket.write(counted(text));
      await heard(count);
    };
    mono = 1000;
    socket.write(counted(mark) + counted(logOn));
    await heard(1);
    await say(mark, 61_000, 2);
    expect(statements()[1]).toMatchObject({
      act: 'watched',
      authenticity: 'authenticated',
      place: { path: 'log-on' },
      from: { mono: 1000 },
      to: { mono: 61_000 },
    });
    // Something no rule understands: it may have been what nobody told.
    socket.write(counted('<38>1 - jump-1 vpn - - - tunnel up'));
    await vi.waitFor(() => expect(witness.unmatched()).toHaveLength(1));
    mono = 121_000;
    socket.write(counted(mark) + counted(logOn));
    await heard(3);
    await say(mark, 181_000, 4);
    expect(statements()[3]).toMatchObject({ act: 'watched', from: { mono: 121_000 }, to: { mono: 181_000 } });
    // A mark that comes too late, and one on another connection, each begin anew.
    mono = 281_000;
    socket.write(counted(mark) + counted(logOn));
    await heard(5);
    const second = await dialTls(own);
    mono = 300_000;
    second.write(counted(mark) + counted(logOn));
    await heard(6);
    expect(statements().filter(({ act }) => act === 'watched')).toHaveLength(2);
    socket.destroy();
    second.destroy();
  });

  test('marks without the certificate prove nothing', async () => {
    await openTls();
    const socket = await dialTls(null);
    socket.write(counted(mark));
    mono = 60_000;
    socket.write(counted(mark) + counted(logOn));
    await heard(1);
    expect(statements()[0]?.act).toBe('logged-on');
    socket.destroy();
  });
});
