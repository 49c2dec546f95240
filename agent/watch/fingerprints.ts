import type { Kind } from '@witnessmark/shared/items';
import type { FingerprintReading } from '../sources/index.ts';
import type { Beside } from './compare.ts';
import { saidBy } from './reasons.ts';
import type { Settled } from './settle.ts';
import type { StreamParts } from './stream-parts.ts';

export interface StoodBeside extends Beside {
  /** The same value stood before and after the content: it belongs to it. */
  readonly stood: boolean;
}

/** The device's fingerprint, and what it says of what was read between two of its readings. */
export class Fingerprints {
  readonly #parts: Pick<StreamParts, 'stream' | 'contact' | 'policy' | 'onLoad' | 'log'>;
  /** What the last one was declared to cover. */
  #covers: readonly Kind[] = [];

  constructor(parts: Pick<StreamParts, 'stream' | 'contact' | 'policy' | 'onLoad' | 'log'>) {
    this.#parts = parts;
  }

  /** The fingerprint now, null where the device has none. */
  async read(): Promise<FingerprintReading | null> {
    const { contact, policy, onLoad } = this.#parts;
    const reading = await contact.call(policy().readWithinMs, (source, signal) => source.fingerprint(signal));
    if (reading !== null) onLoad(reading.load, reading.requestedAt);
    this.#covers = reading?.covers ?? [];
    return reading;
  }

  /** The kinds the device's fingerprint covers; empty where it has none. */
  get covers(): readonly Kind[] {
    return this.#covers;
  }

  /**
   * What the fingerprint says about a reading; null where it covers nothing. `before` was read before the
   * content, when `known` was the one known. It is asked again always, or only where it was known and
   * something it covers differs.
   */
  async beside(
    before: FingerprintReading | null,
    known: string | null,
    settled: readonly Settled[],
    always: boolean,
  ): Promise<StoodBeside | null> {
    const covers = before?.covers ?? this.#covers;
    const unproven = { covers, moved: false, movedAt: null, stood: false };
    if (covers.length === 0) return null;
    const concerned = settled.some(({ found: item }) => covers.includes(item.kind));
    if (!always && (known === null || !concerned)) return unproven;
    let after: FingerprintReading | null;
    try {
      after = await this.read();
    } catch (error) {
      this.#parts.log.debug(
        { stream: this.#parts.stream, error: saidBy(error) },
        'fingerprint not confirmed',
      );
      return unproven;
    }
    if (after === null) return unproven;
    const stood = after.value === before?.value;
    const moved = known !== null && after.value !== known;
    return { covers, moved, movedAt: moved && stood ? (before?.arrivedAt ?? null) : null, stood };
  }
}
