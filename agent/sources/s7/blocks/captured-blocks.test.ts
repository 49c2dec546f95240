import { isWitnessError } from '@witnessmark/shared/errors';
import { type DataValue, dataValues, parseBlock, readBlock } from '@witnessmark/shared/mc7';
import { type Recorded, S7ReplayCpu } from '@witnessmark/test/plant/s7-replay';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CapturedSession, capturedDataBlocks, capturedSession, capturedThere } from '../captured.ts';
import { asksOf } from '../captured-asks.fixture.ts';
import { testTransport } from '../testing.ts';
import { itemContent } from './image.ts';
import { readBlockInfo } from './info.ts';
import { countBlocks, listBlocks } from './list.ts';
import { uploadBlock } from './upload.ts';

const signal = new AbortController().signal;

/** What was asked of the blocks, and answered. */
function recorded(session: CapturedSession): Recorded[] {
  return asksOf({ ...session, szl: [] }).flatMap(each => each.recorded);
}

describe.skipIf(!capturedThere)('captured block services', () => {
  test('with any of their bytes changed end in a value, a refusal or a broken answer', async () => {
    const session = capturedSession('snap7_s300_everything');
    const lists = capturedSession('tia_s300_goOnline');
    const sound = recorded({
      ...session,
      list_blocks_of_type: lists.list_blocks_of_type.filter(({ type }) => type === 'SFC').slice(0, 1),
      block_info: lists.block_info.slice(0, 1),
    });
    const places = sound.flatMap(({ answers }, exchange) =>
      answers.map((_, answer) => ({ exchange, answer })),
    );
    const ended = new Set<string>();
    const change = fc.record({ at: fc.constantFrom(...places), byte: fc.nat(300), to: fc.nat(255) });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async changes => {
        const changed = sound.map(({ request, answers }) => ({ request, answers: [...answers] }));
        for (const { at, byte, to } of changes) {
          const answers = changed[at.exchange]?.answers ?? [];
          const bytes = Buffer.from(answers[at.answer] ?? '', 'hex');
          bytes[byte % bytes.length] = to;
          answers[at.answer] = bytes.toString('hex');
        }
        const cpu = new S7ReplayCpu(changed, 240);
        const transport = testTransport(await cpu.start(), { timeoutMs: 5000 });
        try {
          await transport.connect(signal);
          const given = [
            await countBlocks(transport, signal),
            await listBlocks(transport, 'SFC', signal),
            await readBlockInfo(transport, { type: 'OB', number: 1 }, signal),
            await uploadBlock(transport, { type: 'SDB', number: 0 }, signal),
          ];
          for (const { failure } of given) ended.add(failure?.code ?? 'value');
        } catch (error) {
          if (!isWitnessError(error)) throw error;
          ended.add(error.code);
          expect(error.code).toMatch(/^s7\.(broken-answer|link-lost)$/);
        } finally {
          transport.close();
          await cpu.stop();
        }
      }),
      { numRuns: 400 },
    );
    expect([...ended]).toEqual(expect.arrayContaining(['value', 's7.broken-answer']));
  }, 60_000);

  test('of data blocks keep every start value and no actual one in their item', () => {
    let values = 0;
    for (const [name, image] of capturedDataBlocks()) {
      const number = image.readUInt16BE(6);
      const made = itemContent(image, { type: 'DB', number });
      if (made.failure !== null) throw new Error(`${name}: ${made.failure.detail}`);
      const uploaded = valuesOf(image, name);
      const kept = valuesOf(made.content, name);
      expect(kept.map(({ start, address }) => [address, start])).toEqual(
        uploaded.map(({ start, address }) => [address, start]),
      );
      expect(kept.every(({ actual }) => actual === null)).toBe(true);
      values += kept.length;
    }
    expect(values).toBeGreaterThan(100);
  });
});

function valuesOf(image: Uint8Array, name: string): readonly DataValue[] {
  const { block, declaration } = readBlock(parseBlock(image, name));
  return declaration === null ? [] : dataValues(block, declaration).values;
}
