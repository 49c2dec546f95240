import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { factSchema } from '@witnessmark/shared/facts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createAgentClock } from '../clock/index.ts';
import { openSpool } from '../spool/index.ts';

const rounds = 12;
/** Numbers of one round are apart from those of the next. */
const apart = 1_000_000;
const stream = 'press-1/plc';
const program = join(import.meta.dirname, 'testing', 'statement-process.ts');
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'witnessmark-statements-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

/** Runs the writer until it has said `lines` and kills it `delayMs` later; the last number it said was kept. */
async function toldUntilKilled(from: number, lines: number, delayMs: number): Promise<number> {
  const child = spawn(process.execPath, [program, dir, stream, String(from)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  let killing = false;
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    if (killing || text.split('\n').length <= lines) return;
    killing = true;
    setTimeout(() => child.kill('SIGKILL'), delayMs);
  });
  await new Promise(resolve => child.once('close', resolve));
  expect(child.signalCode).toBe('SIGKILL');
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  return Number(/kept (\d+)\n$/.exec(whole)?.[1] ?? Number.NaN);
}

/** The numbers of the statements in the spool, in their order. */
async function kept(): Promise<number[]> {
  const clock = await createAgentClock(dir);
  const spool = await openSpool({ dir, capacityBytes: 16 * 1024 * 1024, now: clock.now, log: quiet });
  const numbers: number[] = [];
  for (;;) {
    const facts = await spool.offer(stream, { facts: 500, bytes: 4 * 1024 * 1024 });
    for (const { bytes } of facts) {
      const fact = factSchema.parse(JSON.parse(Buffer.from(bytes).toString()));
      if (fact.kind === 'statement') numbers.push(fact.body.order ?? Number.NaN);
    }
    const tip = spool.tips().find(each => each.stream === stream);
    const last = facts.at(-1);
    if (last === undefined || tip === undefined) break;
    const fact = factSchema.parse(JSON.parse(Buffer.from(last.bytes).toString()));
    await spool.acknowledge([{ stream, epoch: tip.epoch, seq: fact.seq, head: last.hash }]);
  }
  await spool.close();
  return numbers;
}

test(`killed ${rounds} times at random moments, no statement that the spool took is lost, doubled or out of order`, {
  timeout: 120_000,
}, async () => {
  for (let round = 0; round < rounds; round += 1) {
    const from = round * apart;
    const [lines, delayMs] = [randomInt(2, 150), randomInt(0, 25)];
    const said = await toldUntilKilled(from, lines, delayMs);
    const seen = `round ${round}: killed ${delayMs} ms after ${lines} lines`;
    const numbers = await kept();
    expect(numbers.at(-1), seen).toBeGreaterThanOrEqual(said);
    // What waited for the spool was behind these: there is no hole.
    expect(numbers, seen).toEqual(numbers.map((_, index) => from + index));
  }
});
