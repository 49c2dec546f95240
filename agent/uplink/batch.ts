import { type KeyObject, sign } from 'node:crypto';
import { canonicalJson } from '@witnessmark/shared/log';
import type { OfferedFact } from '../spool/index.ts';

/**
 * A FactsRequest as bytes. The facts go as they were stored and hashed; the newest of each stream is
 * signed, and the hash chain leads from there to all others.
 */
export function batchBody(facts: readonly OfferedFact[], checkpoint: string | null, key: KeyObject): Buffer {
  const newest = new Map<string, OfferedFact>();
  for (const fact of facts) newest.set(`${fact.key.epoch}/${fact.key.stream}`, fact);
  const heads = [...newest.values()].map(({ key: { stream, epoch, seq }, hash }) => ({
    stream,
    epoch,
    seq,
    hash,
  }));
  const text = canonicalJson(heads);
  const signature = sign('sha256', Buffer.from(text, 'utf8'), { key, dsaEncoding: 'ieee-p1363' }).toString(
    'base64',
  );
  const parts: Uint8Array[] = [Buffer.from('{"facts":[')];
  for (const [index, fact] of facts.entries()) {
    if (index > 0) parts.push(Buffer.from(','));
    parts.push(fact.bytes);
  }
  const rest = `],"heads":${text},"signature":${JSON.stringify(signature)},"checkpoint":${JSON.stringify(checkpoint)}}`;
  parts.push(Buffer.from(rest, 'utf8'));
  return Buffer.concat(parts);
}
