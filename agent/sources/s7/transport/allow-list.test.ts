import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readService } from './allow-list.ts';
import { encodePdu, rosctr } from './pdu.ts';

const nothing = Buffer.alloc(0);
const job = (...parameters: number[]) => encodePdu(rosctr.job, 1, Buffer.from(parameters), nothing);
const userdata = (group: number, sub: number, request = 0x11) =>
  encodePdu(rosctr.userdata, 1, Buffer.from([0, 1, 0x12, 4, request, group, sub, 0]), nothing);

describe('the allow-list', () => {
  test('passes exactly five job functions of 256', () => {
    const passed = Array.from({ length: 256 }, (_, code) => [code, readService(job(code, 0, 0, 0))] as const);
    expect(passed.filter(([, service]) => service !== null)).toEqual([
      [0x04, 'read-variable'],
      [0x1d, 'upload'],
      [0x1e, 'upload'],
      [0x1f, 'upload'],
      [0xf0, 'negotiate'],
    ]);
  });

  test('passes exactly five userdata services of 65,536', () => {
    const passed: string[] = [];
    for (let group = 0; group < 256; group += 1) {
      for (let sub = 0; sub < 256; sub += 1) {
        const service = readService(userdata(group, sub));
        if (service !== null) passed.push(`${group.toString(16)}/${sub} ${service}`);
      }
    }
    expect(passed).toEqual([
      '43/1 list-blocks',
      '43/2 list-blocks-of-type',
      '43/3 block-info',
      '44/1 read-szl',
      '47/1 read-clock',
    ]);
  });

  test.each([
    ['a variable write', job(0x05, 1)],
    ['a download', job(0x1a, 0)],
    ['a start', job(0x28, 0, 0, 0, 0, 0, 0, 0xfd, 0, 0)],
    ['a stop', job(0x29, 0, 0, 0, 0, 0)],
    ['setting the clock', userdata(0x47, 2)],
    ['a password', userdata(0x45, 1)],
    ['an answer of a job', encodePdu(rosctr.ackData, 1, Buffer.from([4, 0]), nothing)],
    ['an answer of userdata', userdata(0x84, 1, 0x12)],
    ['a second PDU behind a read', Buffer.concat([job(0x04, 0), job(0x05, 1)])],
    [
      'userdata parameters of another length',
      encodePdu(7, 1, Buffer.from('000112041144010000', 'hex'), nothing),
    ],
    ['nothing', nothing],
  ])('holds back %s', (_, pdu) => {
    expect(readService(pdu)).toBeNull();
  });

  test('judges any bytes without failing, and holds back whatever names a writing function', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(0x05, 0x1a, 0x1b, 0x1c, 0x28, 0x29),
        fc.uint8Array({ maxLength: 40 }),
        (code, rest) => {
          expect(readService(job(code, ...rest))).toBeNull();
          readService(Buffer.from(rest));
        },
      ),
      { numRuns: 5000 },
    );
  });
});
