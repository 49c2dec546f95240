import { readRanges, remoteTsap, S7Transport } from '@witnessmark/agent/s7';
import { ask, type Snap7Client, snap7Client, snap7Server, snap7There } from '../conformance/snap7/index.ts';
import type { BenchRow } from './row.ts';

const pduSize = 480;
const rounds = 40;
const warmUp = 5;

/** Sixty blocks as a machine's parameters are, and four as a recipe memory is. */
const shapes = [
  {
    what: 'S7 data blocks, 60 of 100 bytes',
    blocks: Array.from({ length: 60 }, (_, n) => ({ db: n + 1, bytes: 100 })),
  },
  {
    what: 'S7 data blocks, 4 of 8000 bytes',
    blocks: Array.from({ length: 4 }, (_, n) => ({ db: n + 101, bytes: 8000 })),
  },
];

/** Milliseconds of one round in the middle of all. */
async function median(read: () => Promise<void>): Promise<number> {
  const times: number[] = [];
  for (let round = -warmUp; round < rounds; round += 1) {
    const start = performance.now();
    await read();
    if (round >= 0) times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[rounds >> 1] ?? Number.NaN;
}

/**
 * Reads the same data blocks of Snap7's server with Snap7's client and with ours, same PDU size, one request
 * in flight each. Small blocks are read by Snap7's client both one by one and several in a request, packed as
 * the PDU allows; the faster counts. No rows where node-snap7 is not compiled.
 */
export async function run(): Promise<BenchRow[]> {
  if (!snap7There()) return [];
  const images = new Map(
    shapes.flatMap(({ blocks }) => blocks).map(({ db, bytes }) => [db, Buffer.alloc(bytes, db)]),
  );
  const { server, port } = await snap7Server(images);
  const client = await snap7Client(port, { pduSize });
  const ours = new S7Transport({
    subject: 'bench',
    host: '127.0.0.1',
    port,
    localTsap: 0x0100,
    remoteTsap: remoteTsap('op', 0, 2),
    pduSize,
    parallelJobs: 1,
    requestsPerSecond: 1_000_000,
    timeoutMs: 5000,
    now: () => ({
      wall: new Date().toISOString(),
      mono: Math.floor(performance.now()),
      boot: '0'.repeat(32),
    }),
  });
  const signal = new AbortController().signal;
  try {
    const negotiated = await ours.connect(signal);
    if (negotiated.pduSize !== client.PDULength()) throw new Error('the two PDU sizes differ');
    const rows: BenchRow[] = [];
    for (const { what, blocks } of shapes) {
      const ranges = blocks.map(({ db, bytes }) => ({ area: 'DB' as const, db, start: 0, length: bytes }));
      const our = await median(async () => {
        for (const { failure } of await readRanges(ours, ranges, signal))
          if (failure) throw new Error(failure.detail);
      });
      const single = await median(() => oneByOne(client, blocks));
      const packed =
        (blocks[0]?.bytes ?? 0) < pduSize ? await median(() => severalAtOnce(client, blocks)) : single;
      const ratio = Math.min(single, packed) / our;
      rows.push({
        what,
        against: `Snap7's C client, PDU ${pduSize}, same server`,
        ratio,
        aim: '≥ 1.0',
        met: ratio >= 1,
        detail: `${our.toFixed(2)} ms ours; Snap7 ${single.toFixed(2)} ms by DBRead, ${packed.toFixed(2)} ms packed`,
      });
    }
    return rows;
  } finally {
    ours.close();
    client.Disconnect();
    server.Stop();
  }
}

type Block = (typeof shapes)[number]['blocks'][number];

async function oneByOne(client: Snap7Client, blocks: readonly Block[]): Promise<void> {
  for (const { db, bytes } of blocks) await ask(client, done => client.DBRead(db, 0, bytes, done));
}

async function severalAtOnce(client: Snap7Client, blocks: readonly Block[]): Promise<void> {
  const each = Math.min(20, Math.floor((pduSize - 14) / ((blocks[0]?.bytes ?? 0) + 4)));
  for (let at = 0; at < blocks.length; at += each) {
    const vars = blocks.slice(at, at + each).map(({ db, bytes }) => ({
      Area: client.S7AreaDB,
      WordLen: client.S7WLByte,
      DBNumber: db,
      Start: 0,
      Amount: bytes,
    }));
    await ask(client, done => client.ReadMultiVars(vars, done));
  }
}
