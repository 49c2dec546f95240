import { align } from './align.ts';
import type { ReadBlock } from './code.ts';
import { keysOf, networkKeys, type Place, placeOf, runsOf, type Side, sideOf } from './code-side.ts';
import type { Mnemonics } from './mnemonics.ts';
import { pairNetworks } from './network-pairs.ts';

export type StatementChange =
  | { readonly kind: 'added'; readonly now: Place }
  | { readonly kind: 'removed'; readonly old: Place }
  /** The same operation with another operand; `leadsTo` where it is a jump that leads to another statement. */
  | {
      readonly kind: 'changed';
      readonly old: Place;
      readonly now: Place;
      readonly leadsTo: { readonly old: Place | null; readonly now: Place | null } | null;
    }
  /** Statements that stand elsewhere now, unchanged. */
  | { readonly kind: 'moved'; readonly old: readonly Place[]; readonly now: readonly Place[] };

/** What became of a network; its number alone is no change. */
export interface NetworkChange {
  readonly kind: 'added' | 'removed' | 'moved' | 'changed';
  /** Its number before and now; null where it was not there. */
  readonly old: number | null;
  readonly now: number | null;
}

export interface CodeDiff {
  readonly networks: readonly NetworkChange[];
  readonly statements: readonly StatementChange[];
}

/** Old statements to new ones that are the same, in place or moved. */
type Same = Map<number, number>;

/**
 * What changed between two codes, statement by statement. Labels and jump distances are no content: a jump
 * changed when it leads to another statement.
 */
export function diffCode(old: ReadBlock, now: ReadBlock, mnemonics: Mnemonics): CodeDiff {
  const before = sideOf(old, mnemonics);
  const after = sideOf(now, mnemonics);
  const pairs = pairNetworks(networkKeys(before), networkKeys(after));
  const same: Same = new Map();
  const loose = { old: new Set(before.keys.keys()), now: new Set(after.keys.keys()) };
  const take = (oldIndex: number, newIndex: number) => {
    same.set(oldIndex, newIndex);
    loose.old.delete(oldIndex);
    loose.now.delete(newIndex);
  };
  for (const pair of pairs) {
    if (pair.old === null || pair.now === null) continue;
    const oldFrom = before.starts[pair.old] ?? 0;
    const newFrom = after.starts[pair.now] ?? 0;
    for (const [a, b] of align(keysOf(before, pair.old), keysOf(after, pair.now)))
      take(oldFrom + a, newFrom + b);
  }
  const moved = movedRuns(before, after, loose, take);
  const statements: StatementChange[] = [...moved, ...changedTargets(before, after, same)];
  const oldNetworks = new Map(pairs.map(({ old: a, now: b }) => [b, a]));
  statements.push(...editedRuns(before, after, same, loose, oldNetworks));
  for (const index of loose.old) statements.push({ kind: 'removed', old: placeOf(before, index) });
  for (const index of loose.now) statements.push({ kind: 'added', now: placeOf(after, index) });
  statements.sort((a, b) => orderOf(a) - orderOf(b));
  return { networks: networkChanges(pairs, statements), statements };
}

/** Runs of statements without a counterpart that stand, whole and unchanged, elsewhere on the other side. */
function movedRuns(
  before: Side,
  after: Side,
  loose: { readonly old: ReadonlySet<number>; readonly now: ReadonlySet<number> },
  take: (oldIndex: number, newIndex: number) => void,
): StatementChange[] {
  const waiting = new Map<string, number[][]>();
  for (const run of runsOf(before, loose.old)) {
    const key = run.map(index => before.keys[index]).join('\n');
    waiting.set(key, [...(waiting.get(key) ?? []), run]);
  }
  const moved: StatementChange[] = [];
  for (const run of runsOf(after, loose.now)) {
    const from = waiting.get(run.map(index => after.keys[index]).join('\n'))?.shift();
    if (from === undefined) continue;
    for (const [offset, index] of from.entries()) take(index, run[offset] ?? 0);
    moved.push({
      kind: 'moved',
      old: from.map(index => placeOf(before, index)),
      now: run.map(index => placeOf(after, index)),
    });
  }
  return moved;
}

/** Jumps that are the same but lead to statements that are not. */
function changedTargets(before: Side, after: Side, same: Same): StatementChange[] {
  // A target that is gone or new stands for the next statement that both sides have.
  const oldNext = nextKept(before.keys.length, new Set(same.keys()));
  const newNext = nextKept(after.keys.length, new Set(same.values()));
  const changes: StatementChange[] = [];
  for (const [oldIndex, newIndex] of same) {
    const oldTarget = before.targets[oldIndex] ?? null;
    const newTarget = after.targets[newIndex] ?? null;
    if (oldTarget === null || newTarget === null || same.get(oldTarget) === newTarget) continue;
    const meant = same.get(oldNext[oldTarget] ?? before.keys.length) ?? after.keys.length;
    if (meant === (newNext[newTarget] ?? after.keys.length)) continue;
    changes.push({
      kind: 'changed',
      old: placeOf(before, oldIndex),
      now: placeOf(after, newIndex),
      leadsTo: { old: before.places[oldTarget] ?? null, now: after.places[newTarget] ?? null },
    });
  }
  return changes;
}

/** For each statement the first from it on that is kept; the count of statements where none follows. */
function nextKept(count: number, kept: ReadonlySet<number>): Int32Array {
  const next = new Int32Array(count + 1).fill(count);
  for (let index = count - 1; index >= 0; index--)
    next[index] = kept.has(index) ? index : (next[index + 1] ?? count);
  return next;
}

/** Removed and added statements that stand at the same place between the same neighbours, with the same operation. */
function editedRuns(
  before: Side,
  after: Side,
  same: Same,
  loose: { readonly old: Set<number>; readonly now: Set<number> },
  oldNetworks: ReadonlyMap<number | null, number | null>,
): StatementChange[] {
  const changes: StatementChange[] = [];
  const back = new Map([...same].map(([oldIndex, newIndex]) => [newIndex, oldIndex]));
  const oldRuns = new Map<string, number[]>();
  for (const run of runsOf(before, loose.old)) {
    const first = before.places[run[0] ?? 0];
    oldRuns.set(first?.line === 1 ? `start ${first.network - 1}` : `behind ${(run[0] ?? 0) - 1}`, run);
  }
  for (const run of runsOf(after, loose.now)) {
    const first = after.places[run[0] ?? 0];
    const key =
      first?.line === 1
        ? `start ${oldNetworks.get(first.network - 1) ?? ''}`
        : `behind ${back.get((run[0] ?? 0) - 1) ?? ''}`;
    const from = oldRuns.get(key) ?? [];
    const pairs = align(
      from.map(index => before.operations[index] ?? ''),
      run.map(index => after.operations[index] ?? ''),
    );
    for (const [a, b] of pairs) {
      const oldIndex = from[a] ?? 0;
      const newIndex = run[b] ?? 0;
      changes.push({
        kind: 'changed',
        old: placeOf(before, oldIndex),
        now: placeOf(after, newIndex),
        leadsTo: null,
      });
      loose.old.delete(oldIndex);
      loose.now.delete(newIndex);
    }
  }
  return changes;
}

function orderOf(change: StatementChange): number {
  const place = change.kind === 'removed' ? change.old : change.kind === 'moved' ? change.now[0] : change.now;
  return (place?.network ?? 0) * 0x10000 + (place?.line ?? 0);
}

function networkChanges(
  pairs: ReturnType<typeof pairNetworks>,
  statements: readonly StatementChange[],
): NetworkChange[] {
  const touchedOld = new Set<number>();
  const touchedNow = new Set<number>();
  for (const change of statements) {
    const olds = change.kind === 'added' ? [] : change.kind === 'moved' ? change.old : [change.old];
    const nows = change.kind === 'removed' ? [] : change.kind === 'moved' ? change.now : [change.now];
    for (const { network } of olds) touchedOld.add(network);
    for (const { network } of nows) touchedNow.add(network);
  }
  return pairs.flatMap(({ old, now, moved }): NetworkChange[] => {
    const numbers = { old: old === null ? null : old + 1, now: now === null ? null : now + 1 };
    if (old === null) return [{ kind: 'added', ...numbers }];
    if (now === null) return [{ kind: 'removed', ...numbers }];
    if (touchedOld.has(old + 1) || touchedNow.has(now + 1)) return [{ kind: 'changed', ...numbers }];
    return moved ? [{ kind: 'moved', ...numbers }] : [];
  });
}
