import { channel } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { S7ReplayCpu, SegmentCable } from '@witnessmark/test/plant/s7-replay';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type CapturedSession, capturedSession, capturedThere, sessions } from './captured.ts';
import { type Ask, asksOf } from './captured-asks.fixture.ts';
import { testTransport } from './testing.ts';
import type { S7Transport } from './transport/index.ts';

const signal = new AbortController().signal;
const all = [...sessions, 'sim_snap7server_s7ident', 'sim_snap7server_tecatech'] as const;
/** TPKT and COTP before a PDU. */
const headBytes = 7;
/** Of these nothing was recorded that our client asks, or no answers. */
const silent = ['step7_s300_copyRamToRom'];
/** Only the head of the list was asked for there, which our client never does. */
const headAlone = { szl_id: '0f74', index: '0000' };

const ends: (() => unknown)[] = [];
/** Segments from the cable as the agent's own socket read them. */
const read: number[] = [];
let cablePort = 0;

function watchSocket(message: unknown): void {
  const { socket } = message as { socket: Socket };
  socket.on('data', chunk => {
    if (socket.remotePort === cablePort) read.push(chunk.length);
  });
}

const clientSockets = channel('net.client.socket');

afterEach(async () => {
  clientSockets.unsubscribe(watchSocket);
  for (const end of ends.splice(0).reverse()) await end();
});
beforeEach(() => {
  read.length = 0;
});

function ofAll(session: string): { captured: CapturedSession; asks: Ask[] } {
  const captured = capturedSession(session);
  const szl = captured.szl.filter(
    ({ szl_id, index }) => szl_id !== headAlone.szl_id || index !== headAlone.index,
  );
  return { captured, asks: asksOf({ ...captured, szl }) };
}

/** A cable whose segments are known, between the client and a CPU that says what was recorded. */
async function wire(
  { setup }: CapturedSession,
  parallelJobs: number,
): Promise<{ cpu: S7ReplayCpu; cable: SegmentCable; transport: S7Transport }> {
  const granted = setup.find(({ ros }) => ros === 3)?.pdu_len ?? 240;
  const cpu = new S7ReplayCpu([], granted, parallelJobs);
  const cable = new SegmentCable();
  cablePort = await cable.start(await cpu.start());
  ends.push(
    () => cpu.stop(),
    () => cable.stop(),
  );
  clientSockets.subscribe(watchSocket);
  const transport = testTransport(cablePort, { timeoutMs: 20_000, requestsPerSecond: 1e9 });
  ends.push(() => transport.close());
  return { cpu, cable, transport };
}

/** Asks row after row, what is in one row at once. */
async function replay(
  { cpu, transport }: { readonly cpu: S7ReplayCpu; readonly transport: S7Transport },
  rows: readonly (readonly Ask[])[],
): Promise<void> {
  for (const row of rows) {
    cpu.replay(row.flatMap(({ recorded }) => recorded));
    const answers = await Promise.all(row.map(({ run }) => run(transport, signal)));
    for (const { ours, theirs } of answers) expect(ours).toEqual(theirs);
  }
  expect(cpu.unknown).toEqual([]);
}

/** The same question with the same answers once. */
function different(asks: readonly Ask[]): Ask[] {
  const bytes = ({ sort, recorded }: Ask) =>
    sort +
    recorded
      .map(
        ({ request, answers }) =>
          request.slice(0, 8) +
          request.slice(12) +
          answers.map(hex => hex.slice(0, 8) + hex.slice(12)).join(),
      )
      .join();
  return [...new Map(asks.map(ask => [bytes(ask), ask])).values()];
}

/**
 * Each with the next one. Two answers in fragments cannot be asked for at once: recorded one after the other, they
 * have the same sequence number.
 */
function pairsOf(asks: readonly Ask[]): Ask[][] {
  const inFragments = ({ recorded }: Ask) => recorded.some(({ answers }) => answers.length > 1);
  return asks.flatMap((ask, index) => {
    const others = [...asks.slice(index + 1), ...asks.slice(0, index)];
    const other = others.find(each => !inFragments(ask) || !inFragments(each));
    return other === undefined ? [] : [[ask, other]];
  });
}

/** Bytes of the first answers of two that are asked at once. */
function joined(pair: readonly Ask[]): number {
  return pair.reduce((sum, { recorded }) => sum + (recorded[0]?.answers[0]?.length ?? 0) / 2 + headBytes, 0);
}

/** Answers of more bytes than this. */
function longerThan(cut: number, rows: readonly (readonly Ask[])[]): number {
  const answers = rows.flat().flatMap(({ recorded }) => recorded.flatMap(each => each.answers));
  return answers.filter(hex => hex.length / 2 + headBytes > cut).length;
}

describe.skipIf(!capturedThere)('a captured session', () => {
  test.each(all)('%s: each answer is read as its decoder read it', async name => {
    const { captured, asks } = ofAll(name);
    const { cpu, transport } = await wire(captured, 1);
    await transport.connect(signal);
    cpu.replay(asks.flatMap(({ recorded }) => recorded));
    for (const { run } of asks) {
      const { ours, theirs } = await run(transport, signal);
      expect(ours).toEqual(theirs);
    }
    expect(cpu.unknown).toEqual([]);
    expect(asks.length > 0).toBe(!silent.includes(name));
  });

  test('all of them hold every service that is asked for, refusals and fragments among them', () => {
    const asks = all.flatMap(name => ofAll(name).asks);
    const count = (sort: Ask['sort']) => asks.filter(ask => ask.sort === sort).length;
    expect(count('counts')).toBeGreaterThan(15);
    expect(count('list')).toBeGreaterThan(50);
    expect(count('info')).toBeGreaterThan(40);
    expect(count('upload')).toBeGreaterThan(8);
    expect(count('status list')).toBeGreaterThan(190);
    expect(
      asks.filter(({ recorded }) => recorded.some(({ answers }) => answers.length > 1)).length,
    ).toBeGreaterThan(10);
  });

  test.each(all)(
    '%s: wherever one of its answers is cut in two',
    async name => {
      const { captured, asks } = ofAll(name);
      const ends = await wire(captured, 1);
      const once = different(asks);
      const longest = Math.max(27, ...once.map(({ longest: bytes }) => bytes));
      for (let cut = 1; cut < longest; cut += 1) {
        ends.cable.segmentation = { together: 1, cut };
        // Confirm and negotiation have 22 and 27 bytes.
        if (cut <= 27) await ends.transport.connect(signal);
        read.length = 0;
        const rows = once.filter(({ longest: bytes }) => bytes > cut).map(ask => [ask]);
        await replay(ends, rows);
        const heads = read.filter(bytes => bytes === cut).length;
        expect(heads, `cut behind byte ${cut}`).toBeGreaterThanOrEqual(longerThan(cut, rows));
      }
    },
    120_000,
  );

  test.each(all)(
    '%s: wherever two of its answers that arrive as one are cut in two',
    async name => {
      const { captured, asks } = ofAll(name);
      const ends = await wire(captured, 2);
      await ends.transport.connect(signal);
      const once = different(asks);
      const pairs = pairsOf(once);
      const lengthOf = (pair: readonly Ask[]) => pair.reduce((sum, { longest }) => sum + longest, 0);
      const longest = Math.max(0, ...pairs.map(lengthOf));
      for (let cut = 1; cut < longest; cut += 1) {
        ends.cable.segmentation = { together: 2, cut };
        const rows = pairs.filter(pair => lengthOf(pair) > cut);
        read.length = 0;
        await replay(ends, rows);
        // The heads of rows that hold more than their first answer show that answers arrived together.
        expect(read.filter(bytes => bytes === cut).length, `cut behind byte ${cut}`).toBeGreaterThanOrEqual(
          rows.filter(pair => joined(pair) > cut).length,
        );
      }
    },
    120_000,
  );

  test.each(all)('%s: where every byte is a segment', async name => {
    const { captured, asks } = ofAll(name);
    const ends = await wire(captured, 1);
    ends.cable.segmentation = { together: 1, cut: 'each' };
    await ends.transport.connect(signal);
    await replay(
      ends,
      different(asks).map(ask => [ask]),
    );
    expect(Math.max(...read)).toBe(1);
  });
});
