import type { Instant } from '@witnessmark/shared/time';
import type { Peer, Sender } from './senders.ts';

/** A stretch over which everything a sender said is known to have been taken and understood. */
export interface Lived {
  readonly from: Instant;
  readonly to: Instant;
}

/** A sign that comes later than this, in its own period, was missed in between. */
const lateBy = 1.5;

/**
 * The proven life of senders: between two signs of life on one TLS connection, near enough in time, nothing that was
 * sent in between can have been lost on the way. Whatever was not taken or not understood in between ends the stretch:
 * silence means something only where everything else was understood.
 */
export class Lives {
  readonly #since = new Map<string, { readonly connection: number; readonly at: Instant }>();

  /** The stretch that this sign of life closes; null where it only begins one, or proves nothing. */
  sign({ name, authenticated, markEverySeconds }: Sender, { connection }: Peer, at: Instant): Lived | null {
    if (!authenticated || connection === null || markEverySeconds === undefined) return null;
    const since = this.#since.get(name);
    this.#since.set(name, { connection, at });
    if (since === undefined || since.connection !== connection) return null;
    const within = at.mono - since.at.mono <= markEverySeconds * 1000 * lateBy;
    return within ? { from: since.at, to: at } : null;
  }

  /** Something by this sender was lost, refused or not understood. */
  broken(sender: string): void {
    this.#since.delete(sender);
  }
}
