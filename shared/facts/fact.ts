import { createHash } from 'node:crypto';
import { z } from 'zod';
import { epochSchema, sha256Schema, streamIdSchema } from '../items/index.ts';
import { canonicalJson } from '../log/index.ts';
import { instantSchema } from '../time/index.ts';
import { coverageSchema } from './coverage.ts';
import { noticeSchema } from './notice.ts';
import { observationSchema } from './observation.ts';
import { statementSchema } from './statement.ts';

const head = {
  epoch: epochSchema,
  stream: streamIdSchema,
  /** From 1, without a hole, within (epoch, stream). */
  seq: z.number().int().positive().max(Number.MAX_SAFE_INTEGER),
  /** Hash of the stream's previous fact in this epoch; null exactly at seq 1. */
  prev: sha256Schema.nullable(),
  /** When the fact was written to the spool. */
  at: instantSchema,
};

/** The unit of the wire: immutable, ordered per stream, acknowledged per stream. */
export const factSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ ...head, kind: z.literal('observation'), body: observationSchema }),
    z.strictObject({ ...head, kind: z.literal('coverage'), body: coverageSchema }),
    z.strictObject({ ...head, kind: z.literal('statement'), body: statementSchema }),
    z.strictObject({ ...head, kind: z.literal('notice'), body: noticeSchema }),
  ])
  .refine(fact => (fact.seq === 1) === (fact.prev === null), { message: 'prev is null exactly at seq 1' });
export type Fact = z.infer<typeof factSchema>;

export interface FactKey {
  readonly epoch: string;
  readonly stream: string;
  readonly seq: number;
}

/** SHA-256 (hex) over the fact's canonical JSON (RFC 8785). */
export function factHash(fact: Fact): string {
  return createHash('sha256').update(canonicalJson(fact)).digest('hex');
}

/** `epoch/asset/source/seq`: the key of the event that records the fact. */
export function factKey(key: FactKey): string {
  return `${key.epoch}/${key.stream}/${key.seq}`;
}

/** The inverse of `factKey`; null where the text is not a fact's key. */
export function parseFactKey(text: string): FactKey | null {
  const match = /^([0-9a-f]{32})\/([a-z0-9-]+\/[a-z0-9-]+)\/([1-9]\d{0,15})$/.exec(text);
  if (!match?.[1] || !match[2] || !match[3]) return null;
  return { epoch: match[1], stream: match[2], seq: Number(match[3]) };
}
