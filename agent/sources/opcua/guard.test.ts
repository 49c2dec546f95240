import * as opcua from 'node-opcua-client';
import { expect, test } from 'vitest';
import { ReadOnlyGuard } from './guard.ts';

function guard(): ReadOnlyGuard {
  return new ReadOnlyGuard('brew/opc');
}

const refusal = expect.objectContaining({ code: 'opcua.not-a-read' });

/** Every request the library can build: its exported classes with such a name. */
const requests = Object.entries(opcua)
  .filter(([name, value]) => /Request$/.test(name) && typeof value === 'function')
  .map(([name, value]) => [name, value as unknown as new () => opcua.Request] as const);

const readings = new Set([
  'GetEndpointsRequest',
  'FindServersRequest',
  'CreateSessionRequest',
  'ActivateSessionRequest',
  'CloseSessionRequest',
  'ReadRequest',
  'BrowseRequest',
  'BrowseNextRequest',
  'TranslateBrowsePathsToNodeIdsRequest',
  'HistoryReadRequest',
  'CreateSubscriptionRequest',
  'ModifySubscriptionRequest',
  'SetPublishingModeRequest',
  'DeleteSubscriptionsRequest',
  'TransferSubscriptionsRequest',
  'CreateMonitoredItemsRequest',
  'ModifyMonitoredItemsRequest',
  'SetMonitoringModeRequest',
  'DeleteMonitoredItemsRequest',
  'PublishRequest',
  'RepublishRequest',
]);

test('the library offers requests to be judged, writing ones among them', () => {
  const names = requests.map(([name]) => name);
  expect(names).toEqual(
    expect.arrayContaining(['WriteRequest', 'HistoryUpdateRequest', 'QueryFirstRequest']),
  );
  expect(names.filter(name => readings.has(name)).sort()).toEqual([...readings].sort());
});

test.each(requests.filter(([name]) => name !== 'CallRequest'))(
  '%s is judged by the list of readings',
  (name, Class) => {
    const check = () => guard().check(new Class());
    if (readings.has(name)) expect(check).not.toThrow();
    else expect(check).toThrow(refusal);
  },
);

function call(methodId: string, ...inputArguments: opcua.Variant[]): opcua.CallRequest {
  return new opcua.CallRequest({ methodsToCall: [{ objectId: 'ns=2;s=File', methodId, inputArguments }] });
}

function open(mode: number): opcua.CallRequest {
  return call('ns=2;s=Open', new opcua.Variant({ dataType: opcua.DataType.Byte, value: mode }));
}

test('a method is called only where it is known as one of a file’s reading methods', () => {
  const one = guard();
  expect(() => one.check(call('ns=2;s=Read'))).toThrow(refusal);
  one.allowFileMethod('ns=2;s=Read', 'Read');
  expect(() => one.check(call('ns=2;s=Read'))).not.toThrow();
  expect(() => one.check(call('ns=2;s=Write'))).toThrow(refusal);
});

test('one forbidden call among allowed ones refuses the whole request', () => {
  const one = guard();
  one.allowFileMethod('ns=2;s=Read', 'Read');
  const mixed = call('ns=2;s=Read');
  mixed.methodsToCall = [...(mixed.methodsToCall ?? []), ...(call('ns=2;s=Erase').methodsToCall ?? [])];
  expect(() => one.check(mixed)).toThrow(refusal);
});

test.each([0, 2, 3, 4, 6, 7, 9])('a file is not opened in mode %i', mode => {
  const one = guard();
  one.allowFileMethod('ns=2;s=Open', 'Open');
  expect(() => one.check(open(mode))).toThrow(refusal);
  expect(() => one.check(open(1))).not.toThrow();
});

test('one connection makes one session; wanting another means that the first is lost', () => {
  const one = guard();
  one.check(new opcua.CreateSessionRequest());
  expect(() => one.check(new opcua.CreateSessionRequest())).toThrow(
    expect.objectContaining({ code: 'opcua.link-lost' }),
  );
});

test('after the end only the session’s end may leave', () => {
  const one = guard();
  one.close();
  expect(() => one.check(new opcua.ReadRequest())).toThrow(refusal);
  expect(() => one.check(new opcua.CloseSessionRequest())).not.toThrow();
});
