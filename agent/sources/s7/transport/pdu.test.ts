import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseCotp } from './cotp.ts';
import { Malformed } from './malformed.ts';
import { encodePdu, parsePdu } from './pdu.ts';
import { Fragments, parseFragment } from './userdata.ts';

/** Whether `read` gave a value or refused the bytes as malformed; anything else fails the test. */
function judged(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    return false;
  }
}

describe('an S7 PDU', () => {
  test('is read back as it was written', () => {
    const bytes = encodePdu(1, 0x1234, Buffer.from('0401', 'hex'), Buffer.from('ff', 'hex'));
    expect(parsePdu(bytes)).toMatchObject({ rosctr: 1, reference: 0x1234, errorClass: 0, errorCode: 0 });
    expect(parsePdu(bytes).parameters.toString('hex')).toBe('0401');
    expect(parsePdu(bytes).data.toString('hex')).toBe('ff');
  });

  test('with a byte too many or too few is malformed', () => {
    const bytes = encodePdu(1, 1, Buffer.from('0401', 'hex'), Buffer.alloc(0));
    expect(judged(() => parsePdu(Buffer.concat([bytes, Buffer.alloc(1)])))).toBe(false);
    expect(judged(() => parsePdu(bytes.subarray(0, -1)))).toBe(false);
  });

  test('of hostile bytes is malformed and nothing else', () => {
    const head = fc.constantFrom('', '3207', '3203', '320700000001000c', '32070000000100080004');
    fc.assert(
      fc.property(head, fc.uint8Array({ maxLength: 60 }), (start, rest) => {
        const bytes = Buffer.concat([Buffer.from(start, 'hex'), rest]);
        judged(() => parseFragment(parsePdu(bytes), 4, 1));
        judged(() => parseCotp(bytes));
      }),
      { numRuns: 20_000 },
    );
  });
});

describe('a COTP packet', () => {
  test('may be a connect confirm of nothing but its fixed part', () => {
    expect(parseCotp(Buffer.from('06d00001004400', 'hex'))).toEqual({ kind: 'connect-confirm' });
  });

  test('longer than its bytes is malformed', () => {
    expect(judged(() => parseCotp(Buffer.from('11d00001', 'hex')))).toBe(false);
  });
});

describe('fragments of an answer', () => {
  test('without end or progress are malformed', () => {
    const fragments = new Fragments();
    fragments.add(Buffer.alloc(10), false);
    expect(judged(() => fragments.add(Buffer.alloc(0), false))).toBe(false);
    expect(
      judged(() => {
        for (;;) fragments.add(Buffer.alloc(1000), false);
      }),
    ).toBe(false);
  });
});
