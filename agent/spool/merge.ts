import type {
  Coverage,
  CoverageChange,
  ItemObservation,
  Notice,
  Observation,
} from '@witnessmark/shared/facts';
import type { Kind } from '@witnessmark/shared/items';
import type { Instant } from '@witnessmark/shared/time';
import type { FactDraft } from './fact-draft.ts';

type Drafted<K extends FactDraft['kind']> = Extract<FactDraft, { kind: K }>;

/**
 * Merges a stream's facts that nobody else has seen yet, so that a full spool keeps the newest state: at
 * most one observation remains, with the first one's base, the last one's result and windows as wide as
 * both; coverage says `spool-full` for the time in which intermediate versions are missing; a notice says
 * how many facts went. Statements and other notices stay unless `keepOthers` is false; then they are
 * dropped and counted. Returns the input where there is nothing to merge.
 */
export function mergeTail(tail: readonly FactDraft[], keepOthers: boolean): readonly FactDraft[] {
  const observations = tail.filter(draft => draft.kind === 'observation');
  const coverages = tail.filter(draft => draft.kind === 'coverage');
  const counts = tail.filter(isMergeNotice);
  const others = tail.filter(
    draft => (draft.kind === 'notice' && !isMergeNotice(draft)) || draft.kind === 'statement',
  );
  const dropped = keepOthers ? [] : others;
  const kept = keepOthers ? others : [];
  const first = observations[0];
  const last = observations.at(-1);
  const newest = tail.at(-1);
  const merges = observations.length > 1 || coverages.length > 1 || counts.length > 1 || dropped.length > 0;
  if (!merges || newest === undefined) return tail;

  const merged: FactDraft[] = [...kept];
  const { stream, at } = newest;
  const gap =
    first !== undefined && last !== undefined && observations.length > 1
      ? { from: first.at, to: last.at, kinds: kindsOf(observations) }
      : null;
  const coverage = mergeCoverage(
    coverages.map(draft => draft.body),
    gap,
  );
  if (coverage.changes.length > 0 || coverage.digests.length > 0) {
    merged.push({ stream, at, kind: 'coverage', body: coverage });
  }
  merged.push({
    stream,
    at,
    kind: 'notice',
    body: mergeNotice(counts, {
      observations: Math.max(0, observations.length - 1),
      coverage: Math.max(0, coverages.length - 1),
      statements: dropped.filter(draft => draft.kind === 'statement').length,
      notices: dropped.filter(draft => draft.kind === 'notice').length,
    }),
  });
  if (first !== undefined && last !== undefined) {
    const body = observations.slice(1).reduce((sum, draft) => mergeObservations(sum, draft.body), first.body);
    merged.push({ stream, at: last.at, kind: 'observation', body });
  }
  return merged;
}

/** `earlier` then `later`, as one reading from the first's base to the second's result. */
export function mergeObservations(earlier: Observation, later: Observation): Observation {
  const items = new Map(earlier.items.map(item => [item.path, item]));
  for (const item of later.items) {
    const before = items.get(item.path);
    const moved = item.renamedFrom === undefined ? undefined : items.get(item.renamedFrom);
    const renamedFrom = moved?.renamedFrom ?? item.renamedFrom ?? before?.renamedFrom;
    const { renamedFrom: _own, ...rest } = item;
    const widened: ItemObservation = {
      ...rest,
      lastClean: before === undefined ? item.lastClean : before.lastClean,
    };
    items.set(
      item.path,
      renamedFrom === undefined || renamedFrom === item.path ? widened : { ...widened, renamedFrom },
    );
  }
  return {
    base: earlier.base,
    result: later.result,
    complete: later.complete,
    cause: earlier.base === null ? earlier.cause : later.cause,
    load: {
      requests: earlier.load.requests + later.load.requests,
      bytes: earlier.load.bytes + later.load.bytes,
      ms: earlier.load.ms + later.load.ms,
    },
    items: [...items.values()],
  };
}

interface MergedSpan {
  readonly from: Instant;
  readonly to: Instant;
  readonly kinds: readonly Kind[];
}

// A coverage fact holds 64 changes; four kinds share them, and each keeps room for the gap and its end.
const changesKeptPerKind = 14;

function mergeCoverage(parts: readonly Coverage[], span: MergedSpan | null): Coverage {
  const changes = parts.flatMap(part => part.changes);
  const touched = new Set<Kind>([...changes.map(change => change.kind), ...(span?.kinds ?? [])]);
  const merged: CoverageChange[] = [];
  for (const kind of touched)
    merged.push(...mergeKind(kind, changes, span?.kinds.includes(kind) ? span : null));
  const digests = parts.flatMap(part => part.digests).slice(-64);
  return { changes: merged, digests };
}

/** What was said before the gap, the gap, and where it all ended; what lay inside the gap is left out. */
function mergeKind(kind: Kind, all: readonly CoverageChange[], span: MergedSpan | null): CoverageChange[] {
  const changes = all.filter(change => change.kind === kind);
  const known = changes.find(change => change.now.state === 'gap' && change.now.reason === 'spool-full');
  const from = known?.from ?? span?.from;
  if (from === undefined) return changes.slice(-changesKeptPerKind);
  const before = changes
    .filter(change => change !== known && isBefore(change.from, from))
    .slice(-changesKeptPerKind);
  const last = changes.findLast(change => change.now.state !== 'gap' || change.now.reason !== 'spool-full');
  const end: CoverageChange = {
    kind,
    from: span?.to ?? last?.from ?? from,
    now: last?.now ?? { state: 'watched' },
  };
  return [...before, { kind, from, now: { state: 'gap', reason: 'spool-full' } }, end];
}

function isBefore(a: Instant, b: Instant): boolean {
  return a.boot === b.boot ? a.mono < b.mono : a.wall < b.wall;
}

function kindsOf(observations: readonly Drafted<'observation'>[]): Kind[] {
  return [...new Set(observations.flatMap(draft => draft.body.items.map(item => item.kind)))];
}

function isMergeNotice(draft: FactDraft): draft is Drafted<'notice'> {
  return draft.kind === 'notice' && draft.body.code === 'spool.merged';
}

function mergeNotice(earlier: readonly Drafted<'notice'>[], now: Readonly<Record<string, number>>): Notice {
  const data: Record<string, number> = { ...now };
  for (const draft of earlier) {
    for (const name of Object.keys(now)) {
      const count = draft.body.data[name];
      if (typeof count === 'number') data[name] = (data[name] ?? 0) + count;
    }
  }
  return {
    code: 'spool.merged',
    says: 'The spool was full: facts not yet sent were merged, and intermediate versions are missing.',
    data,
  };
}
