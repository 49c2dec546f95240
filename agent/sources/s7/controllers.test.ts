import { isWitnessError } from '@witnessmark/shared/errors';
import { cellOf, pageCells } from '@witnessmark/test/docs';
import { S7ReplayCpu } from '@witnessmark/test/plant/s7-replay';
import { describe, expect, test } from 'vitest';
import { readBlockInfo, uploadBlock } from './blocks/index.ts';
import { type Finding, noFindings, type Probed, steps } from './capabilities.ts';
import { type CapturedSession, capturedSession, capturedThere } from './captured.ts';
import { asksOf, named } from './captured-asks.fixture.ts';
import { askSzl } from './szl/index.ts';
import { testTransport } from './testing.ts';
import type { S7Transport } from './transport/index.ts';

const signal = new AbortController().signal;
const known: Probed = { identity: {}, clock: true, blocks: true, checksumTag: null };
/** What of several sessions of a controller says most. */
const rank = ['yes', 'partly', 'no', 'unknown'];
const untried = 'not tried';

/** The page's columns, and the sessions in which that controller was recorded. */
const controllers: Readonly<Record<string, readonly string[]>> = {
  'captured CPU 315-2': ['snap7_s300_everything', 'tia_s300_downloadOb1', 'tia_s300_goOnline'],
  'captured IM151-8 CPU': [
    's7comm_downloading_block_db1',
    's7comm_program_blocklist_onlineview',
    's7comm_reading_setting_plc_time',
  ],
  'captured S7-300, level 3': ['step7_s300_AuthPassword'],
  'captured S7-1200': ['plc4x_s71200_manual'],
};

async function onReplay<T>(
  session: CapturedSession,
  ask: (transport: S7Transport) => Promise<T>,
): Promise<T | null> {
  const granted = session.setup.find(({ ros }) => ros === 3)?.pdu_len ?? 240;
  const cpu = new S7ReplayCpu(
    asksOf(session).flatMap(({ recorded }) => recorded),
    granted,
  );
  const transport = testTransport(await cpu.start(), { timeoutMs: 20_000 });
  try {
    await transport.connect(signal);
    return await ask(transport);
  } catch (error) {
    // What nobody ever asked this CPU, nobody knows.
    if (cpu.unknown.length > 0 && isWitnessError(error)) return null;
    throw error;
  } finally {
    transport.close();
    await cpu.stop();
  }
}

/** One step against one recording, after the steps it goes by; the upload is of whatever was recorded. */
async function found(session: CapturedSession, id: string): Promise<Finding | null> {
  const step = steps.find(each => each.id === id);
  if (step === undefined) throw new Error(`no step ${id}`);
  if (id === 'logic.read') {
    return onReplay(session, async transport => {
      const read = await uploadBlock(transport, { type: 'SDB', number: 0 }, signal);
      return read.failure === null ? (['yes', 'uploaded'] as const) : (['no', read.failure.detail] as const);
    });
  }
  if (id === 'who.block-author') {
    const info = session.block_info.find(({ param_error }) => Number(param_error) === 0);
    return info === undefined ? null : onReplay(session, transport => authorOf(transport, info.request));
  }
  if (id === 'who.diagnostic-buffer') {
    return onReplay(session, async transport => {
      const { records } = await askSzl(transport, 0x00a0, 0, signal);
      return ['yes', `${records.length} entries`];
    });
  }
  return onReplay(session, async transport => {
    const before = noFindings();
    if (id === 'logic.fingerprint') {
      await steps.find(each => each.id === 'config.protection')?.find(transport, signal, before, known);
    }
    return step.find(transport, signal, before, known);
  });
}

async function authorOf(transport: S7Transport, block: string): Promise<Finding> {
  const info = await readBlockInfo(transport, named(block), signal);
  if (info.failure !== null) return ['unknown', info.failure.detail];
  return [info.value.names === null ? 'partly' : 'yes', 'block info'];
}

async function column(sessions: readonly string[]): Promise<Record<string, string>> {
  const cells: Record<string, string> = {};
  for (const { id } of steps) {
    const findings: Finding[] = [];
    for (const name of sessions) {
      const finding = await found(capturedSession(name), id);
      if (finding !== null) findings.push(finding);
    }
    const [best] = findings.sort(([a], [b]) => rank.indexOf(a) - rank.indexOf(b));
    cells[id] = best === undefined ? untried : cellOf({ state: best[0], found: best[1] });
  }
  return cells;
}

describe.skipIf(!capturedThere)('the page of controllers', () => {
  test.each(Object.entries(controllers))(
    'says of the %s what its recorded answers give',
    async (title, sessions) => {
      const cells = await column(sessions);
      expect(
        Object.values(cells).some(cell => cell !== untried),
        'nothing of it was tried',
      ).toBe(title !== 'captured S7-1200');
      expect(pageCells(title, cells)).toEqual(cells);
    },
  );
});
