import { createHash, verify } from 'node:crypto';
import { WitnessError } from '@witnessmark/shared/errors';
import { type FactKey, factKey, factLimits, factSchema } from '@witnessmark/shared/facts';
import { epochSchema, streamIdSchema } from '@witnessmark/shared/items';
import { canonicalJson } from '@witnessmark/shared/log';
import type { FactsEnvelope } from '@witnessmark/shared/wire';
import { z } from 'zod';
import type { IncomingFact } from './ports.ts';
import type { AgentPeer } from './site-ca.ts';

const saysLength = 1000;

const keySchema = z.looseObject({
  epoch: epochSchema,
  stream: streamIdSchema,
  seq: z.number().int().positive().max(Number.MAX_SAFE_INTEGER),
  prev: z.string().nullable(),
});

/**
 * Judges a batch: its heads are signed by the agent's key, they are the newest facts of the batch, and
 * the facts before them lead there hash by hash, so the signature speaks for every fact. One that does
 * not fit the schema is marked invalid and the others stand. Throws `wire.signature-wrong`, and
 * `wire.body-invalid` where the batch is not whole.
 */
export function checkFacts(envelope: FactsEnvelope, peer: AgentPeer): readonly IncomingFact[] {
  const signed = verify(
    'sha256',
    Buffer.from(canonicalJson(envelope.heads), 'utf8'),
    { key: peer.publicKey, dsaEncoding: 'ieee-p1363' },
    Buffer.from(envelope.signature, 'base64'),
  );
  if (!signed) throw new WitnessError('wire.signature-wrong', peer.agent);

  const tips = new Map<string, { seq: number; hash: string }>();
  const facts = envelope.facts.map((value, index) => {
    const { prev, incoming } = judge(value, index);
    if (incoming.key !== null) chain(tips, incoming.key, prev, incoming.hash);
    return incoming;
  });
  const heads = new Map(envelope.heads.map(head => [`${head.epoch}/${head.stream}`, head]));
  for (const [stream, tip] of tips) {
    const head = heads.get(stream);
    if (head?.seq !== tip.seq || head.hash !== tip.hash) {
      throw new WitnessError('wire.body-invalid', stream, 'its newest fact is not the head that was signed');
    }
  }
  return facts;
}

function chain(
  tips: Map<string, { seq: number; hash: string }>,
  key: FactKey,
  prev: string | null,
  hash: string,
): void {
  const stream = `${key.epoch}/${key.stream}`;
  const tip = tips.get(stream);
  if (tip !== undefined && (key.seq !== tip.seq + 1 || prev !== tip.hash)) {
    throw new WitnessError(
      'wire.body-invalid',
      factKey(key),
      'it does not follow the fact before it in the batch',
    );
  }
  tips.set(stream, { seq: key.seq, hash });
}

function judge(value: unknown, index: number): { prev: string | null; incoming: IncomingFact } {
  const head = keySchema.safeParse(value);
  const key = head.success ? { epoch: head.data.epoch, stream: head.data.stream, seq: head.data.seq } : null;
  const prev = head.success ? head.data.prev : null;
  const reference = key === null ? `#${index}` : factKey(key);
  const bytes = canonicalBytes(value);
  const hash = createHash('sha256').update(bytes).digest('hex');
  if (bytes.byteLength > factLimits.factBytes) {
    const says = `${bytes.byteLength} bytes; a fact may have ${factLimits.factBytes}`;
    return {
      prev,
      incoming: { state: 'invalid', key, reference, code: 'wire.fact-too-large', says, bytes, hash },
    };
  }
  const fact = factSchema.safeParse(value);
  if (fact.success && key !== null)
    return { prev, incoming: { state: 'valid', key, fact: fact.data, bytes, hash } };
  const issue = fact.error?.issues[0];
  const says = `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'no key'}`.slice(0, saysLength);
  return {
    prev,
    incoming: { state: 'invalid', key, reference, code: 'wire.fact-invalid', says, bytes, hash },
  };
}

/** What canonical JSON cannot hold (numbers beyond a double, lone surrogates) is never a valid fact. */
function canonicalBytes(value: unknown): Buffer {
  try {
    return Buffer.from(canonicalJson(value), 'utf8');
  } catch {
    return Buffer.from(JSON.stringify(value), 'utf8');
  }
}
