import type { NoteVerifier } from '@witnessmark/shared/log';
import { openCheckpoint } from '@witnessmark/shared/log';
import type { BeatRequest } from '@witnessmark/shared/wire';
import type { AgentRecord, Beats as BeatsPort } from '../agents/index.ts';
import { type Database, upsertRows } from '../db/index.ts';
import type { ClockBook } from './clock-book.ts';

/** The newest beat of an agent: live, never logged, gone with a restart. */
export interface LiveAgent {
  readonly beat: BeatRequest;
  /** Server's time, UTC text. */
  readonly receivedAt: string;
  /** The beat before and when it came: for rates. */
  readonly before: { readonly beat: BeatRequest; readonly receivedAt: string } | null;
}

/** Keeps the agents' live state, and on disk the newest checkpoint each of them holds. */
export class Beats implements BeatsPort {
  readonly #database: Database;
  readonly #verifiers: () => readonly NoteVerifier[];
  readonly #clocks: ClockBook;
  readonly #live = new Map<string, LiveAgent>();
  readonly #listeners = new Set<(agent: string) => void>();
  readonly #notes = new Map<string, string>();

  constructor(database: Database, verifiers: () => readonly NoteVerifier[], clocks: ClockBook) {
    this.#database = database;
    this.#verifiers = verifiers;
    this.#clocks = clocks;
  }

  async beat(agent: AgentRecord, beat: BeatRequest, receivedAt: string): Promise<void> {
    const before = this.#live.get(agent.id);
    this.#live.set(agent.id, {
      beat,
      receivedAt,
      before: before === undefined ? null : { beat: before.beat, receivedAt: before.receivedAt },
    });
    const { previous } = beat.clock;
    // It was measured at the beat before this one.
    if (previous !== null)
      await this.#clocks.measured(agent.id, Date.parse(before?.receivedAt ?? receivedAt), previous);
    if (beat.checkpoint !== null) await this.#keep(agent.id, beat.checkpoint, receivedAt);
    for (const listener of [...this.#listeners]) listener(agent.id);
  }

  of(agent: string): LiveAgent | null {
    return this.#live.get(agent) ?? null;
  }

  all(): ReadonlyMap<string, LiveAgent> {
    return this.#live;
  }

  /** Calls back with the agent's id at each beat; returns the way to stop. */
  subscribe(listener: (agent: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async #keep(agent: string, note: string, at: string): Promise<void> {
    if (this.#notes.get(agent) === note) return;
    const opened = openCheckpoint(note, this.#verifiers());
    if (opened.state !== 'verified') return;
    const { origin, size, root } = opened.checkpoint;
    await this.#database.write
      .transaction()
      .execute(tx =>
        upsertRows(tx, 'agent_checkpoint', ['agent'], [{ agent, origin, size, root, note, at }]),
      );
    this.#notes.set(agent, note);
  }
}
