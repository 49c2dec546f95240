import { once } from 'node:events';
import net, { type AddressInfo, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FaultyProxy } from './faulty-proxy.ts';

let echo: net.Server;
let proxy: FaultyProxy;
const clients: Socket[] = [];

beforeEach(async () => {
  echo = net.createServer(socket => {
    socket.on('error', () => socket.destroy());
    socket.pipe(socket);
  });
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
  proxy = new FaultyProxy({ host: '127.0.0.1', port: (echo.address() as AddressInfo).port });
  await proxy.start();
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  await proxy.stop();
  echo.close();
});

interface Client {
  readonly socket: Socket;
  readonly chunks: Buffer[];
  readonly text: () => string;
  readonly ended: () => boolean;
}

async function client(): Promise<Client> {
  const socket = net.connect(proxy.port, '127.0.0.1');
  clients.push(socket);
  const chunks: Buffer[] = [];
  let ended = false;
  socket.on('data', chunk => chunks.push(chunk));
  socket.on('error', () => {
    ended = true;
  });
  socket.on('close', () => {
    ended = true;
  });
  await once(socket, 'connect');
  return { socket, chunks, text: () => Buffer.concat(chunks).toString(), ended: () => ended };
}

const soon = { timeout: 5000 };

test('bytes pass in both directions', async () => {
  const one = await client();
  one.socket.write('hello');
  await expect.poll(one.text, soon).toBe('hello');
});

test('frozen bytes wait and arrive in order after the thaw', async () => {
  const one = await client();
  one.socket.write('before ');
  await expect.poll(one.text, soon).toBe('before ');
  proxy.freeze();
  one.socket.write('during ');
  const other = await client();
  other.socket.write('x');
  await expect.poll(() => proxy.connections, soon).toBe(2);
  expect(one.text()).toBe('before ');
  proxy.restore();
  one.socket.write('after');
  await expect.poll(one.text, soon).toBe('before during after');
});

test('a cut resets what is open and what comes, until it is restored', async () => {
  const one = await client();
  proxy.cut();
  await expect.poll(one.ended, soon).toBe(true);
  const second = net.connect(proxy.port, '127.0.0.1');
  clients.push(second);
  await once(second, 'close').catch(() => undefined);
  expect(second.destroyed).toBe(true);
  proxy.restore();
  const third = await client();
  third.socket.write('back');
  await expect.poll(third.text, soon).toBe('back');
});

test('delayed bytes arrive later, in order', async () => {
  const one = await client();
  proxy.delay(60);
  const started = performance.now();
  one.socket.write('a');
  one.socket.write('b');
  await expect.poll(one.text, soon).toBe('ab');
  // Both directions are delayed.
  expect(performance.now() - started).toBeGreaterThan(100);
});

test('split and joined segments carry the same bytes', async () => {
  const one = await client();
  proxy.split(3);
  const long = 'abcdefghij'.repeat(500);
  one.socket.write(long);
  await expect.poll(one.text, soon).toBe(long);
  expect(Math.max(...one.chunks.map(chunk => chunk.length))).toBeLessThanOrEqual(3);
  one.chunks.length = 0;
  proxy.join(50);
  for (const letter of 'xyz') one.socket.write(letter);
  await expect.poll(one.text, soon).toBe('xyz');
  expect(one.chunks).toHaveLength(1);
});

test('a target that does not listen is a connection that ends', async () => {
  proxy.retarget({ host: '127.0.0.1', port: 1 });
  const lonely = await client();
  await expect.poll(lonely.ended, soon).toBe(true);
  expect(proxy.connections).toBe(0);
});
