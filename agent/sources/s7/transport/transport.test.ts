import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { isWitnessError } from '@witnessmark/shared/errors';
import { S7Cpu } from '@witnessmark/test/plant/s7';
import { afterEach, describe, expect, test } from 'vitest';
import { testTransport } from '../testing.ts';
import type { S7Transport } from './transport.ts';
import { group } from './userdata.ts';

const signal = new AbortController().signal;
const ends: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function runningCpu(options: ConstructorParameters<typeof S7Cpu>[0] = {}): Promise<S7Cpu> {
  const cpu = new S7Cpu(options);
  await cpu.start();
  ends.push(() => cpu.stop());
  return cpu;
}

function client(port: number, settings: Parameters<typeof testTransport>[1] = {}): S7Transport {
  const transport = testTransport(port, settings);
  ends.push(() => transport.close());
  return transport;
}

/** A server that says `answers` in turn, whatever it is asked, then nothing more. */
async function scripted(...answers: readonly (string | null)[]): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer(socket => {
    sockets.add(socket);
    let next = 0;
    socket.on('error', () => undefined);
    socket.on('data', () => {
      const answer = answers[next];
      next += 1;
      if (answer === null) socket.end();
      else if (answer !== undefined) socket.write(Buffer.from(answer, 'hex'));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return 'no failure';
  } catch (error) {
    return isWitnessError(error) ? error.code : String(error);
  }
}

const szl = (id: string) => Buffer.from(`${id}0000`, 'hex');
const readWords = Buffer.from('0401120a10020004000184000000', 'hex');
const confirm = '0300000b06d00001004400';
const negotiated = '0300001b02f08032030000000100080000' + '0000' + 'f0000001000100f0';

describe('connecting', () => {
  test('takes what the controller grants, and never more than was asked', async () => {
    const cpu = await runningCpu({ maxPduSize: 240, maxJobs: 2 });
    expect(await client(cpu.port).connect(signal)).toEqual({ pduSize: 240, parallelJobs: 2 });
    const large = await runningCpu({ maxPduSize: 960, maxJobs: 8 });
    const modest = client(large.port, { pduSize: 480, parallelJobs: 3 });
    expect(await modest.connect(signal)).toEqual({ pduSize: 480, parallelJobs: 3 });
  });

  test('accepts a connect confirm of 11 bytes', async () => {
    const transport = client(await scripted(confirm, negotiated));
    expect(await transport.connect(signal)).toEqual({ pduSize: 240, parallelJobs: 1 });
  });

  test('as a programming device is refused before a packet leaves', () => {
    expect(() => client(1, { remoteTsap: 0x0102 })).toThrow(/programming device/);
  });

  test.each([
    ['a port where nobody listens', async () => 1, 's7.refused'],
    ['a server that closes instead of confirming', () => scripted(null), 's7.refused'],
    ['address unknown', () => scripted('0300000b06800001000003'), 's7.refused'],
    ['congestion at the TSAP', () => scripted('0300000b06800001000001'), 's7.no-free-connection'],
    ['closing instead of negotiating', () => scripted(confirm, null), 's7.no-free-connection'],
    [
      'a negotiation without resources',
      () => scripted(confirm, '0300001302f0803203000000010000000083 04'.replace(' ', '')),
      's7.no-free-connection',
    ],
    ['silence after TCP', () => scripted(), 's7.timed-out'],
    ['silence after COTP', () => scripted(confirm), 's7.timed-out'],
    ['a PDU size of 16', () => scripted(confirm, negotiated.replace(/00f0$/, '0010')), 's7.broken-answer'],
    [
      'a web server',
      () => scripted(Buffer.from('HTTP/1.1 400 Bad Request').toString('hex')),
      's7.broken-answer',
    ],
  ])('to %s fails with its own code', async (_, port, code) => {
    const transport = client(await port(), { timeoutMs: code === 's7.timed-out' ? 200 : 5000 });
    expect(await codeOf(transport.connect(signal))).toBe(code);
    expect(transport.connected).toBe(false);
  });

  test('to a name that does not resolve is no route', async () => {
    const transport = client(102, { host: 'controller.invalid' });
    expect(await codeOf(transport.connect(signal))).toBe('s7.no-route');
  });

  test('beyond the connection limit says that no connection is free', async () => {
    const cpu = await runningCpu({ maxConnections: 1 });
    await client(cpu.port).connect(signal);
    expect(await codeOf(client(cpu.port).connect(signal))).toBe('s7.no-free-connection');
  });

  test('stops when the signal aborts, and when it is closed meanwhile', async () => {
    const cpu = await runningCpu();
    cpu.admission = 'silent';
    const stop = new AbortController();
    const reason = new Error('hands off');
    const aborted = client(cpu.port).connect(stop.signal);
    setImmediate(() => stop.abort(reason));
    await expect(aborted).rejects.toBe(reason);
    const transport = client(cpu.port);
    const closed = codeOf(transport.connect(signal));
    setImmediate(() => transport.close());
    expect(await closed).toBe('s7.link-lost');
  });
});

describe('a request', () => {
  test.each(['whole', 'bytes', 'joined'] as const)('is answered over %s segments', async segments => {
    const cpu = await runningCpu({ maxJobs: 4 });
    cpu.setBlock(1, Buffer.from('0102030405060708', 'hex'));
    const transport = client(cpu.port);
    await transport.connect(signal);
    cpu.segment(segments);
    const answers = await Promise.all(
      [1, 2, 3, 4, 5, 6].map(() => transport.job(readWords, Buffer.alloc(0), signal)),
    );
    expect(answers.map(({ data }) => data.toString('hex'))).toEqual(Array(6).fill('ff04002001020304'));
    const list = await transport.userdata(group.szl, 1, szl('001c'), signal);
    expect(list.content.length).toBe(8 + 10 * 34);
  });

  test('never has more in flight than was negotiated', async () => {
    let open = 0;
    let most = 0;
    const cpu = await runningCpu({
      maxJobs: 2,
      onRequest: ({ service }) => {
        if (service !== 'read-variable') return;
        open += 1;
        most = Math.max(most, open);
      },
    });
    cpu.setBlock(1, Buffer.alloc(8));
    const transport = client(cpu.port, { parallelJobs: 8 });
    await transport.connect(signal);
    cpu.slow(10);
    const one = () => transport.job(readWords, Buffer.alloc(0), signal).finally(() => (open -= 1));
    await Promise.all(Array.from({ length: 8 }, one));
    expect(most).toBe(2);
  });

  test.each([
    ['a variable write', Buffer.from('0501120a10020004000184000000', 'hex')],
    ['a stop', Buffer.from('29000000000009505f50524f4752414d', 'hex')],
    ['a download', Buffer.from('1a00', 'hex')],
  ])('that is %s never leaves', async (_, parameters) => {
    const seen: string[] = [];
    const cpu = await runningCpu({ onRequest: ({ service }) => seen.push(service) });
    cpu.setBlock(1, Buffer.alloc(8));
    const transport = client(cpu.port);
    await transport.connect(signal);
    expect(await codeOf(transport.job(parameters, Buffer.alloc(0), signal))).toBe('s7.not-a-read');
    expect(await codeOf(transport.userdata(group.clock, 2, Buffer.alloc(10), signal))).toBe('s7.not-a-read');
    await transport.job(readWords, Buffer.alloc(0), signal);
    expect(seen).toEqual(['negotiate', 'read-variable']);
  });

  test('to a frozen controller times out and closes the link, so that a late answer meets nobody', async () => {
    const cpu = await runningCpu();
    const transport = client(cpu.port, { timeoutMs: 150 });
    await transport.connect(signal);
    cpu.freeze();
    expect(await codeOf(transport.userdata(group.szl, 1, szl('0011'), signal))).toBe('s7.timed-out');
    expect(transport.connected).toBe(false);
    cpu.thaw();
    expect(await codeOf(transport.userdata(group.szl, 1, szl('0011'), signal))).toBe('s7.link-lost');
    await transport.connect(signal);
    expect((await transport.userdata(group.szl, 1, szl('0011'), signal)).content.length).toBe(8 + 4 * 28);
  });

  test('on a cut link fails with every other one that was open', async () => {
    const cpu = await runningCpu({ maxJobs: 4 });
    const transport = client(cpu.port);
    await transport.connect(signal);
    cpu.freeze();
    const open = [1, 2, 3, 4, 5].map(() => codeOf(transport.job(readWords, Buffer.alloc(0), signal)));
    await expect.poll(() => transport.load().requests, { timeout: 5000 }).toBe(6);
    cpu.drop();
    expect(await Promise.all(open)).toEqual(Array(5).fill('s7.link-lost'));
  });

  test('that is aborted rejects with the reason and leaves nothing behind', async () => {
    const cpu = await runningCpu();
    const transport = client(cpu.port);
    await transport.connect(signal);
    cpu.freeze();
    const stop = new AbortController();
    const open = transport.userdata(group.szl, 1, szl('0011'), stop.signal);
    const reason = new Error('hands off');
    setImmediate(() => stop.abort(reason));
    await expect(open).rejects.toBe(reason);
    expect(transport.connected).toBe(false);
  });

  test('for a list the controller does not have is told apart from one it refuses', async () => {
    const cpu = await runningCpu();
    const transport = client(cpu.port);
    await transport.connect(signal);
    expect(await codeOf(transport.userdata(group.szl, 1, szl('0f0e'), signal))).toBe('s7.missing');
    expect(await codeOf(transport.userdata(group.blocks, 1, Buffer.alloc(0), signal))).toBe(
      's7.not-available',
    );
    expect(transport.connected).toBe(true);
  });
});

describe('a hostile answer', () => {
  const s7 = (pdu: string) => {
    const bytes = pdu.length / 2 + 7;
    return `0300${bytes.toString(16).padStart(4, '0')}02f080${pdu}`;
  };
  test.each([
    ['no S7 PDU', s7('72010000')],
    ['a reference never used', s7('320300009999000200000000' + '0400')],
    ['a job of its own', s7('3201000000020002' + '0000' + '0400')],
    ['lengths beyond its end', s7('320300000002ffffffff00000400')],
    ['another function than was asked', s7('320300000002000200000000' + '0500')],
    ['a packet of the largest length', '0300ffff02f080'],
    ['a second connect confirm', confirm],
    ['a fragment of nothing', '0300000702f000'],
    ['data in fragments without end', '0300000c02f0003203000000'.repeat(300)],
  ])('of %s closes the link as a broken answer', async (_, answer) => {
    const transport = client(await scripted(confirm, negotiated, answer), { timeoutMs: 5000 });
    await transport.connect(signal);
    expect(await codeOf(transport.job(readWords, Buffer.alloc(0), signal))).toBe('s7.broken-answer');
    expect(transport.connected).toBe(false);
  });
});
