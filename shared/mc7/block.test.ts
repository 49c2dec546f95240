import { describe, expect, test } from 'vitest';
import { isWitnessError } from '../errors/index.ts';
import { parseBlock, withBody } from './index.ts';
import { realBlocks, realBlocksThere } from './real-blocks.fixture.ts';
import { buildImage } from './testing.ts';

function refusal(image: Uint8Array): string {
  try {
    parseBlock(image, 'FC1');
  } catch (error) {
    if (isWitnessError(error)) return error.code;
    throw error;
  }
  return 'none';
}

describe('a block image', () => {
  test('is taken apart into its fields', () => {
    const image = buildImage({
      type: 'FB',
      number: 300,
      attributes: 0x21,
      language: 4,
      codeDay: 366,
      author: 'meier',
      name: 'pump',
      checksum: 0xbeef,
      declaration: [0x05, 0x01],
      networks: [2],
    });
    const block = parseBlock(image, 'FB300');
    expect(block).toMatchObject({
      type: 'FB',
      number: 300,
      language: 'SCL',
      attributes: { linked: true, nonRetain: true, knowHowProtected: false },
      knowHowProtected: false,
      encrypted: false,
      author: 'meier',
      family: '',
      name: 'pump',
      version: '1.0',
      checksum: 0xbeef,
    });
    expect(block.codeTime.local).toBe('1985-01-01T00:00:00.000');
    expect([...block.body]).toEqual([0x65, 0x00]);
    expect(block.interfacePart).toHaveLength(10);
    expect(block.segmentTable).toHaveLength(6);
  });

  test('tells protection by its key or its attribute, and encryption by its language', () => {
    expect(parseBlock(buildImage({ key: 3 }), 'b').knowHowProtected).toBe(true);
    expect(parseBlock(buildImage({ attributes: 0x09 }), 'b').knowHowProtected).toBe(true);
    expect(parseBlock(buildImage({ language: 29 }), 'b').encrypted).toBe(true);
  });

  test('keeps a time of day that is none as it stands', () => {
    const image = buildImage({});
    image.set([0xff, 0xff, 0xff, 0xff], 0x10);
    expect(parseBlock(image, 'b').codeTime).toEqual({ raw: 'ffffffff0000', local: null });
  });

  test('is refused with its reason', () => {
    const image = buildImage({ networks: [2] });
    expect(refusal(image)).toBe('none');
    expect(refusal(image.subarray(0, 60))).toBe('mc7.block-too-short');
    expect(refusal(image.subarray(0, image.length - 1))).toBe('mc7.block-length-wrong');
    expect(refusal(Buffer.concat([image, image]))).toBe('mc7.block-length-wrong');
    expect(refusal(new Uint8Array(1_000_000))).toBe('mc7.block-too-long');
    expect(refusal(image.with(0, 0x71))).toBe('mc7.block-mark-missing');
    expect(refusal(image.with(0x23, 4))).toBe('mc7.block-length-wrong');
  });

  test('takes another body, and its lengths follow', () => {
    const image = buildImage({ declaration: [0x05, 0x05], networks: [2] });
    const block = parseBlock(image, 'b');
    const longer = parseBlock(withBody(block, Uint8Array.of(0x68, 0x1d, 0x65, 0x00), 'b'), 'b');
    expect([...longer.body]).toEqual([0x68, 0x1d, 0x65, 0x00]);
    expect(longer.interfacePart).toEqual(block.interfacePart);
    expect(() => withBody(block, new Uint8Array(70_000), 'b')).toThrow('does not fit');
  });
});

test.skipIf(!realBlocksThere)('blocks of real controllers hold the rule of lengths', () => {
  const blocks = realBlocks();
  expect(blocks.length).toBeGreaterThanOrEqual(14);
  for (const { name, image } of blocks) expect(parseBlock(image, name).type, name).not.toBeNull();
});

test.skipIf(!realBlocksThere)('a downloaded block has the time its block info told afterwards', () => {
  const ob1 = realBlocks().find(({ name }) => name.includes('tia_s300_downloadOb1'));
  const block = parseBlock(ob1?.image ?? new Uint8Array(), 'OB1');
  expect(block.codeTime.local).toBe('2016-02-08T22:27:40.384');
  expect(block.body).toHaveLength(212);
  expect(block.checksum).toBe(0x5935);
});
