import { isWitnessError } from '@witnessmark/shared/errors';
import { type AttributionJudged, attributionJudgedSchema } from '../attribution/index.ts';
import type { Database, JudgingFailureRow } from '../db/index.ts';
import { isAskedFor } from './change-judge.ts';

type Because = AttributionJudged['because'];

/** What could not be done: a change that was not judged, or an entry of the log that was not looked at. */
export type About =
  | { readonly of: 'change'; readonly change: string; readonly because: Because }
  | { readonly of: 'entry'; readonly pos: number };

const becauseSchema = attributionJudgedSchema.shape.because;
/** Tried again after this long, then after twice as long each time. */
const firstMs = 30_000;
const lastMs = 6 * 3_600_000;

/** Changes that stay without a judgement for the time being, kept over stops: a blank that is stated. */
export class Failures {
  readonly #database: Database;
  readonly #now: () => number;
  /** All there are, so that what goes well costs nothing. */
  readonly #known = new Map<string, JudgingFailureRow>();

  constructor(database: Database, now: () => number) {
    this.#database = database;
    this.#now = now;
  }

  /** Reads them; a start is a reason to try each of them again. */
  async open(): Promise<void> {
    const next_at = this.#at();
    await this.#database.write.updateTable('judging_failure').set({ next_at }).execute();
    const rows = await this.#database.read.selectFrom('judging_failure').selectAll().execute();
    this.#known.clear();
    for (const row of rows) this.#known.set(row.about, row);
  }

  /** Takes note of one; gives how often it was tried. Throws where nothing can be written down: then it is not this one's fault. */
  async note(about: About, error: unknown): Promise<number> {
    const key = keyOf(about);
    const before = this.#known.get(key);
    const tries = (before?.tries ?? 0) + 1;
    const waitMs = Math.min(firstMs * 2 ** Math.min(tries - 1, 20), lastMs);
    const row = {
      about: key,
      code: codeOf(error),
      because: before !== undefined && isAskedFor(before.because) ? before.because : becauseOf(about),
      since: before?.since ?? this.#at(),
      tries,
      next_at: this.#at(waitMs),
    };
    const { about: _, ...rest } = row;
    await this.#database.write
      .insertInto('judging_failure')
      .values(row)
      .onConflict(conflict => conflict.column('about').doUpdateSet(rest))
      .execute();
    this.#known.set(key, row);
    return tries;
  }

  async healed(about: About): Promise<void> {
    const key = keyOf(about);
    if (!this.#known.has(key)) return;
    await this.#database.write.deleteFrom('judging_failure').where('about', '=', key).execute();
    this.#known.delete(key);
  }

  /** The one that has waited longest beyond its time; null where none is due. */
  due(): About | null {
    const first = this.#first();
    return first === null || first.next_at > this.#at() ? null : aboutOf(first);
  }

  /** Milliseconds until the next one is due; null where there is none. */
  untilDue(): number | null {
    const first = this.#first();
    return first === null ? null : Math.max(0, Date.parse(first.next_at) - this.#now());
  }

  #first(): JudgingFailureRow | null {
    let first: JudgingFailureRow | null = null;
    for (const row of this.#known.values()) if (first === null || row.next_at < first.next_at) first = row;
    return first;
  }

  #at(inMs = 0): string {
    return new Date(this.#now() + inMs).toISOString();
  }
}

function becauseOf(about: About): Because {
  return about.of === 'change' ? about.because : 'first';
}

/** Why something failed, without a word of what it was about. */
function codeOf(error: unknown): string {
  if (isWitnessError(error)) return error.code;
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

function keyOf(about: About): string {
  return about.of === 'change' ? `change:${about.change}` : `entry:${about.pos}`;
}

function aboutOf({ about, because }: JudgingFailureRow): About {
  const what = about.slice(about.indexOf(':') + 1);
  return about.startsWith('entry:')
    ? { of: 'entry', pos: Number(what) }
    : { of: 'change', change: what, because: becauseSchema.parse(because) };
}
