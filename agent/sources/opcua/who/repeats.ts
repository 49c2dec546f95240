import type { AuditRecord } from './audit-record.ts';
import type { Places } from './places.ts';

/** A write of the same user to the same node outside of every item is told so often, in milliseconds. */
const onceInMs = 3_600_000;
const remembered = 1000;

/**
 * Keeps heartbeats out of the log: many clients write one bit every second. What touches an item is always told;
 * the same user's writes to the same node outside of every item are told once an hour.
 */
export class Repeats {
  readonly #told = new Map<string, number>();

  worthTelling({ user, sourceNode, arrivedAt }: AuditRecord, places: Places): boolean {
    if (sourceNode === null || places.of(sourceNode) !== null) return true;
    const key = JSON.stringify([user, sourceNode.toString()]);
    const last = this.#told.get(key);
    if (last !== undefined && arrivedAt.mono - last < onceInMs) return false;
    this.#told.delete(key);
    this.#told.set(key, arrivedAt.mono);
    const [oldest] = this.#told.keys();
    if (this.#told.size > remembered && oldest !== undefined) this.#told.delete(oldest);
    return true;
  }
}
