import type { Statement } from '@witnessmark/shared/facts';
import type { Instant } from '@witnessmark/shared/time';
import { formatScalar, type Member } from '@witnessmark/shared/values';
import { type Move, Sightings } from '../../sightings/index.ts';
import { connectionCounts, diagnosticEntries, type StatusLists, type Szl } from '../szl/index.ts';
import { BufferReader, type Trail, unreadTrail } from './buffer-reader.ts';
import {
  actStatements,
  type Counted,
  connectionStatement,
  type Speaker,
  type Surroundings,
} from './cpu-statements.ts';

/** One look at a CPU; what it was not asked, or did not tell, is left out or null. */
export interface Look {
  readonly members: readonly Member[];
  readonly counts?: Counted | null;
  /** The last mode transition, in hex. */
  readonly transition?: string | null;
  readonly requestedAt: Instant;
  readonly arrivedAt: Instant;
}

const transitionField = 'Transition';

/**
 * Compares one look at a CPU with the one before and states what somebody must have done meanwhile. The
 * diagnostic buffer is read on connecting and when something moved, at no other time.
 */
export class CpuWitness {
  readonly #lists: StatusLists;
  readonly #subject: string;
  readonly #configPath: string;
  readonly #listeners = new Set<(statement: Statement) => void>();
  readonly #sightings = new Sightings();
  readonly #buffer: BufferReader;
  #counted: Counted | null = null;
  #device = '';

  constructor(lists: StatusLists, subject: string, configPath: string) {
    this.#lists = lists;
    this.#subject = subject;
    this.#configPath = configPath;
    this.#buffer = new BufferReader(lists);
  }

  onStatement(listener: (statement: Statement) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Another device answers: nothing that was seen is its own. */
  reset(): void {
    this.#sightings.reset();
    this.#buffer.reset();
    this.#counted = null;
  }

  /**
   * After connecting: who is connected, and which entry of the diagnostic buffer is the newest; of a device known
   * before, what came into it meanwhile. `device` is the CPU's own name.
   */
  async begin(counted: Counted | null, device: string, signal: AbortSignal): Promise<void> {
    this.#device = device;
    const before = this.#counted;
    this.#count(counted);
    const trail = await this.#buffer.since(signal);
    this.#state({ moves: [], trail, counts: { before, after: counted } });
  }

  /** Takes a look and states what moved since the one before. Throws what ends the connection, after that. */
  async saw(look: Look, signal: AbortSignal): Promise<void> {
    const fields = new Map(
      look.members.map(({ name, type, value }) => [name, value === null ? null : formatScalar(type, value)]),
    );
    const moved = this.#sightings.take(fields, look);
    const [transition] = this.#sightings.take(new Map([[transitionField, look.transition ?? null]]), look);
    const before = this.#counted;
    if (moved.length === 0 && transition === undefined) {
      this.#count(look.counts ?? null);
      return;
    }
    let after = look.counts ?? null;
    let trail = unreadTrail('the connection ended first');
    try {
      // A fingerprint does not tell who is connected; what moved makes it worth asking.
      if (look.counts === undefined) after = await this.counts(signal);
      trail = narrowed(await this.#buffer.since(signal), transition);
    } finally {
      this.#count(after);
      this.#state({ moves: moved, trail, counts: { before, after } });
    }
  }

  /** Programming devices in use, and the last mode transition: asked with each reading of the configuration. */
  async counts(signal: AbortSignal): Promise<Counted | null> {
    return countedOf(await this.#lists.read(0x0132, 1, signal));
  }

  async transition(signal: AbortSignal): Promise<string | null> {
    const list = await this.#lists.read(0x0124, 0, signal);
    return diagnosticEntries(list?.records ?? [])[0]?.raw ?? null;
  }

  #count(counted: Counted | null): void {
    if (counted === null) return;
    const statement = connectionStatement(this.#speaker(), this.#counted, counted);
    this.#counted = counted;
    if (statement !== null) this.#tell(statement);
  }

  #state(around: Surroundings): void {
    for (const statement of actStatements(this.#speaker(), around)) this.#tell(statement);
  }

  #tell(statement: Statement): void {
    for (const listener of this.#listeners) listener(statement);
  }

  #speaker(): Speaker {
    return { subject: this.#subject, device: this.#device, configPath: this.#configPath };
  }
}

/** No transition had happened when the last one was last asked for: what is new came after that. */
function narrowed(trail: Trail, transition: Move | undefined): Trail {
  const { from } = trail;
  if (from === null || transition === undefined) return trail;
  const later = transition.from.boot === from.boot && transition.from.mono > from.mono;
  return later ? { ...trail, from: transition.from } : trail;
}

/** Of list 0132, index 1; null where it is refused or of another form. */
export function countedOf(list: Szl | null): Counted | null {
  const counts = list === null ? null : connectionCounts(list.records);
  if (list === null || counts === null) return null;
  const { requestedAt, arrivedAt } = list;
  const record = Buffer.concat(list.records).toString('hex');
  return { programmingDevices: counts.programmingDevices, record, requestedAt, arrivedAt };
}
