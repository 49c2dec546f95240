import { isWitnessError } from '@witnessmark/shared/errors';
import type { Instant } from '@witnessmark/shared/time';
import type { DataValue, ReadValueIdOptions } from 'node-opcua-client';
import { cautiousBatch, type ServerLimits } from './limits.ts';
import type { OpcuaLink } from './link.ts';

const tooMany = new Set([
  'BadTooManyOperations',
  'BadResponseTooLarge',
  'BadRequestTooLarge',
  'BadEncodingLimitsExceeded',
  'BadTcpMessageTooLarge',
]);

/** Answers in the order of the nodes, and when each batch of them was asked for and had arrived. */
export interface BatchedValues {
  readonly values: readonly DataValue[];
  readonly batches: readonly {
    readonly end: number;
    readonly requestedAt: Instant;
    readonly arrivedAt: Instant;
  }[];
}

/**
 * Reads any number of ReadValueIds in batches the server takes, one request in flight. When a batch is
 * too much for it, the batch shrinks to `cautiousBatch`, then by halves, and stays so for the connection.
 */
export async function readAll(
  link: OpcuaLink,
  nodes: readonly ReadValueIdOptions[],
  context: { limits: ServerLimits; now: () => Instant },
  signal: AbortSignal,
): Promise<BatchedValues> {
  const { limits, now } = context;
  const values: DataValue[] = [];
  const batches: BatchedValues['batches'][number][] = [];
  while (values.length < nodes.length) {
    const batch = nodes.slice(values.length, values.length + limits.nodesPerRead);
    const requestedAt = now();
    try {
      for (const value of await link.read(batch, signal)) values.push(value);
      batches.push({ end: values.length, requestedAt, arrivedAt: now() });
    } catch (error) {
      if (batch.length === 1 || !asksForLess(error)) throw error;
      limits.nodesPerRead = smaller(batch.length);
    }
  }
  return { values, batches };
}

/** True where the server refused a request for its size alone. */
export function asksForLess(error: unknown): boolean {
  return isWitnessError(error) && error.code === 'opcua.service-failed' && tooMany.has(error.detail ?? '');
}

/** The next size to try after a batch of `size` was too much. */
export function smaller(size: number): number {
  return size > cautiousBatch ? cautiousBatch : Math.max(1, Math.floor(size / 2));
}
