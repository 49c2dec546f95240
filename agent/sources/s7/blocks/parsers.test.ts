import { parseBlock } from '@witnessmark/shared/mc7';
import { blockImage } from '@witnessmark/test/plant/s7';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { blockName, blockOfName, blockTypes, wireName } from './block-type.ts';
import { parseHeader } from './header.ts';
import { itemContent } from './image.ts';
import { parseBlockInfo } from './info.ts';
import { parseCounts, parseList } from './list.ts';
import { block } from './testing.ts';
import { parseBegun, parsePart } from './upload.ts';

const bytes = fc.uint8Array({ maxLength: 400 }).map(raw => Buffer.from(raw));
const runs = { numRuns: 20_000 };
const at = { wall: '', mono: 0, boot: '' };

/** A long block info of the block in `image`. */
function infoBytes(image: Buffer): Buffer {
  return Buffer.concat([Buffer.from('0100004a2200', 'hex'), image.subarray(0, 36), image.subarray(-36)]);
}

describe('parsers of block services', () => {
  test('take any bytes without failing, and give nothing larger than they were given', () => {
    fc.assert(
      fc.property(bytes, raw => {
        const counts = parseCounts(raw);
        expect(counts === null || counts.size * 4 <= raw.length).toBe(true);
        const list = parseList(raw);
        expect((list === null) === (raw.length % 4 !== 0)).toBe(true);
        expect(list === null || list.length * 4 <= raw.length).toBe(true);
        const info = parseBlockInfo(raw);
        expect(info === null || info.stamp.length <= 2 * raw.length).toBe(true);
        const header = parseHeader(raw);
        expect(header === null || raw.length >= 36).toBe(true);
        const part = parsePart(raw);
        expect(part === null || part.length + 4 === raw.length).toBe(true);
        const answer = { failure: null, parameters: raw, data: raw, requestedAt: at, arrivedAt: at };
        const begun = parseBegun(answer);
        expect(begun === null || (begun.announced >= 0 && begun.announced < 1e8)).toBe(true);
        expect(itemContent(raw, { type: 'FC', number: 1 }).failure?.code).toBe('s7.block-damaged');
      }),
      runs,
    );
  });

  test('take an image with any one byte changed without failing', () => {
    const image = block('DB', 5, 60);
    const info = infoBytes(image);
    fc.assert(
      fc.property(fc.nat(image.length - 1), fc.nat(255), (where, value) => {
        const mutated = Buffer.from(image);
        mutated[where] = value;
        const made = itemContent(mutated, { type: 'DB', number: 5 });
        expect(made.failure !== null || made.content.length === image.length - 60).toBe(true);
        const told = Buffer.from(info);
        told[where % told.length] = value;
        const parsed = parseBlockInfo(told);
        expect(parsed === null || parsed.header.number <= 0xffff).toBe(true);
      }),
      runs,
    );
  });

  test('see a moved stamp for every byte of header and trailer but the reserved ones', () => {
    const info = infoBytes(block('FC', 5, 60));
    const stamp = parseBlockInfo(info)?.stamp;
    expect(stamp).toHaveLength(2 * (36 + 28));
    for (let where = 8; where < info.length; where += 1) {
      const moved = Buffer.from(info);
      moved[where] = ((moved[where] ?? 0) + 1) & 255;
      const reserved = where >= info.length - 8;
      expect(parseBlockInfo(moved)?.stamp === stamp, `byte ${where}`).toBe(reserved);
    }
  });

  test('read the short form of a block info, which has no names', () => {
    const short = Buffer.concat([Buffer.from('010000262200', 'hex'), block('SDB', 7).subarray(0, 36)]);
    expect(short).toHaveLength(42);
    expect(parseBlockInfo(short)).toMatchObject({ names: null, header: { number: 7, subtype: 0x0b } });
  });

  test('a name and its block are each other’s inverse', () => {
    fc.assert(
      fc.property(fc.constantFrom(...blockTypes), fc.nat(0xffff), (type, number) => {
        expect(blockOfName(blockName({ type, number }))).toEqual({ type, number });
        expect(wireName({ type, number })).toMatch(/^0[8A-F]\d{5}A$/);
      }),
    );
    for (const name of ['FC01', 'FC65536', 'fc1', 'XB1', 'FC', 'FC-1']) expect(blockOfName(name)).toBeNull();
  });
});

describe('the content made of an image', () => {
  const contentOf = (image: Buffer, type: 'DB' | 'FC', number: number) => {
    const made = itemContent(image, { type, number });
    return made.failure === null ? Buffer.from(made.content) : made.failure.detail;
  };

  test('of a data block is the same whatever its actual values are, and holds none', () => {
    const made = (fill: number) =>
      blockImage({
        type: 'DB',
        number: 20,
        body: Buffer.alloc(50, fill),
        interface: Buffer.from([5, 1, 2, 3]),
        author: 'ANNA',
      });
    const content = contentOf(made(7), 'DB', 20);
    expect(contentOf(made(9), 'DB', 20)).toEqual(content);
    expect(content).toHaveLength(36 + 4 + 36);
    const block = parseBlock(Buffer.from(content), 'DB20');
    const uploaded = parseBlock(made(7), 'DB20');
    expect([block.body.length, uploaded.body.length]).toEqual([0, 50]);
    const without = { body: null, image: null };
    expect({ ...block, ...without }).toEqual({ ...uploaded, ...without });
  });

  test('of code is the image as it was uploaded', () => {
    const image = block('FC', 1);
    expect(contentOf(image, 'FC', 1)).toEqual(image);
  });

  test('of another block, or of half of one, is none', () => {
    const image = block('FC', 1);
    expect(contentOf(image, 'FC', 2)).toMatch(/block 1 of type 12/);
    expect(contentOf(image, 'DB', 1)).toMatch(/block 1 of type 12/);
    expect(contentOf(image.subarray(0, -1), 'FC', 1)).toMatch(/load length/);
    expect(contentOf(image.subarray(0, 50), 'FC', 1)).toMatch(/50 bytes/);
  });
});
