import { createHash } from 'node:crypto';
import { isWitnessError } from '@witnessmark/shared/errors';
import { type DataValue, dataValues, parseBlock, readBlock } from '@witnessmark/shared/mc7';
import { type Recorded, S7ReplayCpu } from '@witnessmark/test/plant/s7-replay';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import {
  type CapturedSession,
  capturedDataBlocks,
  capturedSession,
  capturedThere,
  sessions,
} from '../captured.ts';
import { testTransport } from '../testing.ts';
import type { S7Transport } from '../transport/index.ts';
import { type BlockRef, blockTypes, typeOfLetter } from './block-type.ts';
import { itemContent } from './image.ts';
import { readBlockInfo } from './info.ts';
import { countBlocks, listBlocks } from './list.ts';
import { uploadBlock } from './upload.ts';

const signal = new AbortController().signal;
const simulators = ['sim_snap7server_s7ident', 'sim_snap7server_tecatech'] as const;
const ends: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** Our client names file system A in a block info; some recorded ones named B, and were answered alike. */
function asOurs<T extends { readonly request_pdu: string }>(info: T): T {
  return { ...info, request_pdu: info.request_pdu.replace(/42$/, '41') };
}

function recorded(session: CapturedSession): Recorded[] {
  const userdata = [
    ...session.list_blocks,
    ...session.list_blocks_of_type,
    ...session.block_info.map(asOurs),
  ].map(({ request_pdu, response_pdus }) => ({ request: request_pdu, answers: response_pdus }));
  const uploads = session.uploads.flatMap(({ pdus, ack_pdu }) =>
    pdus.flatMap((pdu, at) => {
      const answer = at % 2 === 0 ? (pdus[at + 1] ?? ack_pdu) : undefined;
      return answer === undefined ? [] : [{ request: pdu, answers: [answer] }];
    }),
  );
  return [...userdata, ...uploads].filter(({ answers }) => answers.length > 0);
}

async function replay(session: CapturedSession): Promise<{ cpu: S7ReplayCpu; transport: S7Transport }> {
  const granted = session.setup.find(({ ros }) => ros === 3)?.pdu_len ?? 240;
  const cpu = new S7ReplayCpu(recorded(session), granted);
  await cpu.start();
  ends.push(() => cpu.stop());
  const transport = testTransport(cpu.port, { timeoutMs: 20_000 });
  ends.push(() => transport.close());
  await transport.connect(signal);
  return { cpu, transport };
}

/** `0A00012A` and `_0A00012A` */
function named(name: string): BlockRef {
  const digits = name.replace(/^_/, '');
  const type = typeOfLetter(digits.charCodeAt(1));
  if (type === null) throw new Error(`no block: ${name}`);
  return { type, number: Number(digits.slice(2, 7)) };
}

/** Asks everything that was recorded, in its order, and compares with what the session's decoder made of it. */
async function askAll(session: CapturedSession, transport: S7Transport): Promise<number> {
  let asked = 0;
  for (const { counts } of session.list_blocks.filter(answered)) {
    const { value } = await countBlocks(transport, signal);
    expect(Object.fromEntries(value ?? [])).toEqual(counts);
    asked += 1;
  }
  for (const { type, blocks, param_error } of session.list_blocks_of_type.filter(answered)) {
    const known = blockTypes.find(candidate => candidate === type);
    if (known === undefined) throw new Error(`no type: ${type}`);
    const { failure, value } = await listBlocks(transport, known, signal);
    const listed = param_error === '0000' ? blocks : [];
    expect(failure).toBeNull();
    const sorted = listed.map(({ number, flags }) => ({ number, flags })).sort((a, b) => a.number - b.number);
    expect(value?.map(({ number, flags }) => ({ number, flags }))).toEqual(sorted);
    asked += 1;
  }
  for (const { request, info, param_error } of session.block_info.filter(answered)) {
    const { failure, value } = await readBlockInfo(transport, named(request), signal);
    asked += 1;
    if (param_error !== '0000') {
      expect(failure?.code).toBe('s7.missing');
      continue;
    }
    expect({
      number: value?.header.number,
      load_mem_len: value?.header.loadLength,
      mc7_len: value?.header.mc7Length,
      ssb_len: value?.header.interfaceLength,
      add_len: value?.header.segmentLength,
      locdata_len: value?.header.localData,
      author: value?.names?.author,
      family: value?.names?.family,
      name: value?.names?.name,
      version: value?.names?.version,
      checksum: value?.names?.checksum,
    }).toEqual(picked(info));
  }
  for (const { filename, error, len, sha256 } of session.uploads) {
    const block = named(filename);
    const { failure, value } = await uploadBlock(transport, block, signal);
    asked += 1;
    if (error !== undefined) {
      expect(failure?.word).toBe(Number(error));
      continue;
    }
    expect(failure).toBeNull();
    expect(value?.length).toBe(len);
    expect(
      createHash('sha256')
        .update(value ?? '')
        .digest('hex'),
    ).toBe(sha256);
    expect(itemContent(value ?? Buffer.alloc(0), block).failure).toBeNull();
  }
  return asked;
}

function answered({ response_pdus }: { readonly response_pdus: readonly string[] }): boolean {
  return response_pdus.length > 0;
}

function picked(info: CapturedSession['block_info'][number]['info']) {
  const fields = ['number', 'load_mem_len', 'mc7_len', 'ssb_len', 'add_len', 'locdata_len'];
  const texts = ['author', 'family', 'name', 'version', 'checksum'];
  return Object.fromEntries([...fields, ...texts].map(field => [field, info[field]]));
}

describe.skipIf(!capturedThere)('captured block services', () => {
  const all = capturedThere ? [...sessions, ...simulators] : [];

  test('of every session give the values their decoder gave', async () => {
    let asked = 0;
    for (const name of all) {
      const session = capturedSession(name);
      if (recorded(session).length === 0) continue;
      const { cpu, transport } = await replay(session);
      asked += await askAll(session, transport);
      expect(cpu.unknown).toEqual([]);
    }
    expect(asked).toBeGreaterThan(100);
  });

  test('come out the same when every byte is a segment of its own', async () => {
    const session = capturedSession('snap7_s300_everything');
    const { cpu, transport } = await replay(session);
    cpu.cut = 'bytes';
    expect(await askAll(session, transport)).toBe(
      session.list_blocks.length + session.block_info.length + session.uploads.length,
    );
  });

  test('come out the same wherever an answer is cut in two', async () => {
    const lists = capturedSession('tia_s300_goOnline');
    const uploads = capturedSession('snap7_s300_everything');
    const few: CapturedSession = {
      ...uploads,
      list_blocks: lists.list_blocks.slice(0, 1),
      list_blocks_of_type: lists.list_blocks_of_type.filter(({ type }) => type === 'SFC').slice(0, 1),
      block_info: lists.block_info.slice(0, 1),
      uploads: uploads.uploads.slice(0, 1),
    };
    const { cpu, transport } = await replay(few);
    for (let at = 1; at < 247; at += 1) {
      cpu.cut = at;
      cpu.rewind();
      expect(await askAll(few, transport)).toBe(4);
    }
  }, 60_000);

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
