import { createHash } from 'node:crypto';
import { S7Source, s7SourceSchema } from '@witnessmark/agent/s7';
import { ask, type Snap7Client, snap7Client, snap7There } from '../conformance/snap7/index.ts';
import { blockImage, S7Cpu } from '../plant/s7/index.ts';
import type { BenchRow } from './row.ts';

const blocks = 500;
/** As many requests a second as a source may send where nothing is configured. */
const defaultBudget = 20;
const rounds = 5;
const letterFc = 0x43;

type Read = Awaited<ReturnType<S7Source['read']>>;

/**
 * One simulated S7-300 (PDU 240) with 500 functions of 100 to 2100 bytes. What a sweep, a change of one block
 * and an unchanged poll cost in requests; and the time of a sweep beside Snap7's client, which lists, describes
 * and uploads the same blocks one by one, without the second block info that proves an upload to be of one moment.
 */
export async function run(): Promise<BenchRow[]> {
  if (!snap7There()) return [];
  const cpu = new S7Cpu({ blocks: 'given', maxPduSize: 240 });
  for (let number = 1; number <= blocks; number += 1) cpu.program.put(fc(number, 0));
  const port = await cpu.start();
  const client = await snap7Client(port, { type: 3 });
  const source = sourceOf(port);
  const signal = new AbortController().signal;
  try {
    await source.connect(signal);
    const known = new Map<string, string>();
    const read = (thorough: boolean) =>
      source.read({ kinds: ['logic'], thorough, known: path => known.get(path) ?? null }, signal);
    learn(known, await read(true));
    const ours: number[] = [];
    const theirs: number[] = [];
    let sweep: Read | null = null;
    for (let round = 0; round < rounds; round += 1) {
      ours.push(await timed(async () => (sweep = await read(true))));
      theirs.push(await timed(() => snap7Sweep(client)));
    }
    const poll = await source.fingerprint(signal);
    cpu.program.put(fc(250, 1));
    const change = await read(false);
    if (sweep === null || poll === null) throw new Error('nothing was measured');
    return rows(sweep, change, poll.load.requests, median(ours), median(theirs));
  } finally {
    await source.close();
    client.Disconnect();
    await cpu.stop();
  }
}

function rows(sweep: Read, change: Read, poll: number, ourMs: number, theirMs: number): BenchRow[] {
  const { requests, bytes } = sweep.load;
  const kilobytes = (sum: number) => `${(sum / 1024).toFixed(0)} KB`;
  const ratio = theirMs / ourMs;
  return [
    {
      what: `S7 logic sweep, ${blocks} blocks uploaded, PDU 240`,
      against: "Snap7's C client listing, describing and uploading them, same CPU",
      ratio,
      aim: '≥ 0.7',
      met: ratio >= 0.7,
      detail: `${requests} requests, ${kilobytes(bytes)}, ${ourMs.toFixed(0)} ms at 10,000 requests/s (Snap7 ${theirMs.toFixed(0)} ms), ${(requests / defaultBudget).toFixed(0)} s at ${defaultBudget} requests/s`,
    },
    {
      what: `S7 logic unchanged, ${blocks} blocks`,
      against: 'the requests of its sweep',
      ratio: requests / poll,
      aim: '≥ 1000',
      met: requests / poll >= 1000,
      detail: `${poll} request a poll; ${change.load.requests} requests to find and upload one changed block, ${(change.load.requests / defaultBudget).toFixed(0)} s at ${defaultBudget} requests/s`,
    },
  ];
}

function fc(number: number, version: number): Buffer {
  const body = Buffer.alloc(100 + ((number * 137) % 2000), (number + version) & 255);
  return blockImage({ type: 'FC', number, body });
}

function sourceOf(port: number): S7Source {
  const config = s7SourceSchema.parse({
    type: 's7',
    host: '127.0.0.1',
    port,
    requestsPerSecond: 10_000,
    timeoutMs: 5000,
  });
  const now = () => ({
    wall: new Date().toISOString(),
    mono: Math.floor(performance.now()),
    boot: '0'.repeat(32),
  });
  const log = { debug: () => undefined, info: () => undefined, warn: () => undefined };
  return new S7Source(config, { asset: 'bench', source: 's7', now, log, dataDir: '.' }, '.');
}

function learn(known: Map<string, string>, { items }: Read): void {
  for (const item of items) {
    if (item.state !== 'present' || !('content' in item)) throw new Error(`${item.path} was not read`);
    known.set(item.path, createHash('sha256').update(item.content).digest('hex'));
  }
}

async function snap7Sweep(client: Snap7Client): Promise<void> {
  await ask(client, done => client.ListBlocks(done));
  const numbers = await ask<readonly number[]>(client, done => client.ListBlocksOfType(letterFc, done));
  if (numbers.length !== blocks) throw new Error(`Snap7 lists ${numbers.length} blocks`);
  for (const number of numbers) {
    await ask(client, done => client.GetAgBlockInfo(letterFc, number, done));
    await ask(client, done => client.FullUpload(letterFc, number, 65_000, done));
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
