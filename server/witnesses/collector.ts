import { createHash } from 'node:crypto';
import { WitnessError } from '@witnessmark/shared/errors';
import { type Statement, statementSchema } from '@witnessmark/shared/facts';
import { canonicalJson } from '@witnessmark/shared/log';
import { toBody } from '../events/index.ts';
import type { EventDraft, Log } from '../log/index.ts';
import { type KeyedDigest, pseudonym, type Vault, witnessIndex } from '../vault/index.ts';

/** A statement that reached the server itself, and what it is about. */
export interface Collected {
  readonly statement: Statement;
  /** Null where it is about the whole site, such as somebody logging on at a station. */
  readonly asset: string | null;
  /** What tells this record from every other of its collector: the same one again is taken once. */
  readonly key: string;
}

/** The person who hands statements in. */
export interface TakenBy {
  readonly person: string;
  readonly request: string;
}

/**
 * Takes statements that come to the server itself (syslog, webhooks, imports) into log and vault: indexed by time,
 * asset and pseudonyms, the whole of each sealed.
 */
export class Collector {
  readonly #log: Log;
  readonly #vault: Vault;
  readonly #digests: KeyedDigest;

  constructor(parts: { log: Log; vault: Vault; digests: KeyedDigest }) {
    this.#log = parts.log;
    this.#vault = parts.vault;
    this.#digests = parts.digests;
  }

  /**
   * Resolves when all are on disk, with how many of them were new. Throws `wire.fact-invalid` for what is no statement;
   * then none is taken.
   *
   * @param collector what took them, e.g. `syslog`; part of their keys.
   * @param by who handed them in; null where they came by themselves.
   */
  async take(collector: string, collected: readonly Collected[], by: TakenBy | null = null): Promise<number> {
    const drafts = collected.map(each => this.#draft(collector, each, by));
    if (drafts.length === 0) return 0;
    const appended = await this.#log.append(drafts);
    return appended.filter(({ fresh }) => fresh).length;
  }

  #draft(collector: string, { statement, asset, key }: Collected, by: TakenBy | null): EventDraft {
    const parsed = statementSchema.safeParse(statement);
    if (!parsed.success)
      throw new WitnessError('wire.fact-invalid', collector, parsed.error.issues[0]?.message);
    const { witness, act, authenticity, reach, from, to, touches, identities, clockErrorMs } = parsed.data;
    const id = createHash('sha256').update(key).digest('hex').slice(0, 40);
    const ref = `statement/${collector}/${id}`;
    return {
      type: 'statement.collected',
      key: `${collector}/${id}`,
      actor: by === null ? { kind: 'server', id: 'server' } : { kind: 'person', id: by.person },
      request: by?.request ?? null,
      subject: asset === null ? `witness:${collector}` : `asset:${asset}`,
      body: toBody('statement.collected', {
        collector,
        asset,
        ref,
        witness: witness.kind,
        act,
        authenticity,
        reach,
        from,
        to,
        paths: [...new Set(touches.flatMap(touch => touch.path ?? []))],
        identities: identities.map(identity => ({
          identity: pseudonym(this.#digests, identity, asset),
          scheme: identity.scheme,
        })),
        clockErrorMs,
        ...witnessIndex(this.#digests, parsed.data, asset),
      }),
      seals: [this.#vault.seal(ref, 'statement', Buffer.from(canonicalJson(parsed.data)))],
    };
  }
}
