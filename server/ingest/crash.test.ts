import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Fact } from '@witnessmark/shared/facts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { IncomingFact } from '../agents/index.ts';
import { TestCore } from '../core/testing/index.ts';
import { describeDatabases, sqlitePlace } from '../db/testing/index.ts';
import { dumpProjections, rebuild } from '../projections/index.ts';
import { TestStream } from './testing/index.ts';

describeDatabases('a crash between git and log', newPlace => {
  let at: TestCore;
  let stream: TestStream;
  beforeEach(async () => {
    at = await TestCore.open(newPlace);
    stream = new TestStream('press-2/opc');
    await at.hello(stream);
    await at.accept(stream.observe([{ path: 'setpoints/a.txt', content: '1' }]));
  });
  afterEach(() => at.remove());

  /** git takes the commit; the append fails as it would for a process that died. */
  async function lostAppend(): Promise<IncomingFact> {
    const fact = stream.observe([
      { path: 'setpoints/a.txt', content: '2', more: { reason: 'seen twice', unsettled: true } },
      { path: 'recipes/r.txt', content: 'x', kind: 'recipe' },
    ]);
    await at.core.database.write.updateTable('lease').set({ fence: 99 }).execute();
    const { acked, refused } = await at.accept(fact);
    expect(acked).toEqual([]);
    expect(refused).toMatchObject([{ code: 'db.fenced', retry: true }]);
    expect(await at.core.store.commitsAfter('press-2', null, 10)).toHaveLength(2);
    return fact;
  }

  test('is mended at start with everything the event would have said', async () => {
    const fact = await lostAppend();
    await at.restart();
    const entry = (await at.core.log.reader.page({ type: 'observation.recorded' }, 1))[0];
    expect(entry?.event.body).toMatchObject({ adopted: false, items: [{ reason: 'seen twice' }, {}] });
    const count = at.core.log.count;
    expect(await at.accept(fact)).toMatchObject({ acked: [{ seq: 2 }], refused: [] });
    expect(at.core.log.count).toBe(count);
    expect((await at.accept(stream.observe([{ path: 'setpoints/a.txt', content: '3' }]))).refused).toEqual(
      [],
    );
    expect(await at.core.verify()).toMatchObject({ holds: true, commits: 3 });
  });

  test('is mended from the commit’s trailers alone where the journal was lost too', async () => {
    const fact = await lostAppend();
    await at.core.database.write.deleteFrom('intent').execute();
    await at.restart();
    const entry = (await at.core.log.reader.page({ type: 'observation.recorded' }, 1))[0];
    expect(entry?.event.body).toMatchObject({ adopted: true, proven: false });
    const rows = await at.core.database.read
      .selectFrom('change_item')
      .select(['path', 'kind', 'sign', 'window_from', 'window_to'])
      .where('pos', '=', entry?.pos ?? -1)
      .orderBy('path')
      .execute();
    expect(rows).toEqual([
      {
        path: 'recipes/r.txt',
        kind: 'recipe',
        sign: 'added',
        window_from: '2026-01-01T00:00:10.000Z',
        window_to: '2026-01-01T00:00:20.000Z',
      },
      {
        path: 'setpoints/a.txt',
        kind: 'setpoint',
        sign: 'changed',
        window_from: '2026-01-01T00:00:10.000Z',
        window_to: '2026-01-01T00:00:20.000Z',
      },
    ]);
    expect(await at.accept(fact)).toMatchObject({ acked: [{ seq: 2 }], refused: [] });
    expect((await at.accept(stream.observe([{ path: 'setpoints/a.txt', content: '3' }]))).refused).toEqual(
      [],
    );
    expect(await at.core.verify()).toMatchObject({ holds: true, commits: 3 });
  });

  test('within one life is mended before the asset’s next fact', async () => {
    const { fence } = at.core.database;
    const fact = await lostAppend();
    await at.core.database.write.updateTable('lease').set({ fence }).execute();
    await at.restart();
    expect(
      (await at.accept(fact, stream.observe([{ path: 'setpoints/a.txt', content: '4' }]))).acked,
    ).toMatchObject([{ seq: 3 }]);
    expect(await at.core.verify()).toMatchObject({ holds: true, commits: 3 });
  });
});

describe('kill -9 under a stream of changes', () => {
  test('loses nothing that was acknowledged and takes everything exactly once and in order', async () => {
    const at = new TestCore(await sqlitePlace());
    await at.start();
    const streams = ['press-1/opc', 'press-2/opc', 'press-3/opc'].map(name => new TestStream(name));
    await at.hello(...streams);
    await at.stop();
    const facts: IncomingFact[] = [];
    for (let round = 0; round < 40; round++) {
      for (const stream of streams)
        facts.push(stream.observe([{ path: 'setpoints/a.txt', content: `${round}` }]));
    }
    const file = join(at.place.dir, 'facts.json');
    writeFileSync(
      file,
      JSON.stringify(facts.map(fact => (fact.state === 'valid' ? fact.fact : null)) as Fact[]),
    );
    const acked = new Map<string, number>();
    for (const killAfter of [7, 19, 40, null]) {
      const said = await runUntilKilled([at.dataDir, file, at.agent.id, '6'], killAfter);
      for (const [stream, seq] of said.acked) acked.set(stream, Math.max(seq, acked.get(stream) ?? 0));
      expect(said.refused).toEqual([]);
      if (killAfter === null) expect(said.done).toBe(true);
    }
    const core = await at.start();
    expect([...acked.values()]).toEqual([40, 40, 40]);
    for (const { stream } of streams) {
      const asset = stream.slice(0, stream.indexOf('/'));
      const rows = await core.database.read
        .selectFrom('change')
        .select('fact_key')
        .where('asset', '=', asset)
        .orderBy('pos')
        .execute();
      expect(rows.map(row => Number(row.fact_key.split('/').at(-1)))).toEqual(
        Array.from({ length: 40 }, (_, i) => i + 1),
      );
    }
    expect(await core.verify()).toMatchObject({ holds: true, commits: 120 });
    const before = await dumpProjections(core.database);
    await rebuild(core.database);
    expect(await dumpProjections(core.database)).toEqual(before);
    await at.remove();
  }, 120_000);
});

interface Said {
  readonly acked: [string, number][];
  readonly refused: string[];
  done: boolean;
}

/** Kills the child once it has said so many acknowledgements; lets it finish for null. */
function runUntilKilled(parameters: readonly string[], killAfter: number | null): Promise<Said> {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, 'testing', 'kill-child.ts'), ...parameters],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const said: Said = { acked: [], refused: [], done: false };
  createInterface({ input: child.stdout }).on('line', line => {
    const match = /^(\S+) (\d+)$/.exec(line);
    if (match?.[1] && match[2]) said.acked.push([match[1], Number(match[2])]);
    else if (line === 'done') said.done = true;
    else if (line !== 'open') said.refused.push(line);
    if (killAfter !== null && said.acked.length >= killAfter) child.kill('SIGKILL');
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => resolve(said));
  });
}
