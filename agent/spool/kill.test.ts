import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type Fact, factHash } from '@witnessmark/shared/facts';
import { manifestHash } from '@witnessmark/shared/items';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSpool } from './index.ts';
import { instant, sha256 } from './testing/drafts.ts';

const rounds = 20;
const quiet = () => undefined;
const program = join(import.meta.dirname, 'testing', 'writer-process.ts');
let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'witnessmark-kill-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

/** Runs the writer until it has said `lines` appends, then kills it `delayMs` later; returns what it said. */
async function writeUntilKilled(round: number, lines: number, delayMs: number): Promise<Map<string, number>> {
  const child = spawn(process.execPath, [program, dir, String(round)], {
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
  const said = new Map<string, number>();
  for (const line of text.slice(0, text.lastIndexOf('\n') + 1).split('\n')) {
    const [stream, seq] = line.split(' ');
    if (stream && seq) said.set(stream, Number(seq));
  }
  return said;
}

test(`killed ${rounds} times at random moments, the spool keeps every promise it made`, {
  timeout: 120_000,
}, async () => {
  let epoch: string | null = null;
  for (let round = 0; round < rounds; round += 1) {
    const lines = randomInt(1, 60);
    const delayMs = randomInt(0, 20);
    const seen = `round ${round}: killed ${delayMs} ms after ${lines} lines`;
    const said = await writeUntilKilled(round, lines, delayMs);
    const spool = await openSpool({
      dir,
      capacityBytes: 1024 * 1024,
      now: () => instant(0),
      log: { info: quiet, warn: quiet, error: quiet },
    });
    epoch ??= spool.epoch;
    expect(spool.epoch, seen).toBe(epoch);
    for (const tip of spool.tips()) {
      expect(tip.last, `${seen}, ${tip.stream}`).toBeGreaterThanOrEqual(said.get(tip.stream) ?? 0);
      const facts = keptFacts(dir, tip.stream);
      expect(facts.at(-1)?.seq ?? tip.last, seen).toBe(tip.last);
      for (const [index, fact] of facts.entries()) {
        const before = facts[index - 1];
        if (before) {
          expect(fact.seq, seen).toBe(before.seq + 1);
          expect(fact.prev, seen).toBe(factHash(before));
        }
      }
      const newest = facts.findLast(fact => fact.kind === 'observation');
      const state = spool.state(tip.stream);
      if (newest?.kind === 'observation') {
        expect(manifestHash(state?.manifest ?? []), seen).toBe(newest.body.result);
      }
    }
    expect(contentsHold(dir), seen).toEqual([]);
    await spool.close();
  }
});

function keptFacts(spoolDir: string, stream: string): Fact[] {
  const database = new DatabaseSync(join(spoolDir, 'live', 'spool.sqlite'), { readOnly: true });
  const rows = database.prepare('SELECT bytes, hash FROM fact WHERE stream = ? ORDER BY seq').all(stream);
  database.close();
  return rows.map(row => {
    const bytes = row['bytes'];
    if (!(bytes instanceof Uint8Array)) throw new TypeError('no bytes');
    expect(sha256(bytes)).toBe(row['hash']);
    return JSON.parse(Buffer.from(bytes).toString());
  });
}

/** Files that are not what their names say. */
function contentsHold(spoolDir: string): string[] {
  const root = join(spoolDir, 'live', 'contents');
  return readdirSync(root).flatMap(folder =>
    readdirSync(join(root, folder)).filter(name => sha256(readFileSync(join(root, folder, name))) !== name),
  );
}
