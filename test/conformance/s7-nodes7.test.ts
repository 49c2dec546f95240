import { S7Source, s7SourceSchema } from '@witnessmark/agent/s7';
import { parseValueText } from '@witnessmark/shared/values';
import { S7Cpu } from '@witnessmark/test/plant/s7';
import NodeS7 from 'nodes7';
import { expect, test } from 'vitest';

/** The part of nodes7 0.3.18 used here; the package publishes no types. */
interface Client {
  initiateConnection(options: object, done: (error?: unknown) => void): void;
  addItems(items: readonly string[]): void;
  readAllItems(done: (bad: boolean, values: Readonly<Record<string, unknown>>) => void): void;
  dropConnection(done: () => void): void;
}

const signal = new AbortController().signal;
const log = { debug: () => undefined, info: () => undefined, warn: () => undefined };

test('nodes7 and our source read the same values at the same addresses', async () => {
  const cpu = new S7Cpu({ maxPduSize: 480, maxJobs: 8 });
  const port = await cpu.start();
  const image = cpu.setBlock(20, Buffer.alloc(200));
  for (let at = 0; at < 200; at += 1) image[at] = (at * 37) & 0x3f;
  Buffer.from([20, 4, 0x41, 0x42, 0x43, 0x44]).copy(image, 100);
  for (let at = 0; at < 64; at += 1) cpu.memory.markers[at] = at * 3;
  const addresses = [
    ...['DB20,X0.1', 'DB20,BYTE1', 'DB20,INT2', 'DB20,WORD4', 'DB20,DINT6', 'DB20,DWORD10', 'DB20,REAL14'],
    ...[
      'DB20,LREAL18',
      'DB20,S100.20',
      'DB20,CHAR40',
      'MB1',
      'MW2',
      'MI4',
      'MD6',
      'MR10',
      'M20.3',
      'DB20,INT60.5',
    ],
  ];
  const peer: Client = Object.assign(new NodeS7({ silent: true }));
  await new Promise<void>((resolve, reject) =>
    peer.initiateConnection({ port, host: '127.0.0.1', localTSAP: 0x0100, remoteTSAP: 0x0202 }, error =>
      error ? reject(error) : resolve(),
    ),
  );
  peer.addItems(addresses);
  const theirs = await new Promise<Readonly<Record<string, unknown>>>((resolve, reject) =>
    peer.readAllItems((bad, values) => (bad ? reject(new Error(JSON.stringify(values))) : resolve(values))),
  );
  await new Promise<void>(resolve => peer.dropConnection(resolve));

  const members = Object.fromEntries(addresses.map((address, index) => [`v${index}`, address]));
  const config = s7SourceSchema.parse({
    type: 's7',
    host: '127.0.0.1',
    port,
    variables: [{ name: 'All', kind: 'setpoint', members }],
  });
  const now = () => ({
    wall: new Date().toISOString(),
    mono: Math.floor(performance.now()),
    boot: '0'.repeat(32),
  });
  const source = new S7Source(config, { asset: 'press-2', source: 's7', now, log, dataDir: '.' }, '.');
  await source.connect(signal);
  const [item] = (await source.read({ kinds: ['setpoint'] }, signal)).items;
  await source.close();
  await cpu.stop();
  if (item?.state !== 'present' || !('content' in item)) throw new Error(JSON.stringify(item));
  const ours = new Map(
    parseValueText(Buffer.from(item.content).toString()).members.map(({ name, value }) => [
      name,
      typeof value === 'bigint' ? Number(value) : value,
    ]),
  );
  addresses.forEach((address, index) => {
    const mine = ours.get(`v${index}`) ?? [0, 1, 2, 3, 4].map(element => ours.get(`v${index}[${element}]`));
    expect([address, mine]).toEqual([address, theirs[address]]);
  });
});
