import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson, leafHash, readEvent, typeVersion, type Upcasters } from './index.ts';

/** Bytes as a log holds them. They must be readable, and hash to the same leaf, for ever. */
const golden = {
  text: '{"actor":{"id":"agent-0123456789abcdef","kind":"agent"},"at":"2026-11-23T02:10:05.123Z","body":{"cause":"poll","größe":"9007199254740993"},"id":"00112233445566778899aabbccddeeff","key":"000102030405060708090a0b0c0d0e0f/press-2/s7/1842","prev":null,"request":null,"subject":"stream:press-2/s7","type":"observation.recorded","typeVersion":1,"v":1}',
  leaf: 'f84223338d474d4108eba377412dfdbf399b4890a64d7a8c91fb52625430403e',
};
const entry = (change: object = {}) => Buffer.from(canonicalJson({ ...JSON.parse(golden.text), ...change }));

/** Steps as a later version of this product might bring them. */
const later: Upcasters = {
  'observation.recorded': [
    body => ({ ...body, cause: [body['cause'] ?? null] }),
    body => ({ causes: body['cause'] ?? null }),
  ],
};

describe('a stored entry', () => {
  test('of today’s versions is read as it was written', () => {
    expect(leafHash(Buffer.from(golden.text)).toString('hex')).toBe(golden.leaf);
    const event = readEvent(Buffer.from(golden.text));
    expect(canonicalJson(event)).toBe(golden.text);
  });

  test('of an older version is lifted step by step to the newest', () => {
    expect(typeVersion('observation.recorded', later)).toBe(3);
    expect(readEvent(entry(), later)).toMatchObject({ typeVersion: 3, body: { causes: ['poll'] } });
    expect(readEvent(entry({ typeVersion: 2, body: { cause: ['sweep'] } }), later).body).toEqual({
      causes: ['sweep'],
    });
    expect(readEvent(entry({ typeVersion: 3, body: { causes: [] } }), later).body).toEqual({ causes: [] });
    expect(readEvent(entry({ type: 'log.opened' }), later)).toMatchObject({
      typeVersion: 1,
      body: { cause: 'poll' },
    });
  });

  test('of a newer version is refused, never read halfway', () => {
    expect(typeVersion('log.opened')).toBe(1);
    expect(() => readEvent(entry({ typeVersion: 2 }))).toThrow(
      expect.objectContaining({ code: 'log.entry-newer' }),
    );
  });

  test.each([
    ['nothing', Buffer.alloc(0)],
    ['no UTF-8', Buffer.from([0x22, 0xff, 0x22])],
    ['a byte order mark', Buffer.from(`\ufeff${golden.text}`)],
    ['two values', Buffer.from(`${golden.text}${golden.text}`)],
    ['an unknown field', entry({ more: 1 })],
    ['an unknown type', entry({ type: 'observation.forgotten' })],
    [
      '10,000 levels',
      entry({ body: {} })
        .toString()
        .replace('"body":{}', `"body":{"a":${'['.repeat(10_000)}${']'.repeat(10_000)}}`),
    ],
    ['a million brackets', '['.repeat(1_000_000)],
    ['too many bytes', Buffer.alloc(17 * 1024 * 1024, 0x20)],
  ])('of %s is refused', (_what, bytes) => {
    expect(() => readEvent(Buffer.from(bytes))).toThrow(
      expect.objectContaining({ code: 'log.entry-invalid' }),
    );
  });

  test('of any bytes is read or refused with a code', () => {
    fc.assert(
      fc.property(fc.nat(golden.text.length - 1), fc.string({ unit: 'binary', maxLength: 3 }), (at, put) => {
        const bytes = Buffer.from(golden.text.slice(0, at) + put + golden.text.slice(at + 1));
        try {
          expect(readEvent(bytes).v).toBe(1);
        } catch (error) {
          expect(error).toMatchObject({ code: expect.stringMatching(/^log\.entry-(invalid|newer)$/) });
        }
      }),
    );
  });
});
