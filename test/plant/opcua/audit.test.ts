import {
  AttributeIds,
  type ClientSubscription,
  constructEventFilter,
  DataType,
  MessageSecurityMode,
  OPCUAClient,
  SecurityPolicy,
  TimestampsToReturn,
  UserTokenType,
  type Variant,
} from 'node-opcua-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { OpcuaRig } from './rig.ts';
import { plantUsers } from './users.ts';

let rig: OpcuaRig;
beforeAll(async () => {
  rig = await OpcuaRig.start();
});
afterAll(() => rig.stop());

test('a write raises an audit event with user, old and new value; the program’s own change raises none', async () => {
  const client = OPCUAClient.create({
    endpointMustExist: true,
    securityMode: MessageSecurityMode.None,
    securityPolicy: SecurityPolicy.None,
  });
  await client.connect(rig.server.endpointUrl);
  const session = await client.createSession({ type: UserTokenType.Anonymous });
  const subscription = await session.createSubscription2({
    requestedPublishingInterval: 50,
    requestedLifetimeCount: 100,
    requestedMaxKeepAliveCount: 10,
    publishingEnabled: true,
  });
  const events: unknown[][] = [];
  const item = await (subscription as ClientSubscription).monitor(
    { nodeId: 'i=2253', attributeId: AttributeIds.EventNotifier },
    {
      queueSize: 100,
      samplingInterval: 0,
      discardOldest: true,
      filter: constructEventFilter([
        'EventType',
        'ClientUserId',
        'SourceName',
        'OldValue',
        'NewValue',
        'Status',
      ]),
    },
    TimestampsToReturn.Neither,
  );
  item.on('changed', fields => events.push((fields as unknown as Variant[]).map(field => field.value)));
  const engineer = await rig.operator(plantUsers.engineer);
  await engineer.write('Tank1.LevelSP', 55);
  rig.server.setByProgram('Tank1.LevelSP', 56);
  await engineer.write('Tank1.LevelSP', 42.5);
  const writes = () => events.filter(fields => fields[2] === 'Attribute/Write');
  await expect.poll(() => writes().length, { timeout: 5000 }).toBe(2);
  expect(writes().map(([, user, , old, fresh, status]) => [user, old, fresh, status])).toEqual([
    ['engineer', 42.5, 55, true],
    ['engineer', 56, 42.5, true],
  ]);
  expect(rig.server.writes.map(write => [write.user, write.old, write.new])).toEqual([
    ['engineer', 42.5, 55],
    ['engineer', 56, 42.5],
  ]);
  await subscription.terminate();
  await session.close();
  await client.disconnect();
});

test('process values move by themselves and nobody is said to have written them', () => {
  const level = rig.server.model.variable('Tank1.Level');
  const before = level.readValue().value.value;
  rig.server.tick();
  expect(level.readValue().value.value).not.toBe(before);
  expect(rig.server.writes.some(write => write.node.includes('Level;'))).toBe(false);
  expect(level.readValue().value.dataType).toBe(DataType.Double);
});
