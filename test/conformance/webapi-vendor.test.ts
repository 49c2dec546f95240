import * as vendor from '@siemens/simatic-s7-webserver-api';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { checksumTag, WebApiCpu, webWatcher } from '../plant/webapi/index.ts';

/** The vendor's own client against the simulated CPU: what the watcher is tested on is what Siemens speaks. */
let cpu: WebApiCpu;
let config: vendor.RequestConfig;
let token = '';

beforeEach(async () => {
  // It tells every failure on the console.
  for (const method of ['log', 'warn', 'error'] as const) vi.spyOn(console, method).mockReturnValue();
  cpu = new WebApiCpu({
    failsafe: { signature: 'BC7C0410', lastModified: '2026-04-23T18:25:43.510Z' },
  });
  cpu.download('Kovac', { type: 'ob', number: 1, name: 'Main', source: '"Fill"();' });
  cpu.state.program.put({
    number: 20,
    name: 'Recipe',
    members: { Level: { datatype: 'real', value: 42.5 }, On: { datatype: 'bool', value: false } },
  });
  await cpu.start();
  config = new vendor.RequestConfig();
  config.address = `127.0.0.1:${cpu.port}`;
  config.protocol = 'https';
  config.plcCertificate = Buffer.from(cpu.certificate.certificate);
  token = await login();
});
afterEach(async () => {
  await cpu.stop();
  vi.restoreAllMocks();
});

/** The library's methods drop the certificate they are given; it is set on each request. */
function sent<Request extends vendor.JsonrpcBaseRequest>(request: Request): Request {
  if (config.plcCertificate !== undefined) request.plcCertificate = config.plcCertificate;
  return request;
}

async function login(): Promise<string> {
  const { name, password } = webWatcher;
  const answer = await sent(new vendor.ApiLogin(config, name, password)).execute();
  return String(answer?.result);
}

test('logs in, and is told the methods', async () => {
  expect(token).toMatch(/^\S{20,}$/);
  const browsed = await sent(new vendor.ApiBrowse(config)).execute();
  expect(browsed?.result).toEqual(expect.arrayContaining(['PlcProgram.Browse', 'Syslog.Browse']));
});

test('reads mode, blocks, a value, the fail-safe signature and both buffers', async () => {
  const mode = await sent(new vendor.PlcReadOperatingMode(config, token)).execute();
  expect(mode?.result).toBe('run');
  const blocks = await sent(
    new vendor.PlcProgramBrowse(config, token, 'children', undefined, ['code_blocks']),
  ).execute();
  expect(blocks?.result).toMatchObject([{ name: 'Main', block_number: 1, block_type: 'ob' }]);
  const members = await sent(new vendor.PlcProgramBrowse(config, token, 'children', '"Recipe"')).execute();
  expect(members?.result).toMatchObject([{ name: 'Level', datatype: 'real' }, { name: 'On' }]);
  const level = await sent(new vendor.PlcProgramRead(config, token, '"Recipe".Level')).execute();
  expect(level?.result).toBe(42.5);
  const safe = await sent(new vendor.FailsafeReadParameters(config, token, 49)).execute();
  expect(safe?.result).toMatchObject({
    type: 'f_cpu',
    parameters: {
      collective_signature: 'BC7C0410',
      last_f_program_modification: '2026-04-23T18:25:43.510Z',
    },
  });
  const syslog = await sent(new vendor.SyslogBrowse(config, token)).execute();
  expect(JSON.stringify(syslog?.result)).toContain('SE_USER_PROGRAM_CHANGED');
  const buffer = await sent(new vendor.DiagnosticBufferBrowse(config, token, 'en-US')).execute();
  expect(JSON.stringify(buffer?.result)).toContain('New program loaded');
  cpu.assertOnlyReads();
});

test('loses a checksum of 64 bits, which the watcher keeps exactly', async () => {
  const sum = await sent(new vendor.PlcProgramRead(config, token, checksumTag)).execute();
  expect(typeof sum?.result).toBe('number');
  const lost = BigInt(sum?.result as number) !== cpu.state.program.checksum;
  expect(lost).toBe(!Number.isSafeInteger(Number(cpu.state.program.checksum)));
});

test('writing is refused by the simulated CPU, and known to it as a violation', async () => {
  const answer = await sent(new vendor.PlcProgramWrite(config, token, '"Recipe".Level', 1)).execute();
  expect(answer).toBeNull();
  expect(cpu.violations).toEqual(['PlcProgram.Write']);
  expect(() => cpu.assertOnlyReads()).toThrow('PlcProgram.Write');
});

test('logs out', async () => {
  const answer = await sent(new vendor.ApiLogout(config, token)).execute();
  expect(answer?.result).toBe(true);
  expect(cpu.sessions).toBe(0);
});

test('why it is not what watches: a failure is an empty answer, with the password on the console', async () => {
  await cpu.stop();
  const { name, password } = webWatcher;
  const answer = await sent(new vendor.ApiLogin(config, name, password)).execute();
  expect(answer).toBeNull();
  const said = vi.mocked(console.error).mock.calls.map(call => JSON.stringify(call));
  expect(said.join()).toContain(password);
});
