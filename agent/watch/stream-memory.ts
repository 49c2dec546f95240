import { WitnessError } from '@witnessmark/shared/errors';
import type { Cause, Load } from '@witnessmark/shared/facts';
import type { Instant } from '@witnessmark/shared/time';
import type { Difference } from './compare.ts';
import { copyOf, type Known, knownOf } from './known.ts';
import { observe } from './observe.ts';
import { saidBy } from './reasons.ts';
import type { StreamParts } from './stream-parts.ts';

/** What is known of a stream. A difference is made durable before it counts as known. */
export class StreamMemory {
  readonly #parts: Pick<StreamParts, 'stream' | 'clock' | 'spool'>;
  #told = 0;
  #known: Known;

  constructor(parts: Pick<StreamParts, 'stream' | 'clock' | 'spool'>, known: Known) {
    this.#parts = parts;
    this.#known = known;
  }

  get known(): Known {
    return this.#known;
  }

  /** Differences that were made durable since the watch began. */
  get told(): number {
    return this.#told;
  }

  /** Everything is to be read as if for the first time. */
  forget(): void {
    this.#known = knownOf(null);
  }

  /** Makes differences durable, and known; `finish` is told of what is known then. Throws `agent.spool-refused`. */
  async tell(
    differences: readonly Difference[],
    reading: { readonly complete: boolean; readonly cause: Cause; readonly load: Load },
    finish: (known: Known) => void,
  ): Promise<void> {
    const { stream, clock, spool } = this.#parts;
    const next = copyOf(this.#known);
    for (const draft of observe(next, differences, reading, finish)) {
      const at: Instant = clock.now();
      try {
        await spool.append({ stream, at, kind: 'observation', body: draft.body }, draft.contents, draft.next);
      } catch (cause) {
        throw new WitnessError('agent.spool-refused', stream, saidBy(cause), { cause });
      }
      this.#known = copyOf(next);
    }
    this.#told += differences.length;
  }
}
