import type { Statement } from '@witnessmark/shared/facts';
import type { Instant } from '@witnessmark/shared/time';
import { type Move, Sightings } from '../../sightings/index.ts';
import type { WebApiLink } from '../link.ts';
import { readBuffers } from './buffers.ts';
import { type Fresh, KnownEntries } from './fresh-entries.ts';
import { recordStatements, type Speaker } from './record-statements.ts';

/** Fields that a reading told, null where the CPU did not tell, and when. */
export interface Look {
  readonly fields: ReadonlyMap<string, string | null>;
  readonly requestedAt: Instant;
  readonly arrivedAt: Instant;
}

/**
 * Compares one look at a CPU with the one before and states what somebody must have done meanwhile. Its diagnostic
 * and its syslog buffer are read on connecting and when something moved, at no other time.
 */
export class WebApiWitness {
  readonly #speaker: Speaker;
  readonly #listeners = new Set<(statement: Statement) => void>();
  readonly #sightings = new Sightings();
  readonly #diagnostics = new KnownEntries();
  readonly #syslog = new KnownEntries();
  #device: string | null = null;
  #read: Instant | null = null;

  constructor(speaker: Speaker) {
    this.#speaker = speaker;
  }

  onStatement(listener: (statement: Statement) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * After connecting: which entries there are; of the device known before, what came into its buffers meanwhile, and
   * what moved. `device` is what the CPU is told apart by.
   */
  async begin(
    link: WebApiLink,
    offered: ReadonlySet<string>,
    device: string,
    look: Look,
    signal: AbortSignal,
  ): Promise<void> {
    if (device !== this.#device) {
      this.#sightings.reset();
      this.#diagnostics.reset();
      this.#syslog.reset();
      this.#read = null;
      this.#device = device;
    }
    await this.#around(link, offered, this.#sightings.take(look.fields, look), signal);
  }

  /** Takes a look and states what moved since the one before. Throws what ends the connection, after that. */
  async saw(link: WebApiLink, offered: ReadonlySet<string>, look: Look, signal: AbortSignal): Promise<void> {
    const moves = this.#sightings.take(look.fields, look);
    if (moves.length > 0) await this.#around(link, offered, moves, signal);
  }

  async #around(
    link: WebApiLink,
    offered: ReadonlySet<string>,
    moves: readonly Move[],
    signal: AbortSignal,
  ): Promise<void> {
    const unread: Fresh = {
      entries: [],
      gapless: false,
      compared: false,
      unread: 'the connection ended first',
    };
    let [diagnostics, syslog] = [unread, unread];
    const from = this.#read;
    let to: Instant | null = null;
    try {
      const buffers = await readBuffers(link, offered, signal);
      diagnostics = this.#diagnostics.take(buffers.diagnostics);
      syslog = this.#syslog.take(buffers.syslog);
      this.#read = buffers.requestedAt;
      to = buffers.arrivedAt;
    } finally {
      const last = to ?? moves.at(-1)?.to;
      if (last !== undefined) {
        for (const statement of recordStatements(this.#speaker, {
          moves,
          diagnostics,
          syslog,
          from,
          to: last,
        }))
          for (const listener of this.#listeners) listener(statement);
      }
    }
  }
}
