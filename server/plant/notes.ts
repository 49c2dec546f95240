import { type Attribution, explain, type Names } from '../attribution/index.ts';
import type { Database } from '../db/index.ts';
import type { Log } from '../log/index.ts';
import type { Store } from '../store/index.ts';
import type { Reader } from './reader.ts';
import { judgementOf, type Whos } from './who.ts';

/** Changes of one commit of notes. */
const atOnce = 500;
/** A note tells this many parts; the rest is counted. */
const partsAtMost = 100;

/** Everybody is shown by id: git keeps for ever what is written into it, so it holds nobody's name. */
const byId: Reader = {
  named: false,
  names: async persons => new Map(persons.map(person => [person, { label: person, named: false }])),
  looked: () => Promise.resolve(),
};

/** Brings who made each commit into an asset's repository, as git notes that `git log --notes=attribution` shows. */
export class NotesExport {
  readonly #database: Database;
  readonly #log: Log;
  readonly #store: Store;
  readonly #whos: Whos;

  constructor(parts: { database: Database; log: Log; store: Store; whos: Whos }) {
    this.#database = parts.database;
    this.#log = parts.log;
    this.#store = parts.store;
    this.#whos = parts.whos;
  }

  /** Writes what was judged since the last time; gives how many notes, and where they stand now. */
  async write(asset: string): Promise<{ written: number; commit: string | null }> {
    const { origin } = this.#log.generation;
    const tip = await this.#store.notesTip(asset);
    // Positions of another generation of the log mean other entries: everything is told again.
    let from = tip?.origin === origin ? tip.upTo : -1;
    let commit = tip?.commit ?? null;
    let written = 0;
    for (;;) {
      const rows = await this.#judgedAfter(asset, from);
      const last = rows.at(-1);
      if (last === undefined) return { written, commit };
      const judgements = rows.map(row => ({ row, ...judgementOf(row) }));
      const names = await this.#names(judgements.flatMap(({ parts }) => parts));
      const notes = judgements.map(({ row, parts }) => ({
        commit: row.commit_id ?? '',
        text: noteText(row, parts, names),
      }));
      commit = await this.#store.note(asset, { notes, upTo: last.pos, origin, at: last.at });
      written += notes.length;
      from = last.pos;
    }
  }

  #judgedAfter(asset: string, pos: number) {
    return this.#database.read
      .selectFrom('judged')
      .innerJoin('attribution', join =>
        join
          .onRef('attribution.change_id', '=', 'judged.change_id')
          .onRef('attribution.revision', '=', 'judged.revision'),
      )
      .innerJoin('change', 'change.id', 'judged.change_id')
      .select(['judged.change_id', 'judged.revision', 'judged.pos', 'change.commit_id'])
      .select(['attribution.at', 'attribution.parts_json', 'attribution.classes_json'])
      .where('judged.asset', '=', asset)
      .where('judged.pos', '>', pos)
      .where('change.commit_id', 'is not', null)
      .orderBy('judged.pos')
      .limit(atOnce)
      .execute();
  }

  async #names(parts: readonly Attribution[]): Promise<Names> {
    return { ...(await this.#whos.names(parts, byId)), identity: id => id };
  }
}

function noteText(
  row: { readonly change_id: string; readonly revision: number; readonly pos: number },
  parts: readonly Attribution[],
  names: Names,
): string {
  const told = parts.slice(0, partsAtMost).map(part => {
    const { path, member } = part.part;
    return `${path}${member === null ? '' : ` ${member}`}: ${explain(part, names).sentence}`;
  });
  const more = parts.length - told.length;
  return [
    ...told,
    ...(more > 0 ? [`and ${more} more parts`] : []),
    '',
    `Change: ${row.change_id}`,
    `Revision: ${row.revision}`,
    `Log-Entry: ${row.pos}`,
    '',
  ].join('\n');
}
