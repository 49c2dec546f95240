import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FrameReader, frame } from './frames.ts';
import { Malformed } from './malformed.ts';

const payloads = fc.array(fc.uint8Array({ minLength: 3, maxLength: 300 }), { minLength: 1, maxLength: 6 });

test('packets come out whole and in order however the stream was cut', () => {
  fc.assert(
    fc.property(payloads, fc.array(fc.nat(2000), { maxLength: 20 }), (parts, cuts) => {
      const stream = Buffer.concat(parts.map(part => frame(Buffer.from(part))));
      const edges = [0, ...cuts.map(cut => cut % stream.length).sort((a, b) => a - b), stream.length];
      const reader = new FrameReader(400);
      const read = edges.flatMap((edge, index) => reader.push(stream.subarray(edges[index - 1] ?? 0, edge)));
      expect(read.map(packet => packet.toString('hex'))).toEqual(
        parts.map(part => Buffer.from(part).toString('hex')),
      );
    }),
    { numRuns: 2000 },
  );
});

test('a packet arriving byte by byte is read once, when it is whole', () => {
  const reader = new FrameReader(100);
  const stream = frame(Buffer.from('02f08001', 'hex'));
  const counts = [...stream].map(byte => reader.push(Buffer.from([byte])).length);
  expect(counts).toEqual([0, 0, 0, 0, 0, 0, 0, 1]);
});

test.each([
  ['another version', '04000007'],
  ['a length below its own header', '03000003'],
  ['a length above the bound', '0300ffff'],
])('%s is malformed as soon as it can be seen', (_, hex) => {
  expect(() => new FrameReader(1000).push(Buffer.from(hex, 'hex'))).toThrow(Malformed);
});

test('hostile streams are cut or refused, never anything else', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 64 }), { maxLength: 8 }), chunks => {
      const reader = new FrameReader(64);
      try {
        for (const chunk of chunks) reader.push(Buffer.from(chunk));
      } catch (error) {
        expect(error).toBeInstanceOf(Malformed);
      }
    }),
    { numRuns: 20_000 },
  );
});
