import { createHash, type Hash } from 'node:crypto';
import { toBody } from '../events/index.ts';
import type { Log } from '../log/index.ts';

/** Why something that came from outside was not taken. */
export const refusalReasons = [
  'too-long',
  'too-many',
  'too-many-connections',
  'malformed',
  'unknown-sender',
  'queue-full',
  'invalid',
  'forged',
  'out-of-time',
  'replayed',
] as const;
export type RefusalReason = (typeof refusalReasons)[number];

const everyMs = 10 * 60_000;
const sendersAtMost = 1000;
/** Of each refused message this much goes into the digest, so that a flood costs little. */
const digestedBytes = 256;

interface Counted {
  readonly since: string;
  readonly counts: Map<RefusalReason, number>;
  readonly senders: Set<string>;
  readonly digest: Hash;
}

/**
 * Counts what was refused at one door and logs the counts with a digest, at most once in ten minutes, however much it
 * was.
 */
export class Refusals {
  readonly #door: string;
  readonly #log: Log;
  readonly #boot: string;
  readonly #now: () => number;
  readonly #failed: (error: unknown) => void;
  #counted: Counted | null = null;
  #told = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(parts: {
    /** What it is refused at, e.g. `syslog`. */
    door: string;
    log: Log;
    /** Unique to this run of the server. */
    boot: string;
    now: () => number;
    failed: (error: unknown) => void;
  }) {
    this.#door = parts.door;
    this.#log = parts.log;
    this.#boot = parts.boot;
    this.#now = parts.now;
    this.#failed = parts.failed;
  }

  start(): void {
    this.#timer ??= setInterval(() => void this.tell(), everyMs);
    this.#timer.unref();
  }

  count(reason: RefusalReason, sender: string, bytes: Uint8Array): void {
    this.#counted ??= {
      since: new Date(this.#now()).toISOString(),
      counts: new Map(),
      senders: new Set(),
      digest: createHash('sha256'),
    };
    const { counts, senders, digest } = this.#counted;
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
    if (senders.size < sendersAtMost) senders.add(sender);
    digest.update(bytes.subarray(0, digestedBytes));
  }

  /** Logs what was counted since the last time. What cannot be logged now is logged with the next. */
  async tell(): Promise<void> {
    const counted = this.#counted;
    if (counted === null) return;
    this.#counted = null;
    const { since, counts, senders, digest } = counted;
    try {
      await this.#log.append([
        {
          type: 'input.refused-counted',
          key: `refused/${this.#door}/${this.#boot}/${this.#told}`,
          actor: { kind: 'server', id: 'server' },
          subject: `witness:${this.#door}`,
          body: toBody('input.refused-counted', {
            door: this.#door,
            from: since,
            until: new Date(this.#now()).toISOString(),
            counts: [...counts].map(([reason, count]) => ({ reason, count })),
            senders: senders.size,
            digest: `sha256:${digest.copy().digest('hex')}`,
          }),
        },
      ]);
      this.#told += 1;
    } catch (error) {
      this.#putBack(counted);
      this.#failed(error);
    }
  }

  async stop(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
    await this.tell();
  }

  #putBack(counted: Counted): void {
    const since = this.#counted;
    this.#counted = counted;
    for (const [reason, count] of since?.counts ?? [])
      counted.counts.set(reason, (counted.counts.get(reason) ?? 0) + count);
    for (const sender of since?.senders ?? []) counted.senders.add(sender);
    if (since) counted.digest.update(since.digest.copy().digest());
  }
}
