import { type Statement, statementSchema } from '@witnessmark/shared/facts';
import {
  type CodeBlock,
  checksumTag,
  WebApiCpu,
  type WebApiCpuOptions,
  webWatcher,
} from '@witnessmark/test/plant/webapi';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import type { WebApiSource } from '../source.ts';
import { testSource } from '../testing.ts';
import { readSyslogEntry } from './syslog-entry.ts';

const signal = new AbortController().signal;
const ends: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const fill = (limit: number): CodeBlock => ({
  type: 'fb',
  number: 10,
  name: 'Fill',
  source: `IF #level > ${limit} THEN #valve := FALSE; END_IF;`,
});

interface World {
  readonly cpu: WebApiCpu;
  readonly source: WebApiSource;
  /** Since it was last asked. */
  readonly told: () => Statement[];
  readonly poll: () => Promise<number>;
}

/** A source that is connected and has read its CPU once. */
async function world(options: WebApiCpuOptions = {}): Promise<World> {
  const cpu = new WebApiCpu(options);
  cpu.download('Kovac', fill(80));
  await cpu.start();
  ends.push(async () => {
    await cpu.stop();
    cpu.assertOnlyReads();
  });
  const source = testSource(cpu, { logic: { checksumTag } });
  ends.push(() => source.close());
  const statements: Statement[] = [];
  source.onStatement(statement => statements.push(statementSchema.parse(statement)));
  const poll = async () => (await source.read({ kinds: ['config'] }, signal)).load.requests;
  await source.connect(signal);
  await poll();
  return { cpu, source, told: () => statements.splice(0), poll };
}

const short = ({ act, reach, place, identities, touches }: Statement) => ({
  act,
  reach,
  path: place?.path ?? null,
  who: identities.map(({ value }) => value),
  touches: touches.map(({ path, member, device }) => [path ?? device, member]),
});
const browsed = (cpu: WebApiCpu) => [
  cpu.calls.get('DiagnosticBuffer.Browse'),
  cpu.calls.get('Syslog.Browse'),
];

describe('a CPU with a Web API', () => {
  test('that did not move says nothing, and its buffers are read on connecting alone', async () => {
    const { cpu, source, told, poll } = await world();
    await poll();
    await source.fingerprint(signal);
    expect(told()).toEqual([]);
    expect(browsed(cpu)).toEqual([1, 1]);
  });

  test('states a download by the checksum that moved, and who by its syslog', async () => {
    const { cpu, source, told } = await world();
    const before = await source.fingerprint(signal);
    cpu.tell('PG/HMIComm', 'SE_NETWORK_SUCCESSFUL_LOGON', 'Nov"ak]');
    cpu.download('Nov"ak]', fill(85));
    const after = await source.fingerprint(signal);
    const said = told();
    expect(said.map(short)).toEqual([
      { act: 'logged-on', reach: 'account', path: 'programming-device', who: ['Nov"ak]'], touches: [] },
      {
        act: 'downloaded',
        reach: 'account',
        path: null,
        who: ['Nov"ak]'],
        touches: [['SE_USER_PROGRAM_CHANGED', undefined]],
      },
      {
        act: 'downloaded',
        reach: 'nothing',
        path: null,
        who: [],
        touches: [['logic/program', 'Checksum.Program']],
      },
    ]);
    const [, named, moved] = said;
    expect(named).toMatchObject({
      witness: { kind: 'webapi-cpu', name: 'filler-3/web' },
      authenticity: 'device-record',
      liveness: { proof: 'sequence', gapless: true },
    });
    expect(named?.deviceTime).toEqual({
      raw: named?.deviceTime?.utc,
      zone: 'utc',
      utc: expect.stringMatching(/^20.*Z$/),
    });
    expect(named?.raw?.data).toBe(cpu.state.syslog.at(-1));
    expect(moved).toMatchObject({ from: before?.requestedAt, deviceTime: { zone: 'utc' } });
    expect(moved?.to.mono).toBeGreaterThanOrEqual(after?.requestedAt.mono ?? Number.POSITIVE_INFINITY);
    expect(moved?.raw?.data).toContain('New program loaded by an engineering station');
    const later = await source.fingerprint(signal);
    // The buffers are read behind the checksum, and tell until then.
    expect(moved?.to.mono).toBeLessThanOrEqual(later?.requestedAt.mono ?? 0);
    expect(told()).toEqual([]);
    expect(browsed(cpu)).toEqual([2, 2]);
  });

  test('states another mode, and reads both buffers in one more request', async () => {
    const { cpu, told, poll } = await world();
    const quiet = await poll();
    cpu.switchTo('stop', 'Weber');
    expect((await poll()) - quiet).toBe(2);
    expect(told().map(short)).toEqual([
      {
        act: 'mode-changed',
        reach: 'account',
        path: null,
        who: ['Weber'],
        touches: [['SE_OPMOD_CHANGED', undefined]],
      },
      { act: 'mode-changed', reach: 'nothing', path: null, who: [], touches: [['config/web.txt', 'Mode']] },
    ]);
  });

  test('whose user may not read the syslog, or that pushed entries out, says so', async () => {
    const permissions = ['read_diagnostics', 'read_value'];
    const blind = await world({ users: [{ ...webWatcher, permissions }] });
    blind.cpu.switchTo('stop', 'Weber');
    await blind.poll();
    const [moved, ...more] = blind.told();
    expect(more).toEqual([]);
    expect(moved?.raw?.data).toContain('syslog not read: the CPU has no Syslog.Browse for this user');
    expect(browsed(blind.cpu)).toEqual([2, undefined]);
    const lossy = await world();
    for (let turn = 0; turn < 80; turn += 1) lossy.cpu.switchTo(turn % 2 === 0 ? 'stop' : 'run', 'Weber');
    lossy.cpu.switchTo('stop', 'Weber');
    await lossy.poll();
    const said = lossy.told();
    expect(said.length).toBeLessThanOrEqual(51);
    expect(said.every(({ liveness }) => liveness.proof === 'sequence' && !liveness.gapless)).toBe(true);
    expect(said.at(-1)?.raw?.data).toContain('pushed out');
  });

  test('tells what happened while the link was broken, and nothing of what another CPU did', async () => {
    const { cpu, source, told } = await world();
    cpu.download('Novak', fill(90));
    await source.connect(signal);
    expect(told().map(({ act }) => act)).toEqual(['downloaded', 'downloaded']);
    await source.connect(signal);
    expect(told()).toEqual([]);
  });

  test('does not tell of the log-ins of the watcher itself', async () => {
    const { cpu, told, poll } = await world();
    cpu.tell('Webserver', 'SE_NETWORK_SUCCESSFUL_LOGON', webWatcher.name);
    cpu.tell('OPCUA-Server', 'SE_NETWORK_SUCCESSFUL_LOGON', webWatcher.name);
    cpu.switchTo('stop', 'Weber');
    await poll();
    expect(told().map(({ act, place }) => [act, place?.path])).toEqual([
      ['logged-on', 'opcua'],
      ['mode-changed', undefined],
      ['mode-changed', undefined],
    ]);
  });
});

describe('an entry of the syslog buffer', () => {
  test('is read as far as needed; anything else is none', () => {
    const time = '2026-11-23T02:10:05.123Z';
    expect(
      readSyslogEntry(
        `<109>1 ${time} PLC_1 Operating-Mode-Mgt - - [a@1 oldState="RUN" newState="STOP"][b@1 userName="-" x=""] SE_OPMOD_CHANGED`,
      ),
    ).toEqual({
      time,
      app: 'Operating-Mode-Mgt',
      event: 'SE_OPMOD_CHANGED',
      user: null,
      old: 'RUN',
      now: 'STOP',
    });
    expect(readSyslogEntry(`<109>1 ${time} PLC_1 UMAC - - - SE_LOGOFF`)).toMatchObject({ user: null });
    for (const raw of ['', 'SE_LOGOFF', `<109>1 ${time} a b c d [x@1 y="SE_LOGOFF`, '<1>'.repeat(4000)])
      expect(readSyslogEntry(raw)).toBeNull();
  });

  test('of hostile bytes is read within its bounds', () => {
    const part = fc.constantFrom(
      '<109>1 ',
      '2026-11-23T02:10:05Z ',
      'a ',
      '- ',
      '[x@1',
      ' y="',
      '\\',
      '"',
      ']',
      ' SE_LOGOFF',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(part, fc.string()), { maxLength: 60, size: 'max' }), parts => {
        const entry = readSyslogEntry(parts.join(''));
        expect(entry === null || /^SE_[A-Z_]+$/.test(entry.event)).toBe(true);
      }),
      { numRuns: 20_000 },
    );
  });

  test('made to be slow takes its length in time', () => {
    const begun = performance.now();
    readSyslogEntry(`<109>1 t h a p m [x${' y="\\"'.repeat(1300)}`);
    readSyslogEntry(`<109>1 t h a p m ${'[x y="z"]'.repeat(900)}`);
    expect(performance.now() - begun).toBeLessThan(1000);
  });
});
