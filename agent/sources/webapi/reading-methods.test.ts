import { isWitnessError } from '@witnessmark/shared/errors';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseExact } from './exact-json.ts';
import { type Call, encodeCalls } from './reading-methods.ts';

/** Methods of the Web API that change the CPU, its files, its users or its web server. */
const changing = [
  'Plc.RequestChangeOperatingMode',
  'Plc.SetSystemTime',
  'Plc.SetTimeSettings',
  'Plc.CreateBackup',
  'Plc.RestoreBackup',
  'PlcProgram.Write',
  'PlcProgram.DownloadProfilingData',
  'Alarms.Acknowledge',
  'Api.ChangePassword',
  'Api.CloseTicket',
  'Files.Create',
  'Files.Delete',
  'Files.Rename',
  'Files.Download',
  'Files.CreateDirectory',
  'Files.DeleteDirectory',
  'Datalogs.DownloadAndClear',
  'WebApp.Create',
  'WebApp.Delete',
  'WebApp.Rename',
  'WebApp.SetState',
  'WebApp.CreateResource',
  'WebServer.SetDefaultPage',
  'WatchTables.Write',
  'Modules.FlashLeds',
  'Modules.DownloadServiceData',
  'Firmware.Update',
];

function codeOf(method: string, params?: Readonly<Record<string, unknown>>): string {
  try {
    encodeCalls([{ method: 'Api.Version' }, { method, params } as Call], 'filler-3/web');
    return 'encoded';
  } catch (error) {
    return isWitnessError(error) ? error.code : String(error);
  }
}

test('no method that changes anything can be put into a request, alone or among others', () => {
  for (const method of changing) expect(codeOf(method), method).toBe('webapi.not-a-read');
  for (const method of ['__proto__', 'constructor', 'toString', '', 'plcprogram.read', 'PlcProgram.Read ']) {
    expect(codeOf(method), method).toBe('webapi.not-a-read');
  }
});

test('nor can a reading method with a parameter that is not of reading', () => {
  expect(codeOf('PlcProgram.Read', { var: '"A".B', mode: 'simple' })).toBe('encoded');
  expect(codeOf('PlcProgram.Read', { var: '"A".B', value: 1 })).toBe('webapi.not-a-read');
  expect(codeOf('Plc.ReadOperatingMode', { mode: 'stop' })).toBe('webapi.not-a-read');
});

test('any other name is refused', () => {
  fc.assert(
    fc.property(fc.string(), fc.constantFrom('Plc', 'PlcProgram', 'Api', 'Files'), (name, area) => {
      const method = `${area}.${name}`;
      if (/\.(?:Read|Browse|Log|Get|Version)/.test(method)) return;
      expect(codeOf(method)).toBe('webapi.not-a-read');
    }),
  );
});

test('several calls are one batch, with ids that tell their answers apart', () => {
  const body = encodeCalls(
    [{ method: 'Api.Version' }, { method: 'PlcProgram.Read', params: { var: 'A' } }],
    's',
  );
  expect(JSON.parse(body)).toEqual([
    { jsonrpc: '2.0', id: 0, method: 'Api.Version' },
    { jsonrpc: '2.0', id: 1, method: 'PlcProgram.Read', params: { var: 'A' } },
  ]);
  expect(JSON.parse(encodeCalls([{ method: 'Api.Version' }], 's'))).toMatchObject({ id: 0 });
});

test('whole numbers of any size are read exactly, and everything else as it is', () => {
  expect(
    parseExact('{"a":18446744073709551615,"b":1.5,"c":[-9007199254740993],"d":"9007199254740993","e":1e300}'),
  ).toEqual({
    a: 18_446_744_073_709_551_615n,
    b: 1.5,
    c: [-9_007_199_254_740_993n],
    d: '9007199254740993',
    e: 1e300,
  });
  expect(() => parseExact('<html>')).toThrow(SyntaxError);
});
