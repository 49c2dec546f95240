import { rm } from 'node:fs/promises';
import type { Cause, Load } from '@witnessmark/shared/facts';
import type { Reading } from '../sources/index.ts';
import { type Beside, type Difference, differing, isKnown, type Scope, withAbsent } from './compare.ts';
import { difference, unnarrowed, wholeKinds } from './differences.ts';
import { type Found, findItems } from './found.ts';
import { saidBy } from './reasons.ts';
import { type Settled, settle } from './settle.ts';
import type { StreamMemory } from './stream-memory.ts';
import type { Asked, StreamParts } from './stream-parts.ts';

const noLoad: Load = { requests: 0, bytes: 0, ms: 0 };

/** Reads items of a stream, again where they differ from what is known, until they have come to rest. */
export class Contents {
  readonly #parts: StreamParts;
  readonly #memory: StreamMemory;
  readonly #restless = new Set<string>();
  /** Private copies of large contents a reading handed over, removed when the reading is done with. */
  #copies: string[] = [];

  constructor(parts: StreamParts, memory: StreamMemory) {
    this.#parts = parts;
    this.#memory = memory;
  }

  /** Does `work` and removes the copies that its readings handed over. */
  async withCopies<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } finally {
      const copies = this.#copies;
      this.#copies = [];
      for (const file of copies) await rm(file, { force: true });
    }
  }

  /** One reading, its items by path; what a complete one did not list in `scope` is absent. */
  async read(
    asked: Asked,
    scope: Scope,
    how: { readonly thorough: boolean; readonly withinMs?: number },
  ): Promise<{ reading: Reading; found: Map<string, Found> }> {
    const { contact, policy, stream, onLoad } = this.#parts;
    const known = (path: string) => this.#memory.known.items.get(path)?.sha256 ?? null;
    const { thorough, ...within } = how;
    const reading = await contact.call(policy().readWithinMs, (source, signal) =>
      source.read({ ...asked, ...within, known, ...(thorough ? { thorough } : {}) }, signal),
    );
    onLoad(reading.load, reading.requestedAt);
    for (const item of reading.items) {
      if (item.state === 'present' && 'file' in item) this.#copies.push(item.file);
    }
    const listed = findItems(stream, reading);
    if (reading.complete) return { reading, found: withAbsent(this.#memory.known, listed, scope, reading) };
    const kinds = new Set('kinds' in asked ? wholeKinds(asked.kinds, reading) : []);
    return { reading, found: withAbsent(this.#memory.known, listed, { kinds }, reading) };
  }

  /** Reads what differs again until two readings agree, within the rules' bounds. */
  async settle(found: ReadonlyMap<string, Found>): Promise<Settled[]> {
    const { clock, policy, pause, log, stream } = this.#parts;
    const first = differing(this.#memory.known, found).flatMap(path => found.get(path) ?? []);
    // The first reading of a kind has nothing to settle against; its own next reading will tell.
    const { items, clean } = this.#memory.known;
    const isNew = ({ path, kind }: Found) => !items.has(path) && !clean.has(kind);
    const asRead = first.filter(isNew).map(item => ({ found: item, unsettled: false, excursion: null }));
    const rules = policy().settle;
    const startedAt = clock.now().mono;
    const settled = await settle(
      first.filter(item => !isNew(item)),
      item => isKnown(this.#memory.known.items.get(item.path), item),
      rules,
      this.#restless,
      () => clock.now().mono - startedAt,
      async paths => {
        try {
          await pause(rules.delayMs);
          const { reading, found: again } = await this.read(
            { paths },
            { paths: new Set(paths) },
            { thorough: true },
          );
          return reading.unread === undefined ? again : null;
        } catch (error) {
          log.debug({ stream, error: saidBy(error) }, 'settling was broken off');
          // What was read stays a fact though re-reading failed; it is told as unsettled, and the next
          // contact meets the same failure and names it.
          return null;
        }
      },
    );
    return [...asRead, ...settled];
  }

  /**
   * What differs, to be told; a content that was seen and went away again has been told by then. `narrows`
   * says of which paths the fingerprint may narrow the window.
   */
  async differences(
    found: ReadonlyMap<string, Found>,
    settled: readonly Settled[],
    beside: Beside | null,
    cause: Cause,
    narrows: (path: string) => boolean = () => true,
  ): Promise<Difference[]> {
    const differences = settled
      .filter(({ found: item }) => !isKnown(this.#memory.known.items.get(item.path), item))
      .map(({ found: item, unsettled }) => {
        const steady = found.get(item.path) === item && narrows(item.path);
        return difference(this.#memory.known, item, steady ? beside : unnarrowed(beside), unsettled);
      });
    const excursions = settled.flatMap(({ excursion }) =>
      excursion === null ? [] : [difference(this.#memory.known, excursion, beside, false)],
    );
    if (excursions.length === 0) return differences;
    await this.#memory.tell(excursions, { complete: false, cause, load: noLoad }, () => {});
    const returned = settled.filter(({ excursion }) => excursion !== null).map(each => each.found);
    return [...differences, ...returned.map(item => difference(this.#memory.known, item, null, false))];
  }

  /** What did not come to rest before costs one more reading, not the whole bound, each time. */
  remember(found: ReadonlyMap<string, Found>, settled: readonly Settled[]): void {
    for (const path of found.keys()) this.#restless.delete(path);
    for (const { found: item, unsettled } of settled) if (unsettled) this.#restless.add(item.path);
  }
}
