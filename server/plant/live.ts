import type { Agent, Live } from '@witnessmark/shared/api';
import type { Database } from '../db/index.ts';
import type { Beats } from '../fleet/index.ts';
import { isNowhere, isWithin, type Place, type Reach } from '../identity/index.ts';
import type { Entry, Log } from '../log/index.ts';
import type { Agents } from './agents.ts';
import { placesOf } from './assets.ts';
import type { Changes } from './changes.ts';

/** Who listens, and how far they see; nothing beyond that is told them. */
export interface Audience {
  readonly plant: Reach;
  readonly agents: Reach;
  readonly tell: (id: number, event: Live) => void;
}

/** Who comes back after more than this reads its lists anew instead of hearing every entry. */
const replayedAtMost = 500;
/** The log's size is told this often at most: it moves with every sign-in. */
const sizeEveryMs = 1000;

/** Tells browsers what happens, in order and without holes; words each change once for all of them. */
export class LiveFeed {
  readonly #database: Database;
  readonly #log: Log;
  readonly #changes: Changes;
  readonly #agents: Agents;
  readonly #failed: (error: unknown) => void;
  readonly #listeners = new Set<Audience>();
  readonly #stops: (() => void)[] = [];
  #told: Promise<void> = Promise.resolve();
  #sizeTimer: NodeJS.Timeout | null = null;
  /** What a message that is no entry carries as its id: a reader that resumes from it must not pass over entries still waiting to be told. */
  #toldTo = 0;

  constructor(parts: {
    database: Database;
    log: Log;
    changes: Changes;
    agents: Agents;
    failed: (error: unknown) => void;
  }) {
    this.#database = parts.database;
    this.#log = parts.log;
    this.#changes = parts.changes;
    this.#agents = parts.agents;
    this.#failed = parts.failed;
  }

  start(beats: Beats): void {
    this.#toldTo = this.#log.count;
    this.#stops.push(
      this.#log.bus.subscribe(entries => this.#queue(() => this.#tellAppended(entries))),
      beats.subscribe(agent => this.#queue(() => this.#tellAgent(agent))),
    );
  }

  /** Lets what is being told be told. */
  async stop(): Promise<void> {
    for (const stop of this.#stops.splice(0)) stop();
    if (this.#sizeTimer) clearTimeout(this.#sizeTimer);
    this.#listeners.clear();
    await this.#told;
  }

  /** From log size `after` on where it is given, else from now; returns the way to stop. */
  listen(after: number | null, listener: Audience): () => void {
    this.#queue(async () => {
      const missed = after === null ? 0 : this.#log.count - after;
      if (missed < 0 || missed > replayedAtMost) listener.tell(this.#toldTo, { type: 'hole' });
      else if (after !== null && missed > 0) {
        await this.#tellEntries(await this.#log.reader.from(after, replayedAtMost), new Set([listener]));
      }
      this.#listeners.add(listener);
      listener.tell(this.#toldTo, { type: 'log', size: this.#log.count });
    });
    let gone = false;
    return () => {
      if (gone) return;
      gone = true;
      this.#queue(async () => {
        this.#listeners.delete(listener);
      });
    };
  }

  #queue(work: () => Promise<void>): void {
    this.#told = this.#told.then(work).catch((error: unknown) => {
      // What could not be told must not look as if nothing had happened.
      for (const listener of this.#listeners) listener.tell(this.#toldTo, { type: 'hole' });
      this.#failed(error);
    });
  }

  async #tellAppended(entries: readonly Entry[]): Promise<void> {
    await this.#tellEntries(entries, this.#listeners);
    this.#toldTo = Math.max(this.#toldTo, (entries.at(-1)?.pos ?? -1) + 1);
  }

  async #tellEntries(entries: readonly Entry[], listeners: ReadonlySet<Audience>): Promise<void> {
    const changes = new Map(
      (await this.#changes.at(entries.filter(entry => isObservation(entry)).map(entry => entry.pos))).map(
        change => [change.idx, change],
      ),
    );
    const places = await this.#placesOf(entries);
    for (const { pos, event } of entries) {
      const tell = (live: Live, place: Place | undefined) => {
        for (const listener of listeners)
          if (place ? isWithin(listener.plant, place) : listener.plant === 'site')
            listener.tell(pos + 1, live);
      };
      const change = changes.get(pos);
      const [about, name] = split(event.subject);
      const asset = name.split('/')[0] ?? '';
      if (change) tell({ type: 'change', change }, { asset: change.asset.id, area: change.asset.area });
      else if (event.type === 'coverage.changed' && about === 'stream')
        tell({ type: 'coverage', asset, stream: name }, places.get(asset));
      else if (about === 'stream' || about === 'asset') tell({ type: 'asset', asset }, places.get(asset));
      else if (about === 'agent') await this.#tellAgent(name);
      else if (about === 'change') await this.#tellJudged(pos + 1, name, listeners);
      else if (about === 'session') await this.#tellSession(pos + 1, name, listeners);
    }
    this.#tellSize();
  }

  /** That a change was judged anew, or claimed: who shows it reads it again, with the names they may see. */
  async #tellJudged(id: number, change: string, listeners: ReadonlySet<Audience>): Promise<void> {
    const place = await this.#database.read
      .selectFrom('change')
      .innerJoin('asset', 'asset.id', 'change.asset')
      .select(['asset.id as asset', 'asset.area'])
      .where('change.id', '=', change)
      .executeTakeFirst();
    if (place === undefined) return;
    for (const listener of listeners)
      if (isWithin(listener.plant, place)) listener.tell(id, { type: 'judged', change, asset: place.asset });
  }

  /** To whoever may see one of its assets. */
  async #tellSession(id: number, session: string, listeners: ReadonlySet<Audience>): Promise<void> {
    const places = await this.#database.read
      .selectFrom('session_asset')
      .innerJoin('asset', 'asset.id', 'session_asset.asset')
      .select(['asset.id', 'asset.area'])
      .where('session_asset.session', '=', session)
      .execute();
    for (const listener of listeners)
      if (places.some(({ id: asset, area }) => isWithin(listener.plant, { asset, area })))
        listener.tell(id, { type: 'session', session });
  }

  async #tellAgent(id: string): Promise<void> {
    let whole: Agent | null | undefined;
    for (const { agents: reach, tell } of [...this.#listeners]) {
      if (isNowhere(reach)) continue;
      if (reach === 'site') whole ??= await this.#agents.one(id, reach);
      const agent = reach === 'site' ? whole : await this.#agents.one(id, reach);
      if (agent) tell(this.#toldTo, { type: 'agent', agent });
    }
  }

  /** Where the assets stand that entries are about. */
  async #placesOf(entries: readonly Entry[]): Promise<ReadonlyMap<string, Place>> {
    const assets = entries.flatMap(({ event }) => {
      const [about, name] = split(event.subject);
      return about === 'stream' || about === 'asset' ? [name.split('/')[0] ?? ''] : [];
    });
    return new Map((await placesOf(this.#database, assets)).map(place => [place.asset, place]));
  }

  #tellSize(): void {
    this.#sizeTimer ??= setTimeout(() => {
      this.#sizeTimer = null;
      const size = this.#log.count;
      for (const listener of this.#listeners) listener.tell(this.#toldTo, { type: 'log', size });
    }, sizeEveryMs);
  }
}

function isObservation({ event }: Entry): boolean {
  return event.type === 'observation.recorded' || event.type === 'observation.late';
}

function split(subject: string): [string, string] {
  const cut = subject.indexOf(':');
  return cut < 0 ? [subject, ''] : [subject.slice(0, cut), subject.slice(cut + 1)];
}
