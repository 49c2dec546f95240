import { type AttributionJudged, soonAfterMs, unvouched } from '../attribution/index.ts';
import type { Db } from '../db/index.ts';
import { bodyOf } from '../events/index.ts';
import type { Entry } from '../log/index.ts';
import type { AgentClocks } from './clock.ts';
import { changesIn, type Range, rangeOf, touchedIn, windowsErrorMs } from './ranges.ts';
import { sessionTime } from './sessions.ts';
import type { Walk } from './walks.ts';

type Because = AttributionJudged['because'];

export interface Affected {
  readonly because: Because;
  /** To be judged now, the newest first. */
  readonly changes: readonly string[];
  /** Where there are more: what leads to all of them. */
  readonly walks: readonly Walk[];
}

/** Changes that an entry has judged at once; more of them are walked to while nothing newer waits. */
const atOnce = 100;
/** The same of what nobody vouches for. */
const hintedAtOnce = 20;

/** The changes that an entry of the log gives reason to judge, or to judge anew. */
export async function affectedBy(db: Db, clocks: AgentClocks, entry: Entry): Promise<Affected[]> {
  const { event, pos } = entry;
  switch (event.type) {
    case 'observation.recorded': {
      const row = await db
        .selectFrom('change')
        .select(['id', 'asset', 'sort', 'window_from', 'window_to'])
        .where('pos', '=', pos)
        .executeTakeFirst();
      if (row === undefined || row.sort !== 'change') return [];
      // What was read before may turn out to be an effect of what was read now.
      const from = Date.parse(row.window_from ?? row.window_to) - soonAfterMs;
      const to = Date.parse(row.window_to) + soonAfterMs;
      // A time that is none, such as a 13th month, lies near nothing.
      if (!Number.isFinite(from) || !Number.isFinite(to))
        return [{ because: 'first', changes: [row.id], walks: [] }];
      const near = await inRange(db, 'first', { asset: row.asset, from, to, upTo: pos });
      const others = near.changes.filter(id => id !== row.id);
      return [{ ...near, changes: [row.id, ...others] }];
    }
    case 'statement.recorded':
    case 'statement.collected': {
      const row = await db.selectFrom('statement').selectAll().where('pos', '=', pos).executeTakeFirst();
      if (row === undefined) return [];
      const range = { ...(await rangeOf(db, clocks, row)), upTo: pos };
      if (!unvouched.some(authenticity => authenticity === row.authenticity))
        return [await inRange(db, 'statement', range)];
      // What anybody could have sent is only shown, and only beside what it says it touched.
      const touched = await touchedIn(db, range, pos, hintedAtOnce);
      return [{ because: 'statement', changes: touched.map(({ id }) => id), walks: [] }];
    }
    case 'session.started':
    case 'session.ended': {
      const session = event.subject.slice('session:'.length);
      const { assets, from, to } = await sessionTime(db, session);
      return Promise.all(
        assets.map(async asset => {
          const by = await windowsErrorMs(db, clocks, asset, { from, to });
          return inRange(db, 'session', { asset, from: from - by, to: to + by, upTo: pos });
        }),
      );
    }
    case 'claim.made':
    case 'claim.confirmed':
    case 'claim.disputed':
    case 'claim.withdrawn':
      return [{ because: 'claim', changes: [event.subject.slice('change:'.length)], walks: [] }];
    case 'attribution.rejudge-ordered': {
      const { because } = bodyOf(event.type, event);
      return [{ because, changes: [], walks: [{ of: 'order', entry: pos }] }];
    }
    case 'registry.identity-declared': {
      const { identity } = bodyOf(event.type, event);
      return [{ because: 'registry', changes: [], walks: [{ of: 'identity', identity, upTo: pos }] }];
    }
    case 'registry.path-declared': {
      const { asset } = bodyOf(event.type, event);
      // All there is up to now, also of an agent whose clock is ahead.
      const range: Range = { asset, from: null, to: Number.MAX_SAFE_INTEGER, upTo: pos };
      return [{ because: 'paths', changes: [], walks: [{ of: 'range', ...range }] }];
    }
    default:
      return [];
  }
}

/** The newest few of a range at once; a walk where there are more. */
async function inRange(db: Db, because: Because, range: Range): Promise<Affected> {
  const found = await changesIn(db, range, atOnce + 1);
  const now = found.slice(0, atOnce);
  const last = now.at(-1);
  const more: Walk[] =
    last === undefined || found.length <= atOnce ? [] : [{ of: 'range', ...range, upTo: last.pos - 1 }];
  return { because, changes: now.map(({ id }) => id), walks: more };
}
