import type { OPCUAServer } from 'node-opcua-server';
import type { PlantVariable } from './address-space.ts';

const serverStatus = 'i=2256';

/** Makes Server.ServerStatus.CurrentTime tell a time that is `ms` away from the machine's. */
export function jumpServerClock(server: OPCUAServer, ms: number): void {
  const node = server.engine.addressSpace?.findNode(serverStatus) as StatusNode | null | undefined;
  if (!node) throw new Error('the server has no status');
  node.$extensionObject = new Proxy(node.$extensionObject, {
    get: (status, field) =>
      field === 'currentTime' ? new Date(Date.now() + ms) : Reflect.get(status, field),
  });
}

/** Where the server library keeps what it tells of its own status. */
type StatusNode = PlantVariable & { $extensionObject: object };
