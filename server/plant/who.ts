import type { ChangeSummary } from '@witnessmark/shared/api';
import type { Who } from '@witnessmark/shared/changes';
import { z } from 'zod';
import {
  type Attribution,
  attributionJudgedSchema,
  attributionSchema,
  explain,
  explainChange,
  type Names,
} from '../attribution/index.ts';
import type { Database } from '../db/index.ts';
import type { IdentityNames } from './identity-names.ts';
import type { Reader } from './reader.ts';
import { somebodyOfTheShift, withoutShiftNames } from './shift-names.ts';
import { witnessWords } from './witness-words.ts';

/** Until a judgement says otherwise: nobody is named, and that is said. */
export const nobodyKnown: Who = {
  verdict: 'unattributed',
  reach: 'nothing',
  actor: 'unknown',
  label: 'nobody known',
};

/** Who, with the evidence in a few words where there is some. */
export type ToldWho = ReturnType<typeof explainChange>;

type ByPolicy = NonNullable<ChangeSummary['byPolicy']>;
const rulesSchema = z.array(z.string());
const changesAtOnce = 500;
const partsSchema = z.array(attributionSchema);
const classesSchema = attributionJudgedSchema.shape.classes;

/** One judgement as it is stored, and as it may be shown: without names where policy keeps them to their shift. */
export function judgementOf(row: { readonly parts_json: string; readonly classes_json: string }) {
  const classes = classesSchema.parse(JSON.parse(row.classes_json));
  return { parts: withoutShiftNames(partsSchema.parse(JSON.parse(row.parts_json)), classes), classes };
}

/** Says who changes are by, in the words and with the names that a reader may see. */
export class Whos {
  readonly #database: Database;
  readonly #identities: IdentityNames;

  constructor(database: Database, identities: IdentityNames) {
    this.#database = database;
    this.#identities = identities;
  }

  /** By change id, from the newest judgement of each; a change nobody judged yet is not in it. */
  async of(changes: readonly string[], reader: Reader): Promise<ReadonlyMap<string, ToldWho>> {
    const parts = await this.judgements(changes);
    const names = await this.names([...parts.values()].flat(), reader);
    return new Map([...parts].map(([change, own]) => [change, explainChange(own, names)]));
  }

  /**
   * Who each part of these changes is by. Where a change was judged by whole items, an item's word is its members'.
   *
   * @returns null for a change, an item or a member that was not judged.
   */
  async partsOf(
    changes: readonly string[],
    reader: Reader,
  ): Promise<(change: string, path: string, member: string | null) => ToldWho | null> {
    const parts = await this.judgements(changes);
    const names = await this.names([...parts.values()].flat(), reader);
    const told = new Map<string, ToldWho>();
    const key = (...of: (string | null)[]) => JSON.stringify(of);
    for (const [change, own] of parts)
      for (const each of own)
        told.set(key(change, each.part.path, each.part.member), explain(each, names).who);
    return (change, path, member) =>
      told.get(key(change, path, member)) ?? told.get(key(change, path, null)) ?? null;
  }

  /** Of changes that policy takes out of the inbox: until when they wait, and by which entries of it. */
  async byPolicy(changes: readonly string[]): Promise<ReadonlyMap<string, ByPolicy>> {
    if (changes.length === 0) return new Map();
    const rows = await this.#database.read
      .selectFrom('judged')
      .select(['change_id', 'awaits', 'rules_json'])
      .where('change_id', 'in', [...changes])
      .where('awaits', '!=', 'each')
      .execute();
    return new Map(
      rows.map(({ change_id, awaits, rules_json }) => [
        change_id,
        { awaits: awaits === 'shift' ? 'shift' : 'nobody', rules: rulesSchema.parse(JSON.parse(rules_json)) },
      ]),
    );
  }

  /** The newest judgement of each change, part by part. */
  async judgements(changes: readonly string[]): Promise<ReadonlyMap<string, Attribution[]>> {
    const found = new Map<string, Attribution[]>();
    for (let at = 0; at < changes.length; at += changesAtOnce) {
      const rows = await this.#newest(changes.slice(at, at + changesAtOnce));
      for (const row of rows) found.set(row.change_id, judgementOf(row).parts);
    }
    return found;
  }

  #newest(changes: readonly string[]) {
    return this.#database.read
      .selectFrom('judged')
      .innerJoin('attribution', join =>
        join
          .onRef('attribution.change_id', '=', 'judged.change_id')
          .onRef('attribution.revision', '=', 'judged.revision'),
      )
      .select(['judged.change_id', 'attribution.parts_json', 'attribution.classes_json'])
      .where('judged.change_id', 'in', [...changes])
      .execute();
  }

  /** What every id in these judgements reads as, for this reader. */
  async names(parts: readonly Attribution[], reader: Reader): Promise<Names> {
    const ids = idsIn(parts);
    ids.people.delete(somebodyOfTheShift);
    ids.identities.delete(somebodyOfTheShift);
    const people = ids.people.size === 0 ? new Map() : await reader.names([...ids.people]);
    const identities = reader.named
      ? await this.#identities.of(ids.identities, ids.entries)
      : new Map<string, string>();
    if (identities.size > 0) await reader.looked([...identities.keys()].map(id => `identity/${id}`));
    const sessions = await this.#sessionNumbers([...ids.sessions]);
    return {
      person: id => (id === somebodyOfTheShift ? 'Somebody of the shift' : (people.get(id)?.label ?? null)),
      system: id => id,
      identity: id => identities.get(id) ?? null,
      session: id => sessions.get(id) ?? null,
      path: id => id.replaceAll('-', ' '),
      witness: witnessWords,
    };
  }

  async #sessionNumbers(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (ids.length === 0) return new Map();
    const rows = await this.#database.read
      .selectFrom('engineer_session')
      .select(['id', 'n'])
      .where('id', 'in', ids)
      .execute();
    return new Map(rows.map(({ id, n }) => [id, `S-${n}`]));
  }
}

function idsIn(parts: readonly Attribution[]) {
  const people = new Set<string>();
  const identities = new Set<string>();
  const sessions = new Set<string>();
  const add = (set: Set<string>, id: string | null | undefined) => {
    if (id !== null && id !== undefined) set.add(id);
  };
  for (const part of parts) {
    if (part.actor.kind === 'person') people.add(part.actor.person);
    add(identities, part.identity);
    add(identities, part.station);
    add(sessions, part.session);
    for (const each of part.candidates) {
      if (each.actor.kind === 'person') people.add(each.actor.person);
      add(identities, each.identity);
      add(sessions, each.session);
    }
    for (const reason of part.reasons) {
      add(people, reason.person);
      add(identities, reason.identity);
      add(sessions, reason.session);
    }
  }
  const entries = [...new Set(parts.flatMap(part => part.reasons.flatMap(({ refs }) => refs)))];
  return { people, identities, sessions, entries };
}
