import { randomBytes } from 'node:crypto';
import { WitnessError } from '@witnessmark/shared/errors';
import { factLimits } from '@witnessmark/shared/facts';
import { readCheckpoint } from '@witnessmark/shared/log';
import {
  type BeatRequest,
  type BeatResponse,
  type FactsEnvelope,
  type FactsResponse,
  type HelloRequest,
  type HelloResponse,
  type Order,
  protocolVersions,
} from '@witnessmark/shared/wire';
import { checkFacts } from './fact-check.ts';
import type { Speaker } from './peer.ts';
import type { Assignment, Beats, Checkpoints, Ingest, Orders } from './ports.ts';

/** JSON of one batch, uncompressed: room for the largest fact and its envelope. */
export const batchBytes = 2 * factLimits.factBytes;
const longPollMs = 25_000;

export interface Calls {
  hello(speaker: Speaker, request: HelloRequest): Promise<HelloResponse>;
  facts(speaker: Speaker, request: FactsEnvelope): Promise<FactsResponse>;
  /** `received` = milliseconds since 1970 when the request began to arrive. */
  beat(speaker: Speaker, request: BeatRequest, received: number): Promise<BeatResponse>;
  orders(
    speaker: Speaker,
    after: number,
    signal: AbortSignal,
  ): Promise<{ readonly orders: readonly Order[] }>;
}

export interface CallsOptions {
  readonly ingest: Ingest;
  readonly checkpoints: Checkpoints;
  readonly orders: Orders;
  readonly beats: Beats;
  readonly now: () => number;
}

export function createCalls({ ingest, checkpoints, orders, beats, now }: CallsOptions): Calls {
  const run = randomBytes(16).toString('hex');

  /** The newest tree head, proven from the one the agent saw last. */
  async function proven(seen: string | null): Promise<{ checkpoint: string; proof: string[] }> {
    const size = seen === null ? 0 : (readCheckpoint(seen)?.size ?? 0);
    const { checkpoint, proof } = await checkpoints.consistency(size);
    return { checkpoint, proof: [...proof] };
  }

  return {
    async hello({ record }, request) {
      const protocol = protocolVersions.findLast(version => request.protocols.includes(version));
      if (protocol === undefined) {
        throw new WitnessError(
          'wire.protocol-unknown',
          record.id,
          `it speaks ${request.protocols.join(', ')}`,
        );
      }
      const inArea = (area: string) => record.area === '*' || record.area === area;
      const own = request.streams.filter(declared => inArea(declared.asset.area));
      const foreign = request.streams.filter(declared => !inArea(declared.asset.area));
      const refused = foreign.map(
        ({ stream, asset }): Assignment => ({
          stream,
          state: 'refused',
          code: 'wire.stream-not-assigned',
          says: `This agent was invited for area ${record.area}, not ${asset.area}.`,
        }),
      );
      const assignments = [...(await ingest.hello(record, own)), ...refused];
      return {
        protocol,
        run,
        limits: {
          factBytes: factLimits.factBytes,
          batchBytes,
          blobBytes: factLimits.contentBytes,
          inlineBytes: factLimits.inlineBytes,
        },
        credit: ingest.credit(record.id),
        assignments,
        coveredByBackup: [...(await ingest.coveredByBackup(record.id))],
        ...(await proven(request.checkpoint)),
      };
    },

    async facts({ peer, record }, request) {
      const { acked, refused } = await ingest.accept(record, checkFacts(request, peer));
      return {
        acked: [...acked],
        refused: [...refused],
        coveredByBackup: [...(await ingest.coveredByBackup(record.id))],
        credit: ingest.credit(record.id),
        ...(await proven(request.checkpoint)),
      };
    },

    async beat({ record }, request, received) {
      const receivedAt = new Date(received).toISOString();
      await beats.beat(record, request, receivedAt);
      const coveredByBackup = [...(await ingest.coveredByBackup(record.id))];
      const checkpoint = await proven(request.checkpoint);
      return {
        run,
        received: receivedAt,
        answered: new Date(now()).toISOString(),
        coveredByBackup,
        ...checkpoint,
      };
    },

    async orders({ record }, after, signal) {
      return { orders: await orders.after(record.id, after, longPollMs, signal) };
    },
  };
}
