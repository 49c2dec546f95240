import { expect, test } from 'vitest';
import { type BufferLists, BufferReader } from './buffer-reader.ts';

const signal = new AbortController().signal;
const at = (mono: number) => ({ wall: new Date(mono).toISOString(), mono, boot: '0'.repeat(32) });

function entry(event: number, number: number): Buffer {
  const record = Buffer.alloc(20);
  record.writeUInt16BE(event, 0);
  record.writeUInt32BE(number, 8);
  return record;
}

/** A CPU that gives all of `records`, however many were asked for. */
function giving(records: readonly Buffer[]): { lists: BufferLists; asked: () => number } {
  let asked = 0;
  const read: BufferLists['read'] = async (id, index) => {
    asked += 1;
    return { id, index, records, requestedAt: at(asked), arrivedAt: at(asked) };
  };
  return { lists: { read, refusal: () => null }, asked: () => asked };
}

test('of a buffer without end no more than a hundred entries are taken, in two requests', async () => {
  const records = [entry(0x4302, 0)];
  const { lists, asked } = giving(records);
  const reader = new BufferReader(lists);
  await reader.since(signal);
  for (let number = 1; number <= 10_000; number += 1) records.unshift(entry(0x4304, number));
  const trail = await reader.since(signal);
  expect(trail.fresh).toHaveLength(100);
  expect(trail.gapless).toBe(false);
  expect(asked()).toBe(3);
});

test('an empty buffer has nothing to compare with, and the first entry that comes is learnt, not stated', async () => {
  const records: Buffer[] = [];
  const reader = new BufferReader(giving(records).lists);
  expect(await reader.since(signal)).toMatchObject({ fresh: [], older: [], gapless: false, unread: null });
  records.unshift(entry(0x4304, 1));
  expect((await reader.since(signal)).fresh).toEqual([]);
  records.unshift(entry(0x4304, 2));
  expect(await reader.since(signal)).toMatchObject({ gapless: true, fresh: [{ event: 0x4304 }] });
});
