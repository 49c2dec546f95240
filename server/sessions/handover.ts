import type { HandoverOpen, HandoverPack, HandoverRow } from '@witnessmark/shared/api';
import { kindSchema } from '@witnessmark/shared/items';

/** What a pack is made of, found by whoever can look into readings, judgements and coverage. */
export interface HandoverFindings {
  readonly head: Pick<
    HandoverPack,
    | 'session'
    | 'number'
    | 'state'
    | 'person'
    | 'purpose'
    | 'ticket'
    | 'breakGlass'
    | 'assets'
    | 'partial'
    | 'kinds'
    | 'plan'
    | 'from'
    | 'to'
  >;
  /** Everything that changed on the assets while the session can have worked, `judged` or not yet. */
  readonly rows: readonly FoundRow[];
  /** True where there was more than was looked at. */
  readonly tooMany: boolean;
  readonly forces: HandoverPack['forces'];
  readonly closing: HandoverPack['closing'];
  readonly blind: HandoverPack['blind'];
  /** Stretches of the session in which something was not watched. */
  readonly gaps: readonly { readonly asset: string; readonly says: string }[];
  /** Requests for exports that the session's changes opened and nothing answered. */
  readonly exports: readonly { readonly asset: string; readonly change: string; readonly says: string }[];
  /** A break-glass session that nobody reviewed. */
  readonly reviewWanted: boolean;
}

/** A row before it is known what of the plan it fits. */
export interface FoundRow extends Omit<HandoverRow, 'inPlan'> {
  readonly judged: boolean;
  /** Where it follows from a part of another change: that change. */
  readonly cause: string | null;
}

const listedAtMost = 500;

/**
 * Puts together what a session leaves behind. Nothing is left out for being nobody's: what the session may have done
 * stands apart from what it did, and what was somebody else's stands apart from both.
 *
 * @param matches whether a glob over item paths fits a path.
 */
export function packOf(
  { head, rows, tooMany, forces, closing, blind, gaps, exports, reviewWanted }: HandoverFindings,
  matches: (glob: string, path: string) => boolean,
): HandoverPack {
  const own = (row: FoundRow) => row.sessions.includes(head.number);
  const of = (row: FoundRow): Place => {
    if (row.planned === 'with-cause') return 'effects';
    if (!own(row)) return 'others';
    return row.planned === 'undecided' ? 'unclear' : 'work';
  };
  const placed = rows.map(row => ({ row, place: of(row) }));
  const done = new Set(placed.flatMap(({ row, place }) => (place === 'work' ? [row.change] : [])));
  const list = (place: Place) =>
    placed
      .filter(
        each => (each.place === 'effects' && isOthers(each.row, done) ? 'others' : each.place) === place,
      )
      .map(({ row }) => shown(row, head.plan, matches));
  const [work, unclear, effects, others] = [list('work'), list('unclear'), list('effects'), list('others')];
  const open = [
    ...(head.to === null ? [runningStill] : []),
    ...closing.filter(({ state }) => state === 'awaited').map(awaited),
    ...gaps.map(({ asset, says }) => openOf('gap', asset, null, says, true)),
    ...rows.filter(row => !row.settled).map(unsettled),
    ...rows.filter(row => !row.judged).map(notJudged),
    ...(tooMany
      ? [openOf('too-many', null, null, 'more changed than a pack holds; the list of changes has all', true)]
      : []),
    ...unclear.map(nobodySure),
    ...exports.map(({ asset, change, says }) => openOf('export', asset, change, says, false)),
    ...(reviewWanted
      ? [openOf('review', null, null, 'the glass was broken, and nobody has reviewed that yet', false)]
      : []),
  ];
  const distinct = [...new Map(open.map(each => [JSON.stringify(each), each])).values()];
  const complete = !distinct.some(({ blocks }) => blocks);
  const notDone = notDoneOf(head, work, matches);
  return {
    ...head,
    complete,
    says: sentence({ work, unclear, others, notDone, forces, complete, running: head.to === null }),
    work,
    unclear,
    effects,
    others,
    notDone,
    forces: [...forces],
    closing: [...closing],
    blind: [...blind],
    open: distinct.slice(0, listedAtMost),
  };
}

type Place = 'work' | 'unclear' | 'effects' | 'others';

/** An effect of a change that was not the session's is not the session's either; one of a restart is nobody's work. */
function isOthers({ cause }: FoundRow, done: ReadonlySet<string>): boolean {
  return cause !== null && !done.has(cause);
}

function shown(
  { judged: _judged, cause: _cause, ...row }: FoundRow,
  plan: HandoverPack['plan'],
  matches: (glob: string, path: string) => boolean,
): HandoverRow {
  const own = plan.filter(({ asset }) => asset === row.asset);
  return { ...row, inPlan: own.length === 0 ? null : own.some(({ items }) => matches(items, row.path)) };
}

/**
 * Planned items without work on them; kinds without work, where fewer than all were declared; else whole assets. All
 * kinds is what a request says that does not think about kinds, and it promises nothing of each.
 */
function notDoneOf(
  { assets, kinds, plan }: HandoverFindings['head'],
  work: readonly HandoverRow[],
  matches: (glob: string, path: string) => boolean,
): HandoverPack['notDone'] {
  return assets.flatMap((asset): HandoverPack['notDone'] => {
    const done = work.filter(row => row.asset === asset);
    const planned = plan.filter(each => each.asset === asset);
    if (planned.length > 0)
      return planned
        .filter(({ items }) => !done.some(({ path }) => matches(items, path)))
        .map(({ items }) => ({ asset, kind: null, items }));
    if (kinds.length < kindSchema.options.length)
      return kinds
        .filter(kind => !done.some(row => row.kind === kind))
        .map(kind => ({ asset, kind, items: null }));
    return done.length === 0 ? [{ asset, kind: null, items: null }] : [];
  });
}

function openOf(
  what: HandoverOpen['what'],
  asset: string | null,
  change: string | null,
  says: string,
  blocks: boolean,
): HandoverOpen {
  return { what, asset, change, says, blocks };
}

const runningStill = openOf('running', null, null, 'the session still runs: this is a preview', true);

function awaited({ asset, stream, kind }: HandoverPack['closing'][number]): HandoverOpen {
  const source = stream.slice(stream.indexOf('/') + 1);
  const says = `${kind}: no reading by ${source} that began after the end has come yet`;
  return openOf('closing-reading', asset, null, says, true);
}

function unsettled({ asset, change, path }: FoundRow): HandoverOpen {
  return openOf('unsettled', asset, change, `${path} was still changing when reading stopped`, true);
}

function notJudged({ asset, change, path }: FoundRow): HandoverOpen {
  return openOf('not-judged', asset, change, `${path}: who did it is not judged yet`, true);
}

function nobodySure({ asset, change, path, member }: HandoverRow): HandoverOpen {
  const name = member === null ? path : `${member} of ${path}`;
  return openOf('nobody-sure', asset, change, `${name}: it is not certain who did it`, false);
}

function sentence(pack: {
  readonly work: readonly HandoverRow[];
  readonly unclear: readonly HandoverRow[];
  readonly others: readonly HandoverRow[];
  readonly notDone: HandoverPack['notDone'];
  readonly forces: HandoverPack['forces'];
  readonly complete: boolean;
  readonly running: boolean;
}): string {
  const outside = pack.work.filter(
    ({ planned, inPlan }) => planned === 'outside-scope' || inPlan === false,
  ).length;
  const forced = pack.forces.filter(({ state }) => state === 'on').length;
  const parts = [
    pack.work.length === 0
      ? 'Nothing is known to have been changed in this session'
      : `${counted(pack.work.length, 'value or block', 'values and blocks')} changed in this session`,
    ...(outside > 0 ? [`${outside} of them outside of what was declared`] : []),
    ...(pack.notDone.length > 0 ? [`${pack.notDone.length} declared and not done`] : []),
    ...(pack.unclear.length > 0 ? [`${pack.unclear.length} not certain`] : []),
    ...(pack.others.length > 0 ? [`${pack.others.length} of somebody else meanwhile`] : []),
    ...(forced > 0 ? [`forces on at ${counted(forced, 'asset', 'assets')}`] : []),
  ];
  const end = pack.running
    ? 'The session still runs.'
    : pack.complete
      ? 'This is complete: everything that can be seen was read after the end.'
      : 'This is not complete yet.';
  return `${parts.join('; ')}. ${end}`;
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
