import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { boundConnections } from './connections.ts';

let server: Server;
const dialled: Socket[] = [];
/** Of one test: a socket of the one before may end late. */
let closed = { count: 0 };

afterEach(async () => {
  for (const socket of dialled.splice(0)) socket.destroy();
  server.closeAllConnections();
  await new Promise(done => server.close(done));
});

async function open(trusted: readonly string[], all = 100): Promise<void> {
  closed = { count: 0 };
  server = createServer((_request, response) => response.end('here'));
  boundConnections(server, trusted, { all, perAddress: 5 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
}
async function dial(localAddress: string): Promise<Socket> {
  const { port } = server.address() as AddressInfo;
  const socket = connect({ host: '127.0.0.1', port, localAddress });
  const mine = closed;
  socket.on('error', () => undefined).on('close', () => (mine.count += 1));
  dialled.push(socket);
  await once(socket, 'connect');
  return socket;
}
async function isAnswered(socket: Socket): Promise<boolean> {
  socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
  return new Promise(done => {
    socket.once('data', answer => done(String(answer).includes('200 OK'))).once('close', () => done(false));
  });
}

test('one address holds a bounded number of connections, others find room, and what is closed makes room', async () => {
  await open([]);
  for (let n = 0; n < 8; n += 1) await dial('127.0.0.2');
  await expect.poll(() => closed.count).toBe(3);
  expect(await isAnswered(await dial('127.0.0.3'))).toBe(true);
  expect(closed.count).toBe(3);
  for (const socket of dialled.splice(0)) socket.destroy();
  await expect.poll(() => closed.count).toBe(9);
  await expect.poll(async () => isAnswered(await dial('127.0.0.2'))).toBe(true);
});

test('behind a proxy that is trusted many come, and all of them together are bounded', async () => {
  await open(['127.0.0.4', '127.0.1.0/24'], 20);
  for (let n = 0; n < 8; n += 1) expect(await isAnswered(await dial('127.0.0.4'))).toBe(true);
  for (let n = 0; n < 8; n += 1) expect(await isAnswered(await dial('127.0.1.9'))).toBe(true);
  expect(closed.count).toBe(0);
  for (let n = 0; n < 6; n += 1) await dial('127.0.0.4');
  await expect.poll(() => closed.count).toBe(2);
});
