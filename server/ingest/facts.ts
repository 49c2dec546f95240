import type { Fact } from '@witnessmark/shared/facts';
import { factKey } from '@witnessmark/shared/facts';
import { canonicalJson } from '@witnessmark/shared/log';
import { type FactHead, toBody } from '../events/index.ts';
import type { EventActor, EventDraft } from '../log/index.ts';
import {
  type Digest,
  type KeyedDigest,
  pseudonym,
  type SealedWrite,
  type Vault,
  witnessIndex,
} from '../vault/index.ts';

export type SimpleFact = Exclude<Fact, { kind: 'observation' }>;

/** The event of a fact that carries no content: coverage, a statement, a notice. */
export function simpleDraft(
  fact: SimpleFact,
  head: FactHead,
  actor: EventActor,
  late: boolean,
  { vault, digests }: { readonly vault: Vault; readonly digests: KeyedDigest },
): EventDraft {
  const common = { key: factKey(fact), actor, subject: `stream:${fact.stream}` };
  switch (fact.kind) {
    case 'coverage': {
      const type = fact.body.changes.length > 0 ? 'coverage.changed' : 'coverage.digest';
      return { ...common, type, body: toBody(type, { fact: head, late, ...fact.body }) };
    }
    case 'notice': {
      const type = 'notice.recorded';
      return { ...common, type, body: toBody(type, { fact: head, notice: fact.body }) };
    }
    case 'statement': {
      const type = 'statement.recorded';
      const { witness, act, authenticity, reach, from, to, touches, identities, clockErrorMs } = fact.body;
      const seal = sealStatement(fact, vault);
      const asset = fact.stream.slice(0, fact.stream.indexOf('/'));
      const paths = [...new Set(touches.flatMap(touch => touch.path ?? []))];
      const body = {
        fact: head,
        ref: seal.row.ref,
        witness: witness.kind,
        act,
        authenticity,
        reach,
        from,
        to,
        paths,
        identities: identities.map(identity => ({
          identity: pseudonym(digests, identity, asset),
          scheme: identity.scheme,
        })),
        clockErrorMs,
        ...witnessIndex(digests, fact.body, asset),
      };
      return { ...common, type, body: toBody(type, body), seals: [seal] };
    }
  }
}

// The whole statement is sealed: identities and places are personal data, values may be secrets.
function sealStatement(fact: Extract<SimpleFact, { kind: 'statement' }>, vault: Vault): SealedWrite {
  return vault.seal(`statement/${factKey(fact)}`, 'statement', Buffer.from(canonicalJson(fact.body)));
}

export interface RefusedFact {
  readonly key: { readonly epoch: string; readonly stream: string; readonly seq: number } | null;
  readonly reference: string;
  readonly bytes: Uint8Array;
  readonly hash: Digest;
  readonly result: Digest | null;
  readonly code: string;
  readonly says: string;
}

/** fact.refused, with the fact's bytes sealed: they may hold anything. */
export function refusedDraft(fact: RefusedFact, actor: EventActor, vault: Vault): EventDraft {
  // Where no key could be read, the reference counts within one batch only.
  const reference = fact.key === null ? `${actor.id}/${fact.hash}` : fact.reference;
  const ref = `refused/${reference}`;
  const type = 'fact.refused';
  return {
    type,
    key: fact.key === null ? `fact.refused/${reference}` : factKey(fact.key),
    actor,
    subject: fact.key === null ? `agent:${actor.id}` : `stream:${fact.key.stream}`,
    body: toBody(type, {
      fact: fact.key,
      reference,
      hash: fact.hash,
      code: fact.code,
      says: fact.says.slice(0, 1000),
      bytes: fact.bytes.byteLength,
      ref,
      result: fact.result,
    }),
    seals: [vault.seal(ref, 'refused-fact', fact.bytes)],
  };
}
