import { createHash } from 'node:crypto';
import { WitnessError } from '@witnessmark/shared/errors';
import { canonicalJson } from '@witnessmark/shared/log';
import type { Instant } from '@witnessmark/shared/time';
import type { RuleSet, WitnessFields } from '@witnessmark/shared/witnesses';
import type { GatewayConfig } from '../../config/index.ts';
import { TokenBuckets } from '../bounds.ts';
import type { Collected, Collector, TakenBy } from '../collector.ts';
import type { RefusalReason, Refusals } from '../refusals.ts';
import { recordsOf } from './records.ts';
import { isInTime, isSigned, SeenSignatures, type Signed } from './signature.ts';
import { type Speaker, statementOf } from './telling.ts';

export const gatewayLimits = {
  webhookBytes: 64 * 1024,
  webhookRecords: 500,
  importBytes: 4 * 1024 * 1024,
  importRecords: 5000,
} as const;
const rate = { perSecond: 5, burst: 60, keysAtMost: 5000 } as const;
const batch = 200;

/** What became of records. */
export interface RecordsTaken {
  /** Statements that are new. */
  readonly taken: number;
  /** Statements that were there already. */
  readonly known: number;
  /** Records that no rule of the mapping is about, or that tell no time that can be read. */
  readonly unmatched: number;
  /** Statements whose device is no asset that is known: they are about the whole site. */
  readonly unplaced: number;
}

export interface GatewayParts {
  readonly gateways: readonly GatewayConfig[];
  /** Rule files by name; a mapping is the one of its name, or all that begin with its name and a dot. */
  readonly mappings: ReadonlyMap<string, RuleSet>;
  /** The secret of a gateway that has one. */
  readonly secretOf: (gateway: GatewayConfig) => string | null;
  readonly collector: Pick<Collector, 'take'>;
  readonly refusals: Pick<Refusals, 'count'>;
  /** Id of the asset of this name, whatever the case; null where there is none, or several. */
  readonly assetNamed: (name: string) => Promise<string | null>;
  readonly timeZone: string;
  readonly instant: () => Instant;
  readonly now: () => number;
}

/** Remote-access services and gateways as witnesses: by signed webhook, and by files a person imports. */
export class Gateways {
  readonly #parts: GatewayParts;
  readonly #buckets = new TokenBuckets(rate);
  readonly #seen = new SeenSignatures();

  constructor(parts: GatewayParts) {
    this.#parts = parts;
  }

  /**
   * Takes what a gateway sent; resolves when it is on disk. Throws `witness.forged`, `witness.out-of-time`,
   * `witness.replayed`, `witness.not-readable`, or `http.slow-down`.
   */
  async receive(
    name: string,
    request: { signed: Signed; body: Uint8Array; address: string },
  ): Promise<RecordsTaken> {
    const { signed, body, address } = request;
    const refuse = (reason: RefusalReason, error: WitnessError): WitnessError => {
      this.#parts.refusals.count(reason, address, body);
      return error;
    };
    const now = this.#parts.now();
    // By address as well: whoever forges must not use up what the gateway may send.
    if (!this.#buckets.take(`${address} ${name}`, now))
      throw refuse('too-many', new WitnessError('http.slow-down', name, '1 s'));
    const gateway = this.#parts.gateways.find(each => each.name === name);
    const secret = gateway ? this.#parts.secretOf(gateway) : null;
    // Who knows no secret learns nothing of which gateways there are.
    if (!isSigned(secret ?? 'of nobody', signed, body) || !gateway || secret === null)
      throw refuse('forged', new WitnessError('witness.forged', name));
    if (!isInTime(signed, now)) throw refuse('out-of-time', new WitnessError('witness.out-of-time', name));
    const seen = this.#seen.add(`${name} ${signed.signature}`, now);
    if (seen === 'seen') throw refuse('replayed', new WitnessError('witness.replayed', name));
    if (seen === 'full') throw refuse('too-many', new WitnessError('http.slow-down', name, '60 s'));
    try {
      const text = Buffer.from(body).toString('utf8');
      const records = recordsOf(text, name, gatewayLimits.webhookRecords);
      return await this.#take('webhook', gateway, 'authenticated', records, null);
    } catch (error) {
      // Nothing of it counts as taken: the gateway tries the same again.
      this.#seen.forget(`${name} ${signed.signature}`);
      throw error;
    }
  }

  /** Takes a file somebody vouches for; throws `witness.not-readable` or `witness.mapping-unknown`. */
  async import(
    text: string,
    by: { gateway: string | null; mapping: string | null },
    person: TakenBy,
  ): Promise<RecordsTaken> {
    const configured = this.#parts.gateways.find(each => each.name === by.gateway);
    if (by.gateway !== null && !configured) throw new WitnessError('witness.mapping-unknown', by.gateway);
    const gateway = configured ?? {
      name: by.mapping ?? 'generic',
      kind: 'remote-access',
      mapping: 'generic',
      path: 'remote-access',
      targets: {},
    };
    const mapping = by.mapping ?? gateway.mapping;
    const records = recordsOf(text, mapping, gatewayLimits.importRecords);
    return this.#take('import', { ...gateway, mapping }, 'claimed', records, person);
  }

  async #take(
    collector: string,
    gateway: GatewayConfig,
    authenticity: Speaker['authenticity'],
    records: readonly WitnessFields[],
    by: TakenBy | null,
  ): Promise<RecordsTaken> {
    const rules = this.#mapping(gateway.mapping);
    const at = this.#parts.instant();
    const collected: Collected[] = [];
    let [unmatched, unplaced] = [0, 0];
    for (const fields of records) {
      const record = { ...fields, gateway: gateway.name };
      let matched = false;
      for (const set of rules) {
        const found = set.take(record);
        if (found.is === 'unmatched' || found.is === 'invalid') continue;
        const time = set.time(record, this.#parts.timeZone);
        // A file tells of the past: without a time it cannot be placed at all.
        if (collector === 'import' && found.is === 'told' && (time?.moment ?? null) === null) continue;
        matched = true;
        if (found.is !== 'told') continue;
        const asset = await this.#assetOf(gateway, found.told.touches[0]?.device);
        if (asset === null) unplaced += 1;
        const statement = statementOf(found.told, {
          speaker: { ...gateway, authenticity },
          record,
          time,
          at,
        });
        collected.push({ statement, asset, key: keyOf(gateway.name, set, record) });
      }
      if (!matched) unmatched += 1;
    }
    let taken = 0;
    for (let from = 0; from < collected.length; from += batch)
      taken += await this.#parts.collector.take(collector, collected.slice(from, from + batch), by);
    return { taken, known: collected.length - taken, unmatched, unplaced };
  }

  #mapping(name: string): RuleSet[] {
    const found = [...this.#parts.mappings].filter(([file]) => file === name || file.startsWith(`${name}.`));
    if (found.length === 0) throw new WitnessError('witness.mapping-unknown', name);
    return found.map(([, rules]) => rules);
  }

  async #assetOf({ targets }: GatewayConfig, device: string | undefined): Promise<string | null> {
    if (device === undefined) return null;
    return (
      (Object.hasOwn(targets, device) ? targets[device] : null) ?? (await this.#parts.assetNamed(device))
    );
  }
}

/** The same record is taken once, however often it is sent. */
function keyOf(gateway: string, rules: RuleSet, record: WitnessFields): string {
  const digest = createHash('sha256').update(canonicalJson(record)).digest('hex');
  return `${gateway}/${rules.file.name}/${digest}`;
}
