import { Statements, TimerQueue } from '@witnessmark/agent/watch';
import { createMemorySite } from '@witnessmark/server/agents/testing';
import { TestCore } from '@witnessmark/server/core/testing';
import { sqlitePlace } from '@witnessmark/server/db/testing';
import type { Statement } from '@witnessmark/shared/facts';
import { afterEach, expect, test } from 'vitest';
import { startAgentEnd } from './agent-end.ts';
import { eventually } from './eventually.ts';

const stream = 'press-2/s7';
const silent = { debug: () => {}, info: () => {}, warn: () => {} };
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

test('what a source hears about who comes to the log as an index and to the vault as a whole', async () => {
  const at = await TestCore.open(sqlitePlace);
  ends.push(() => at.remove());
  const site = await createMemorySite({ takenBy: at.core.ingest });
  ends.push(() => site.close());
  const agent = await startAgentEnd({ streams: [stream], token: await site.token() });
  ends.push(() => agent.close());

  const boot = 'b'.repeat(32);
  const now = () => ({ wall: new Date().toISOString(), mono: Math.round(performance.now()), boot });
  const clock = { boot, now };
  const timers = new TimerQueue(clock);
  ends.push(() => timers.stop());
  const statements = new Statements({ stream, clock, timers, spool: agent.spool, log: silent });
  const from = now();
  const said: Statement = {
    witness: { kind: 's7-cpu', name: 'Press 2' },
    act: 'mode-changed',
    authenticity: 'device-record',
    reach: 'path',
    identities: [{ scheme: 'station', value: 'ENG-04' }],
    place: { path: 'programming device' },
    touches: [{ path: 'config/s7.txt', member: 'Mode', device: 'PLC_1', old: 'RUN', new: 'STOP' }],
    from,
    to: now(),
    deviceTime: { raw: '2611230521304565', zone: 'unknown' },
    clockErrorMs: null,
    liveness: { proof: 'sequence', gapless: true },
    raw: { encoding: 'utf8', data: '4304 …' },
  };
  statements.add(said);
  await statements.stop();
  await eventually(
    () => agent.spool.stats().facts === 0,
    () => agent.logged.slice(-10),
  );

  const entries = await at.core.log.reader.from(0, 100);
  const recorded = entries.filter(({ event }) => event.type === 'statement.recorded');
  expect(recorded).toHaveLength(1);
  expect(Buffer.from(recorded[0]?.bytes ?? []).toString()).not.toContain('ENG-04');
  const rows = await at.core.database.read.selectFrom('statement').selectAll().execute();
  expect(rows).toMatchObject([
    { asset: 'press-2', witness: 's7-cpu', act: 'mode-changed', reach: 'path', from_at: from.wall },
  ]);
  const sealed = await at.core.vault.read(rows[0]?.ref ?? '');
  expect(JSON.parse(Buffer.from(sealed ?? '').toString())).toEqual(said);
});
