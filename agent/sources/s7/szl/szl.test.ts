import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CapturedSzl, capturedSession, capturedThere, sessions } from '../captured.ts';
import { parsePdu } from '../transport/pdu.ts';
import { Fragments, parseFragment } from '../transport/userdata.ts';
import { clockText } from './clock.ts';
import { connectionCounts } from './connections.ts';
import { diagnosticEntries } from './diagnostic-buffer.ts';
import { eventText } from './event-text.ts';
import { identityOf } from './identity.ts';
import { forceActive } from './leds.ts';
import { modeOf } from './mode.ts';
import { protectionOf } from './protection.ts';
import { parseSzl } from './read-szl.ts';

/** Puts a captured answer together as the transport does; null where the CPU refused it. */
function content(entry: CapturedSzl): Buffer | null {
  const fragments = new Fragments();
  for (const pdu of entry.response_pdus) {
    const fragment = parseFragment(parsePdu(Buffer.from(pdu, 'hex')), 4, 1);
    if (fragment.failure !== null) return null;
    fragments.add(fragment.content, fragment.last);
  }
  return fragments.whole();
}

function records(session: string, id: string, index: string): Buffer[] {
  const entry = capturedSession(session).szl.find(({ szl_id, index: at }) => szl_id === id && at === index);
  return (entry?.records ?? []).map(record => Buffer.from(record, 'hex'));
}

describe.skipIf(!capturedThere)('lists of real CPUs', () => {
  test.each(sessions)('%s: every list is put together from its fragments and read', session => {
    const { szl } = capturedSession(session);
    const whole = szl.filter(({ partial }) => !partial);
    for (const entry of whole) {
      const raw = content(entry);
      expect(raw === null).toBe(entry.return_code !== '0xff');
      if (raw === null) continue;
      const parsed = parseSzl(raw);
      expect(parsed?.records.map(record => record.toString('hex'))).toEqual(entry.records);
    }
  });

  test('the real lists that are tried are many, with refusals and fragments among them', () => {
    const all = sessions.flatMap(session => capturedSession(session).szl);
    expect(all.length).toBeGreaterThan(150);
    expect(all.filter(({ return_code }) => return_code !== '0xff').length).toBeGreaterThan(10);
    expect(all.filter(({ response_pdus }) => response_pdus.length > 1).length).toBeGreaterThan(10);
  });

  test('the last mode transition is the newest of the diagnostic buffer that is one, time and all', () => {
    const session = 'tia_s300_goOnline';
    const entries = diagnosticEntries(records(session, '00a0', '0000'));
    expect(entries).toHaveLength(10);
    expect(entries.slice(0, 3).map(({ event, time }) => `${time} ${eventText(event)}`)).toEqual([
      '2016-02-08T23:08:10.264 16#4302 from START-UP to RUN',
      '2016-02-08T23:08:10.263 16#1381 manual warm restart requested',
      '2016-02-08T23:08:10.166 16#4301 from STOP to START-UP',
    ]);
    expect(diagnosticEntries(records(session, '0124', '0000'))).toEqual(entries.slice(0, 1));
  });

  test('a CPU 315-2 PN/DP tells who it is', () => {
    const session = 'snap7_s300_everything';
    expect(identityOf(records(session, '0011', '0000'), records(session, '001c', '0000'))).toEqual({
      vendor: 'Original Siemens Equipment',
      orderNumber: '6ES7 315-2EH14-0AB0',
      hardware: '00030001',
      firmware: 'V3.2.7',
      stationName: 'S7300/ET200M station_1',
      moduleName: 'PLC_1',
      moduleType: 'CPU 315-2 PN/DP',
      serial: expect.stringMatching(/^S C-\w{12}$/),
      memoryCard: expect.stringMatching(/^MMC [0-9A-F]{8}$/),
    });
  });

  test('an S7-1200 tells its order number and firmware alone', () => {
    const identity = identityOf(records('plc4x_s71200_manual', '0011', '0000'), []);
    expect(identity).toMatchObject({ orderNumber: '6ES7 212-1AE40-0XB0', firmware: 'V4.4.0' });
    expect(identity.serial).toBeUndefined();
  });

  test('the eight bytes move with a download of DB1 and stay in the sessions after it', () => {
    const seen = capturedSession('s7comm_downloading_block_db1')
      .szl.filter(({ szl_id, index }) => szl_id === '0132' && index === '0004')
      .map(entry =>
        protectionOf(entry.records.map(record => Buffer.from(record, 'hex')))?.checksums?.toString('hex'),
      );
    expect([...new Set(seen)]).toEqual(['bc04a3d514000972', 'bc04a3d58401d6b2']);
    const before = protectionOf(records('s7comm_reading_setting_plc_time', '0132', '0004'));
    expect(before?.checksums?.toString('hex')).toBe('bc04a3d514000972');
  });

  test('a protected CPU with an empty user pair has no fingerprint', () => {
    const found = protectionOf(records('step7_s300_AuthPassword', '0132', '0004'));
    expect(found).toMatchObject({ level: 3, checksums: null });
  });

  test('mode, switch, force and the lights are read', () => {
    const session = 'tia_s300_goOnline';
    expect(modeOf(records(session, '0424', '0004'))).toBe('RUN');
    expect(modeOf(records('step7_s300_AuthPassword', '0424', '0000'))).toBe('RUN');
    expect(forceActive(records(session, '0019', '0000'))).toBe(false);
    expect(forceActive(records(session, '0074', '0000'))).toBe(false);
    expect(protectionOf(records(session, '0232', '0004'))).toMatchObject({ level: 1, modeSwitch: 'RUN-P' });
  });
});

describe('a status list', () => {
  const record = (hex: string) => [Buffer.from(hex.padEnd(80, '0'), 'hex')];

  test('counts checksums only beside the marker and with a user pair', () => {
    const head = '00040001000000010002000000005656';
    expect(protectionOf(record(`${head}0102030400000001`))?.checksums?.toString('hex')).toBe(
      '0102030400000001',
    );
    expect(protectionOf(record(`${head}0102030400000000`))?.checksums).toBeNull();
    expect(protectionOf(record(`${head.replace(/5656$/, '0000')}0102030400000001`))?.checksums).toBeNull();
  });

  test('tells free connections, the FRCE light, a mode, and nothing where the record is another', () => {
    expect(connectionCounts(record('00010001000100020003000000000007'))).toEqual({
      programmingDevices: 2,
      operatorPanels: 3,
      free: 7,
    });
    expect(connectionCounts(record('0002'))).toBeNull();
    expect(forceActive([Buffer.from('00060100', 'hex')])).toBe(true);
    expect(forceActive([Buffer.from('00040100', 'hex')])).toBeNull();
    expect(modeOf([Buffer.from('5144ff04', 'hex')])).toBe('STOP');
    expect(modeOf([])).toBeNull();
  });

  test('gives the clock without a zone, or the bytes where they are no time', () => {
    expect(clockText(Buffer.from('00192611230210051232', 'hex'))).toBe('2026-11-23T02:10:05.123');
    expect(clockText(Buffer.from('0019ff', 'hex'))).toBe('0019ff');
  });

  test('of hostile bytes is refused or read within its bounds', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('', '013200040028', '0011000000'),
        fc.uint8Array({ maxLength: 120 }),
        (head, rest) => {
          const raw = Buffer.concat([Buffer.from(head, 'hex'), rest]);
          const parsed = parseSzl(raw);
          if (parsed === null) return;
          const bytes = parsed.records.reduce((sum, { length }) => sum + length, 0);
          expect(bytes).toBeLessThanOrEqual(raw.length);
          protectionOf(parsed.records);
          modeOf(parsed.records);
          forceActive(parsed.records);
          connectionCounts(parsed.records);
          identityOf(parsed.records, parsed.records);
        },
      ),
      { numRuns: 20_000 },
    );
  });
});

test('a record that is no entry is left out, a time that is none stays digits, an unknown event a number', () => {
  const entry = Buffer.from('abcdff68c700000008147714ffffffffffffffff', 'hex');
  const [only, ...more] = diagnosticEntries([Buffer.alloc(19), entry, Buffer.alloc(0)]);
  expect(more).toEqual([]);
  expect(only).toEqual({ event: 0xabcd, time: 'ffffffffffffffff', raw: entry.toString('hex') });
  expect(eventText(0xabcd)).toBe('16#ABCD');
});
