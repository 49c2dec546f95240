import { DataType, Variant } from 'node-opcua-client';
import type { OPCUAServer } from 'node-opcua-server';
import type { PlantVariable } from './address-space.ts';

const currentTime = 'i=2258';

/** Makes Server.ServerStatus.CurrentTime tell a time that is `ms` away from the machine's. */
export function jumpServerClock(server: OPCUAServer, ms: number): void {
  const node = server.engine.addressSpace?.findNode(currentTime);
  if (!node) throw new Error('the server has no clock');
  (node as PlantVariable).bindVariable(
    { get: () => new Variant({ dataType: DataType.DateTime, value: new Date(Date.now() + ms) }) },
    true,
  );
}
