import { VariantArrayType } from 'node-opcua-client';
import type { OpcuaLink } from './link.ts';

/** What one request may hold on this server; learned anew on every connection. */
export interface ServerLimits {
  /** ReadValueIds in one Read; falls when the server says BadTooManyOperations. */
  nodesPerRead: number;
  nodesPerBrowse: number;
  readonly monitoredItemsPerCall: number;
  readonly byteStringLength: number;
}

// OperationLimits and ServerCapabilities, OPC 10000-6 Annex A (NodeIds.csv).
const nodes = {
  maxNodesPerRead: 'i=11705',
  maxNodesPerBrowse: 'i=11710',
  maxMonitoredItemsPerCall: 'i=11714',
  maxByteStringLength: 'i=12911',
} as const;

/** About this many ReadValueIds a request read fastest on the servers measured. */
const readBatch = 1000;
const browseBatch = 500;
const fileChunk = 64 * 1024;
/** What servers that name no limit, and refuse a larger batch, have been seen to accept. */
export const cautiousBatch = 100;

/** Reads the server's limits; one that is absent or 0 means "none given" (OPC 10000-5 §6.3.11). */
export async function readLimits(link: OpcuaLink, signal: AbortSignal): Promise<ServerLimits> {
  const values = await link.read(
    Object.values(nodes).map(nodeId => ({ nodeId, attributeId: 13 })),
    signal,
  );
  const [read, browse, monitored, bytes] = values.map(({ value, statusCode }) =>
    statusCode.isGood() && value.arrayType === VariantArrayType.Scalar && Number(value.value) > 0
      ? Number(value.value)
      : Number.POSITIVE_INFINITY,
  );
  return {
    nodesPerRead: Math.min(read ?? readBatch, readBatch),
    nodesPerBrowse: Math.min(browse ?? browseBatch, browseBatch),
    monitoredItemsPerCall: Math.min(monitored ?? readBatch, readBatch),
    byteStringLength: Math.min(bytes ?? fileChunk, fileChunk),
  };
}
