import type { JudgedUnder, NotJudged } from '@witnessmark/shared/api';
import { errorTable } from '@witnessmark/shared/errors';
import { type Database, getMeta } from '../db/index.ts';
import { bodyOf } from '../events/index.ts';
import type { Log } from '../log/index.ts';

/** Where judging stands, in numbers. */
export interface JudgingState {
  /** Changes, and entries of the log, whose judging failed and is tried again. */
  readonly failing: number;
  /** Walks over many changes that are to be judged anew, and how many of those were. */
  readonly walks: number;
  readonly walked: number;
  /** Entries of the log that were not looked at yet. */
  readonly behind: number;
  /** Codes of failures, the most frequent first; few. */
  readonly codes: readonly string[];
}

const codesAtMost = 3;

export async function judgingState(database: Database, log: Log): Promise<JudgingState> {
  const { read } = database;
  const failures = await read
    .selectFrom('judging_failure')
    .select(['code', e => e.fn.countAll<number>().as('many')])
    .groupBy('code')
    .execute();
  const walks = await read.selectFrom('judging_walk').select('done').execute();
  const lookedAt = Number((await getMeta(read, 'judged-up-to')) ?? '0');
  return {
    failing: failures.reduce((sum, { many }) => sum + Number(many), 0),
    walks: walks.length,
    walked: walks.reduce((sum, { done }) => sum + done, 0),
    behind: Math.max(0, log.count - lookedAt),
    codes: failures
      .toSorted((a, b) => Number(b.many) - Number(a.many) || (a.code < b.code ? -1 : 1))
      .slice(0, codesAtMost)
      .map(({ code }) => code),
  };
}

/** `everything is judged`, or what is not. */
export function saysOf({ failing, walks, walked, codes }: JudgingState): string {
  const failed = failing === 0 ? [] : [`${failing} not judged (${codes.join(', ')}), tried again`];
  const under = walks === 0 ? [] : [`judging anew is under way (${walked} changes so far)`];
  const says = [...failed, ...under].join('; ');
  return says === '' ? 'everything is judged' : says;
}

/** Why a change is not judged by all that is known of it; null where it is. */
export async function notJudged(database: Database, change: string): Promise<NotJudged | null> {
  const row = await database.read
    .selectFrom('judging_failure')
    .selectAll()
    .where('about', '=', `change:${change}`)
    .executeTakeFirst();
  if (row === undefined) return null;
  const { code, since, tries, next_at } = row;
  const says = Object.hasOwn(errorTable, code)
    ? errorTable[code as keyof typeof errorTable].happened
    : 'an error that this server has no words for';
  return { code, says, since, tries, nextAt: next_at };
}

/** How many changes stand as they were judged under another policy than this one, adopted at `adoptedAt` (UTC text). */
export async function judgedUnder(
  database: Database,
  log: Log,
  { digest, adoptedAt }: { readonly digest: string; readonly adoptedAt: string | null },
): Promise<JudgedUnder> {
  const row = await database.read
    .selectFrom('judged')
    .innerJoin('attribution', on =>
      on
        .onRef('attribution.change_id', '=', 'judged.change_id')
        .onRef('attribution.revision', '=', 'judged.revision'),
    )
    .select(e => e.fn.countAll<number>().as('many'))
    .where('attribution.policy', '!=', digest)
    .executeTakeFirst();
  const [order] = await log.reader.page({ type: 'attribution.rejudge-ordered' }, 1);
  const isOf =
    order !== undefined &&
    bodyOf('attribution.rejudge-ordered', order.event).because === 'policy' &&
    (adoptedAt === null || order.event.at >= adoptedAt);
  return { otherwise: Number(row?.many ?? 0), orderedAt: isOf ? order.event.at : null };
}
