import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FrameReader } from './framing.ts';
import { fieldsOf, parseSyslog } from './message.ts';

const read = (text: string) => parseSyslog(Buffer.from(text));

describe('a syslog message', () => {
  test('of RFC 5424 gives head, structured data and text', () => {
    expect(
      read(
        '<109>1 2026-11-23T02:10:05.003+01:00 press-2 UMAC - 3 [x@1 userName="ko\\"v\\]ac" sessionID="7"][y@1 userName="other"] SE_LOGOFF',
      ),
    ).toEqual({
      facility: 13,
      severity: 5,
      host: 'press-2',
      app: 'UMAC',
      proc: null,
      msgid: '3',
      data: { userName: 'ko"v]ac', sessionID: '7' },
      text: 'SE_LOGOFF',
      stamp: { raw: '2026-11-23T02:10:05.003+01:00', utc: '2026-11-23T01:10:05.003Z' },
    });
  });

  test('tells no zone where it tells no offset', () => {
    expect(read('<14>1 2026-11-23T02:10:05 - - - - - x')?.stamp).toEqual({
      raw: '2026-11-23T02:10:05',
      utc: null,
    });
    expect(read('<14>Nov  3 02:10:05 jump-1 sshd[77]: x')?.stamp).toEqual({
      raw: 'Nov  3 02:10:05',
      utc: null,
    });
  });

  test('of RFC 3164 gives host, tag and text, and stays readable where parts are missing', () => {
    expect(read('<38>Nov 23 02:10:05 jump-1 sshd[77]: Accepted')).toMatchObject({
      host: 'jump-1',
      app: 'sshd',
      proc: '77',
      text: 'Accepted',
    });
    expect(read('<38>Nov 23 02:10:05 sshd: Accepted')).toMatchObject({
      host: null,
      app: 'sshd',
      text: 'Accepted',
    });
    expect(read('<38>just words')).toMatchObject({ host: null, app: null, text: 'just words' });
  });

  test('is none without a priority, or with one that does not exist', () => {
    expect([read('x'), read('<192>x'), read('<>x'), read('')]).toEqual([null, null, null, null]);
  });

  test('never lets structured data stand over the head', () => {
    const message = read('<14>1 - real sshd - - [x@1 host="forged" app="cron" __proto__="y"] hello');
    expect(message && fieldsOf(message)).toMatchObject({ host: 'real', app: 'sshd', text: 'hello' });
  });

  test('of any bytes is read or refused, and never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), (bytes, headed) => {
        const message = parseSyslog(
          headed ? Buffer.concat([Buffer.from('<14>1 - h a p m ['), bytes]) : bytes,
        );
        if (message !== null) expect(fieldsOf(message)['severity']).toMatch(/^[0-7]$/);
      }),
    );
  });
});

describe('a stream', () => {
  const messages = fc.array(
    fc
      .string({ unit: 'binary', minLength: 1, maxLength: 60 })
      .map(text => `<14>${text.replaceAll('\n', ' ')}`),
    { maxLength: 20 },
  );
  const counted = (text: string) => `${Buffer.byteLength(text)} ${text}`;

  test('gives the same messages however it is cut, counted or by lines, also mixed', () => {
    fc.assert(
      fc.property(
        messages,
        fc.infiniteStream(fc.boolean()),
        fc.integer({ min: 1, max: 40 }),
        (sent, way, cut) => {
          const ways = sent.map(() => way.next().value === true);
          const stream = Buffer.from(sent.map((text, n) => (ways[n] ? counted(text) : `${text}\n`)).join(''));
          const frames = new FrameReader(1000);
          const got: string[] = [];
          for (let at = 0; at < stream.length; at += cut) {
            const framed = frames.push(stream.subarray(at, at + cut));
            expect(framed).toMatchObject({ tooLong: 0, broken: false });
            got.push(...framed.messages.map(message => Buffer.from(message).toString()));
          }
          expect(got).toEqual(sent.map(text => Buffer.from(text).toString()));
        },
      ),
    );
  });

  test('leaves out what is too long, and reads on behind it', () => {
    const frames = new FrameReader(10);
    expect(frames.push(Buffer.from(`<1>${'x'.repeat(50)}`))).toMatchObject({ tooLong: 1, messages: [] });
    const next = frames.push(Buffer.from(`${'x'.repeat(500)}\n<2>ok\n40 ${'y'.repeat(40)}5 <3>ok`));
    expect(next.tooLong).toBe(1);
    expect(next.messages.map(String)).toEqual(['<2>ok', '<3>ok'].map(text => String(Buffer.from(text))));
  });

  test('is broken where a length is no length', () => {
    expect(new FrameReader(10).push(Buffer.from('12x <1>')).broken).toBe(true);
    expect(new FrameReader(10).push(Buffer.from('123456789')).broken).toBe(true);
  });

  test('of any bytes never holds more than a message, and never throws', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 100 }), { maxLength: 20 }), chunks => {
        const frames = new FrameReader(50);
        for (const chunk of chunks) {
          const { broken, messages: got } = frames.push(chunk);
          for (const message of got) expect(message.length).toBeLessThanOrEqual(50);
          if (broken) return;
        }
        expect(frames.end()?.length ?? 0).toBeLessThanOrEqual(50);
      }),
    );
  });
});
