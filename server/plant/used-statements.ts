import { type Access, type UsedStatement, usedStatementSchema } from '@witnessmark/shared/api';
import { type Statement, statementSchema } from '@witnessmark/shared/facts';
import type { Attribution, AttributionJudged, Names } from '../attribution/index.ts';
import type { Database, StatementRow } from '../db/index.ts';
import type { Vault } from '../vault/index.ts';
import type { Clocks } from './clocks.ts';
import type { Reader } from './reader.ts';
import { witnessWords } from './witness-words.ts';

interface Judgement {
  readonly parts: readonly Attribution[];
  readonly classes: AttributionJudged['classes'];
}

const statementsAtMost = 100;
const presencesAtMost = 50;
const { authenticity } = usedStatementSchema.shape;

/** Reads the records that judgements name by their positions in the log. */
export class UsedStatements {
  readonly #database: Database;
  readonly #vault: Vault;
  readonly #clocks: Clocks;

  constructor(database: Database, vault: Vault, clocks: Clocks) {
    this.#database = database;
    this.#vault = vault;
    this.#clocks = clocks;
  }

  /** Records that a judgement used, in order of time; their names where the reader and policy let them be seen. */
  async of(judgement: Judgement, reader: Reader): Promise<UsedStatement[]> {
    const entries = entriesOf(judgement.parts).slice(0, statementsAtMost);
    if (entries.length === 0) return [];
    const rows = await this.#database.read
      .selectFrom('statement')
      .selectAll()
      .where('pos', 'in', entries)
      .orderBy('from_at')
      .orderBy('pos')
      .execute();
    const open = nameable(judgement);
    const told: UsedStatement[] = [];
    for (const row of rows) {
      const bytes = await this.#vault.read(row.ref);
      const statement =
        bytes === null ? null : statementSchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
      const named = reader.named && open.has(row.pos);
      told.push(this.#told(row, statement, named));
    }
    const looked = rows.filter(row => reader.named && open.has(row.pos)).map(({ ref }) => ref);
    if (looked.length > 0) await reader.looked(looked);
    return told;
  }

  #told(row: StatementRow, statement: Statement | null, named: boolean): UsedStatement {
    const own = statement?.clockErrorMs ?? null;
    const when = { from: Date.parse(row.from_at), to: Date.parse(row.to_at) };
    const agents = row.agent === null ? 0 : this.#clocks.errorMs(row.agent, when);
    return {
      entry: row.pos,
      witness: witnessWords(row.witness),
      act: row.act.replaceAll('-', ' '),
      from: row.from_at,
      to: row.to_at,
      errorMs: own === null || agents === null ? null : own + agents,
      authenticity: authenticity.parse(row.authenticity),
      path: statement?.place?.path ?? null,
      names: named ? (statement?.identities ?? []).map(({ value }) => value) : [],
      station: named ? (statement?.place?.station ?? statement?.place?.address ?? null) : null,
      erased: statement === null,
    };
  }
}

/** Records of somebody's presence that the judgement took note of. */
export function presences(
  parts: readonly Attribution[],
  names: Names,
  statements: readonly UsedStatement[],
): Access[] {
  const found = new Map<string, Access>();
  for (const part of parts) {
    for (const { code, identity, person, path, refs } of part.reasons) {
      if (code !== 'somebody-had-access' && code !== 'somebody-else-seen') continue;
      const records = statements.filter(({ entry }) => refs.includes(entry));
      const [record] = records;
      if (record === undefined) continue;
      const who = whoOf(identity, person, names);
      const key = JSON.stringify([who, path]);
      if (found.has(key)) continue;
      const way = path === undefined ? '' : ` by ${names.path(path) ?? path}`;
      const [from = record.from] = records.map(each => each.from).sort();
      const to =
        records
          .map(each => each.to)
          .sort()
          .at(-1) ?? record.to;
      found.set(key, {
        by: 'record',
        says: `${who} was there${way}: ${record.witness}.`,
        session: null,
        entry: record.entry,
        from,
        to,
      });
    }
  }
  return [...found.values()].slice(0, presencesAtMost);
}

function whoOf(identity: string | undefined, person: string | undefined, names: Names): string {
  if (person !== undefined) return names.person(person) ?? 'Somebody';
  return (identity === undefined ? null : names.identity(identity)) ?? 'An account';
}

function entriesOf(parts: readonly Attribution[]): number[] {
  const entries = new Set<number>();
  for (const { reasons, candidates } of parts)
    for (const { refs } of [...reasons, ...candidates]) for (const ref of refs) entries.add(ref);
  return [...entries].sort((a, b) => a - b);
}

/** Records that speak of a part whose names may be shown. */
export function nameable({ parts, classes }: Judgement): ReadonlySet<number> {
  return new Set(entriesOf(parts.filter((_, n) => classes[n]?.namesShown !== false)));
}
