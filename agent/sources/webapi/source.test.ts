import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isWitnessError } from '@witnessmark/shared/errors';
import {
  type CodeBlock,
  checksumTag,
  cpuCertificate,
  WebApiCpu,
  type WebApiCpuOptions,
} from '@witnessmark/test/plant/webapi';
import { afterEach, describe, expect, test } from 'vitest';
import type { ItemReading } from '../source.ts';
import type { WebApiSource } from './source.ts';
import { logged, testSource } from './testing.ts';

const signal = new AbortController().signal;
const ends: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
  logged.length = 0;
});

const main: CodeBlock = { type: 'ob', number: 1, name: 'Main', source: '"Fill"();' };
const fill = (limit: number): CodeBlock => ({
  type: 'fb',
  number: 10,
  name: 'Fill',
  source: `IF #level > ${limit} THEN #valve := FALSE; END_IF;`,
});

async function running(options: WebApiCpuOptions = {}): Promise<WebApiCpu> {
  const cpu = new WebApiCpu(options);
  cpu.download('Kovac', main, fill(80));
  cpu.state.program.put({
    number: 20,
    name: 'Recipe "A"',
    members: {
      Level: { datatype: 'real', value: 42.5 },
      Count: { datatype: 'lint', value: 9_007_199_254_740_993n },
      On: { datatype: 'bool', value: false },
      Name: { datatype: 'string', value: 'Lager' },
      Steps: { members: { Time: { datatype: 'int', value: 7 }, Odd: { datatype: 'dtl', value: 0 } } },
    },
  });
  await cpu.start();
  ends.push(async () => {
    await cpu.stop();
    cpu.assertOnlyReads();
  });
  return cpu;
}

function source(cpu: WebApiCpu, settings: Readonly<Record<string, unknown>> = {}): WebApiSource {
  const made = testSource(cpu, settings);
  ends.push(() => made.close());
  return made;
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return 'no failure';
  } catch (error) {
    return isWitnessError(error) ? error.code : String(error);
  }
}

function shown(items: readonly ItemReading[], path: string): string {
  const item = items.find(each => each.path === path);
  if (item?.state === 'present' && 'content' in item) return Buffer.from(item.content).toString('utf8');
  return item === undefined ? 'missing' : `${item.state}: ${'reason' in item ? item.reason : ''}`;
}

const recipe = {
  values: [
    {
      name: 'Recipe',
      kind: 'setpoint',
      members: {
        Level: { variable: '"Recipe ""A""".Level', unit: '%', range: [0, 100] },
        Count: '"Recipe ""A""".Count',
        On: '"Recipe ""A""".On',
        Name: '"Recipe ""A""".Name',
        'Steps.Time': '"Recipe ""A""".Steps.Time',
      },
    },
  ],
};

describe('what a CPU tells', () => {
  test('who it is, its mode, its fail-safe signature with its time, and what the user may', async () => {
    const failsafe = { signature: 'BC7C0410', lastModified: '2026-04-23T18:25:43.510Z' };
    const cpu = await running({ failsafe });
    const web = source(cpu);
    const connection = await web.connect(signal);
    expect(connection.identity).toEqual({
      orderNumber: '6ES7 515-2FN03-0AB0',
      serial: 'S C-X4U421302026',
    });
    expect(connection.deviceTime?.raw).toMatch(/^20\d\d-/);
    const { items, complete } = await web.read({ kinds: ['config'] }, signal);
    expect(complete).toBe(true);
    expect(shown(items, 'config/web.txt')).toBe(
      [
        'Identity.Product = "CPU 1515F-2 PN"  # String',
        'Identity.OrderNumber = "6ES7 515-2FN03-0AB0"  # String',
        'Identity.Serial = "S C-X4U421302026"  # String',
        'Identity.Hardware = "2"  # String',
        'Identity.Firmware = "V3.1.2"  # String',
        'Identity.StationName = "S7-1500 filler"  # String',
        'Mode = "RUN"  # String',
        'ModeSwitch = "RUN"  # String',
        'Failsafe.SafetyMode = "enabled"  # String',
        'Failsafe.Signature = "BC7C0410"  # String',
        'Failsafe.LastModified = "2026-04-23T18:25:43.510Z"  # String',
        'WebApi.Version = "4.1"  # String',
        `Security.ServerCertificate = "${cpu.certificate.thumbprint}"  # String`,
        'User.Permission.read_diagnostics = true  # Bool',
        'User.Permission.read_syslog = true  # Bool',
        'User.Permission.read_value = true  # Bool',
      ]
        .sort()
        .join('\n')
        .concat('\n'),
    );
    expect(logged).toEqual([]);
  });

  test('is null where it does not tell, and where the user may not ask', async () => {
    const user = { name: 'witnessmark', password: 'only-reads-2026', permissions: ['read_value'] };
    const cpu = await running({ users: [user] });
    const web = source(cpu, recipe);
    const connection = await web.connect(signal);
    expect(connection.identity).toEqual({ certificate: cpu.certificate.thumbprint });
    const { items } = await web.read({}, signal);
    expect(shown(items, 'config/web.txt')).toContain('Mode = null  # String\n');
    expect(shown(items, 'config/web.txt')).toContain('Failsafe.Signature = null  # String\n');
    expect(shown(items, 'setpoints/Recipe.txt')).toContain('Level = 42.5  # Real, %, 0..100\n');
    // A refusal for good is not answered with a log-in each time.
    const { logins } = cpu;
    await web.read({}, signal);
    expect(cpu.logins).toBe(logins);
  });

  test('says in its capabilities what was found, and that no block can be read', async () => {
    const cpu = await running();
    const { capabilities = [] } = await source(cpu, { logic: { checksumTag } }).connect(signal);
    const states = Object.fromEntries(capabilities.map(({ id, state }) => [id, state]));
    expect(states).toMatchObject({
      'values.read': 'yes',
      'logic.list': 'yes',
      'logic.read': 'no',
      'logic.fingerprint': 'yes',
      'logic.signature': 'no',
      'who.syslog': 'yes',
      'who.diagnostic-buffer': 'yes',
    });
    const without = await source(cpu).connect(signal);
    expect(without.capabilities?.find(({ id }) => id === 'logic.fingerprint')?.state).toBe('partly');
  });

  test('a user who may do more than read is told of in the log', async () => {
    const user = {
      name: 'witnessmark',
      password: 'only-reads-2026',
      permissions: ['read_value', 'write_value', 'change_operating_mode'],
    };
    await source(await running({ users: [user] })).connect(signal);
    expect(logged).toEqual([
      {
        fields: { permissions: 'change_operating_mode, write_value' },
        message: 'the user of this source may do more than read',
      },
    ]);
  });
});

describe('declared variables', () => {
  test('are value texts, whole numbers of 64 bits exact', async () => {
    const web = source(await running(), recipe);
    await web.connect(signal);
    const { items } = await web.read({ kinds: ['setpoint'] }, signal);
    expect(shown(items, 'setpoints/Recipe.txt')).toBe(
      [
        'Count = 9007199254740993  # LInt',
        'Level = 42.5  # Real, %, 0..100',
        'Name = "Lager"  # String',
        'On = false  # Bool',
        'Steps.Time = 7  # Int',
        '',
      ].join('\n'),
    );
  });

  test('one that cannot be read makes its item unreadable, by name', async () => {
    const values = [
      {
        name: 'R',
        kind: 'recipe',
        members: { A: '"Nothing".A', B: '"Recipe ""A""".Steps.Odd', C: '"Recipe ""A"""' },
      },
    ];
    const web = source(await running(), { values });
    await web.connect(signal);
    const { items } = await web.read({ kinds: ['recipe'] }, signal);
    expect(shown(items, 'recipes/R.txt')).toBe(
      'unreadable: "Nothing".A: 200 Address does not exist; "Recipe ""A""".Steps.Odd: the type dtl has no text; "Recipe ""A""": the type struct has no text',
    );
  });
});

describe('logic', () => {
  test('is the list of blocks, and what data blocks are made of', async () => {
    const web = source(await running());
    await web.connect(signal);
    const { items } = await web.read({ kinds: ['logic'] }, signal);
    expect(shown(items, 'logic/program-tree.txt')).toBe(
      [
        'FB10 Fill',
        'OB1 Main',
        'DB20 Recipe "A"',
        '  Level : real',
        '  Count : lint',
        '  On : bool',
        '  Name : string',
        '  Steps : struct',
        '    Time : int',
        '    Odd : dtl',
        'DB900 Checksums',
        '  Program : ulint',
        '',
      ].join('\n'),
    );
  });

  test('changed is what its checksum says, though nothing of it can be read', async () => {
    const cpu = await running();
    const web = source(cpu, { logic: { checksumTag }, programTree: 'off' });
    await web.connect(signal);
    const before = await web.fingerprint(signal);
    expect(before?.covers).toEqual(['logic']);
    expect((await web.fingerprint(signal))?.value).toBe(before?.value);
    cpu.download('Kovac', fill(85));
    const after = await web.fingerprint(signal);
    expect(after?.value).not.toBe(before?.value);
    const { items, complete } = await web.read({ kinds: ['logic'] }, signal);
    expect(complete).toBe(true);
    expect(items).toMatchObject([
      {
        path: 'logic/program',
        kind: 'logic',
        state: 'unreadable',
        reason: 'content not readable from the device',
        checksum: `16#${cpu.state.program.checksum
          .toString(16)
          .toUpperCase()
          .padStart(16, '0')
          .replace(/^(?:00)+/, '')}`,
      },
    ]);
  });

  test('a checksum tag that gives nothing is no watch of logic, and says why', async () => {
    const web = source(await running(), { logic: { checksumTag: '"Nothing".Sum' } });
    await web.connect(signal);
    expect(await web.fingerprint(signal)).toBeNull();
    const { complete, unread, items } = await web.read({ kinds: ['logic'] }, signal);
    expect(complete).toBe(false);
    expect(unread).toEqual({
      kinds: ['logic'],
      gap: 'refused',
      reason: 'the checksum tag "Nothing".Sum gave nothing: 200 Address does not exist',
    });
    expect(items.map(({ path }) => path)).toEqual(['logic/program-tree.txt']);
  });

  test('a block that comes moves the list of blocks even without a tag; a tree beyond its bound says so', async () => {
    const cpu = await running();
    const web = source(cpu, { programTree: { calls: 1 } });
    await web.connect(signal);
    const before = await web.fingerprint(signal);
    cpu.download('Kovac', { type: 'fc', number: 7, name: 'New', source: '' });
    expect((await web.fingerprint(signal))?.value).not.toBe(before?.value);
    const { items } = await web.read({ kinds: ['logic'] }, signal);
    expect(shown(items, 'logic/program-tree.txt')).toContain('FC7 New\n');
    expect(shown(items, 'logic/program-tree.txt')).toContain('… cut: the program has more than is read\n');
  });
});

describe('sessions', () => {
  test('a token that ran out is renewed within the reading', async () => {
    const cpu = await running();
    const web = source(cpu, recipe);
    await web.connect(signal);
    cpu.endSessions();
    const { items } = await web.read({}, signal);
    expect(shown(items, 'setpoints/Recipe.txt')).toContain('Level = 42.5');
    expect(shown(items, 'config/web.txt')).toContain('Mode = "RUN"');
    expect(cpu.logins).toBe(2);
  });

  test('end with the source, and none is left behind', async () => {
    const cpu = await running();
    const web = source(cpu);
    await web.connect(signal);
    expect(cpu.sessions).toBe(1);
    await web.connect(signal);
    expect(cpu.sessions).toBe(1);
    await web.close();
    expect(cpu.sessions).toBe(0);
    expect(await codeOf(web.connect(signal))).toBe('webapi.link-lost');
  });

  test('a CPU without a free session, and a user it does not know, are told apart', async () => {
    expect(await codeOf(source(await running({ sessions: 0 })).connect(signal))).toBe(
      'webapi.no-free-session',
    );
    const user = { name: 'witnessmark', password: 'wrong' };
    expect(await codeOf(source(await running(), { user }).connect(signal))).toBe('webapi.user-refused');
  });
});

describe('trust', () => {
  test('not a byte reaches a CPU that shows another certificate', async () => {
    const cpu = await running();
    const other = await cpuCertificate();
    const web = source(cpu, { serverCertificate: other.thumbprint });
    expect(await codeOf(web.connect(signal))).toBe('webapi.certificate-changed');
    expect(cpu.calls.size).toBe(0);
  });

  test('a CA that is not the certificate’s own is not enough', async () => {
    const cpu = await running();
    const dir = await mkdtemp(join(tmpdir(), 'witnessmark-ca-'));
    ends.push(() => rm(dir, { recursive: true, force: true }));
    await writeFile(join(dir, 'own.pem'), cpu.certificate.certificate);
    await writeFile(join(dir, 'other.pem'), (await cpuCertificate()).certificate);
    const by = (ca: string) => source(cpu, { serverCertificate: undefined, ca: join(dir, ca) });
    expect((await by('own.pem').connect(signal)).connection).toBe(1);
    expect(await codeOf(by('other.pem').connect(signal))).toBe('webapi.certificate-untrusted');
    expect(await codeOf(by('none.pem').connect(signal))).toBe('config.unreadable');
  });
});

describe('strain', () => {
  test.each([
    ['throttled', 'webapi.busy'],
    ['busy', 'webapi.busy'],
    ['silent', 'webapi.timed-out'],
    ['garbage', 'webapi.service-failed'],
    ['endless', 'webapi.service-failed'],
  ] as const)('a CPU that is %s ends the reading with %s', async (strain, code) => {
    const cpu = await running();
    const requestMs = strain === 'silent' ? 300 : 5000;
    const web = source(cpu, { timeouts: { requestMs }, answerBytes: 100_000 });
    await web.connect(signal);
    cpu.strain = strain;
    expect(await codeOf(web.read({}, signal))).toBe(code);
    // The next call connects anew.
    expect(await codeOf(web.read({}, signal))).toBe('webapi.link-lost');
    cpu.strain = 'none';
    expect((await web.connect(signal)).connection).toBe(2);
  });

  test('an aborted call rejects at once, and leaves no request behind', async () => {
    const cpu = await running();
    const web = source(cpu);
    await web.connect(signal);
    cpu.strain = 'silent';
    const abort = new AbortController();
    const reading = web.read({}, abort.signal);
    abort.abort(new Error('enough'));
    await expect(reading).rejects.toThrow();
  });

  test('nobody at the address is a refused connection', async () => {
    const cpu = new WebApiCpu();
    await cpu.start();
    const web = source(cpu);
    await cpu.stop();
    expect(await codeOf(web.connect(signal))).toBe('webapi.refused');
  });

  test('many variables travel in few requests, within the budget', async () => {
    const cpu = await running();
    const members = Object.fromEntries(
      Array.from({ length: 60 }, (_, index) => [`M${index}`, '"Recipe ""A""".Level']),
    );
    const web = source(cpu, {
      requestsPerSecond: 200,
      values: [{ name: 'Many', kind: 'setpoint', members }],
    });
    await web.connect(signal);
    const { load } = await web.read({ kinds: ['setpoint'] }, signal);
    expect(load.requests).toBe(120);
    expect(load.bytes).toBeGreaterThan(1000);
  });
});
