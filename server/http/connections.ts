import type { Server } from 'node:http';
import { BlockList, isIPv6, type Socket } from 'node:net';
import { addressBlock } from '../config/index.ts';

/** So that whoever opens connections without end takes no file from what is being stored, and no place from others. */
const bounds = { all: 2000, perAddress: 500 };

/** Bounds a server's connections, all together and of each address but the trusted proxies, behind which many come. */
export function boundConnections(
  server: Server,
  trusted: readonly string[],
  { all, perAddress }: typeof bounds = bounds,
): void {
  const proxies = new BlockList();
  for (const network of trusted) {
    const [address = '', bits] = network.split('/', 2);
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    if (bits === undefined) proxies.addAddress(address, family);
    else proxies.addSubnet(address, Number(bits), family);
  }
  const open = new Map<string, number>();
  server.maxConnections = all;
  server.on('connection', (socket: Socket) => {
    const address = (socket.remoteAddress ?? '').replace(/^::ffff:(?=\d+\.)/, '');
    if (proxies.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')) return;
    const block = addressBlock(address);
    const others = open.get(block) ?? 0;
    if (others >= perAddress) {
      socket.destroy();
      return;
    }
    open.set(block, others + 1);
    socket.once('close', () => {
      const left = (open.get(block) ?? 1) - 1;
      if (left > 0) open.set(block, left);
      else open.delete(block);
    });
  });
}
