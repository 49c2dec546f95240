import { AttributeIds, DataType, StatusCodes, Variant } from 'node-opcua-client';
import type { OPCUAServer } from 'node-opcua-server';

type Engine = OPCUAServer['engine'];
type WriteArguments = Parameters<Engine['write']>;

/** What the server tells by audit events: writes and sessions, sessions alone, or nothing though it promises to. */
export type PlantAuditing = 'all' | 'sessions' | 'nothing';

/** One write the server carried out or refused, as its own trail keeps it. */
export interface PlantWrite {
  readonly at: Date;
  readonly user: string;
  readonly node: string;
  readonly old: unknown;
  readonly new: unknown;
  readonly status: string;
}

/**
 * Puts an audit trail under the server's write service: for every attribute written it raises
 * AuditWriteUpdateEventType (OPC 10000-5 §6.4.29) with the user, the old and the new value, which the server
 * library does not do by itself, and refuses users who may not write with BadUserAccessDenied.
 */
export function auditWrites(
  server: OPCUAServer,
  mayWrite: (user: string) => boolean,
  keep: (write: PlantWrite) => void,
  tells: () => PlantAuditing,
  clock: () => Date,
): void {
  hushSessions(server, tells);
  const engine = server.engine;
  const write = engine.write.bind(engine);
  engine.write = async (...[context, nodes]: WriteArguments) => {
    const user = context.getUserName();
    const before = nodes.map(node => valueAt(server, String(node.nodeId)));
    const results = mayWrite(user)
      ? await write(context, nodes)
      : nodes.map(() => StatusCodes.BadUserAccessDenied);
    for (const [index, node] of nodes.entries()) {
      const status = results[index] ?? StatusCodes.BadInternalError;
      const old = before[index] ?? new Variant({ dataType: DataType.Null });
      const fresh = node.value.value;
      keep({
        at: new Date(),
        user,
        node: String(node.nodeId),
        old: old.value,
        new: fresh.value,
        status: status.name,
      });
      if (tells() === 'all') raise(server, { user, node, old, fresh, good: status.isGood(), at: clock() });
    }
    return results;
  };
}

/** The server library raises the events of sessions by itself. */
function hushSessions(server: OPCUAServer, tells: () => PlantAuditing): void {
  const raiseEvent = server.raiseEvent.bind(server) as (...event: unknown[]) => void;
  server.raiseEvent = ((...event: unknown[]) => {
    if (tells() !== 'nothing') raiseEvent(...event);
  }) as typeof server.raiseEvent;
}

function valueAt(server: OPCUAServer, nodeId: string): Variant | undefined {
  const node = server.engine.addressSpace?.findNode(nodeId);
  return node?.readAttribute(null, AttributeIds.Value).value;
}

interface AuditedWrite {
  readonly user: string;
  readonly node: WriteArguments[1][number];
  readonly old: Variant;
  readonly fresh: Variant;
  readonly good: boolean;
  readonly at: Date;
}

function raise(server: OPCUAServer, { user, node, old, fresh, good, at }: AuditedWrite): void {
  const objects = server.engine.addressSpace?.rootFolder.objects;
  if (!objects) throw new Error('the server has no address space');
  objects.server.raiseEvent('AuditWriteUpdateEventType', {
    time: { dataType: DataType.DateTime, value: at },
    actionTimeStamp: { dataType: DataType.DateTime, value: at },
    status: { dataType: DataType.Boolean, value: good },
    serverId: { dataType: DataType.String, value: server.serverInfo.applicationUri ?? '' },
    clientAuditEntryId: { dataType: DataType.String, value: '' },
    clientUserId: { dataType: DataType.String, value: user },
    sourceNode: { dataType: DataType.NodeId, value: node.nodeId },
    sourceName: { dataType: DataType.String, value: 'Attribute/Write' },
    message: { dataType: DataType.LocalizedText, value: { text: `${user} wrote ${String(node.nodeId)}` } },
    severity: { dataType: DataType.UInt16, value: 300 },
    attributeId: { dataType: DataType.UInt32, value: node.attributeId },
    indexRange: { dataType: DataType.String, value: '' },
    oldValue: old,
    newValue: fresh,
  });
}
