import { checksumEffects } from './effects-checksum.ts';
import { type Effect, likeliest, type MovedItem, named, type Values } from './effects-move.ts';
import type { Cause } from './evidence.ts';
import type { PartName } from './question.ts';

/** What a data block of the controller begins with, as its image says. */
export interface HeldBlock {
  /** False where the block's attributes say that a restart does not keep its values. */
  readonly retained: boolean;
  /** Address in the block (`12.0`) → type and value as value text has them. */
  readonly starts: ReadonlyMap<string, Start>;
}

export interface Start {
  readonly type: string;
  readonly value: string;
}

/** The items of one asset that moved, and what is needed to prove what came of what. */
export interface Moved {
  readonly items: readonly MovedItem[];
  /** Data blocks as they were before and beside these moves, by name: `DB20`. */
  readonly blocks: ReadonlyMap<string, HeldBlock>;
}

/**
 * Which of the moves are effects of which others; deterministic, whatever order they are told in. The rules,
 * of which the first that holds for a value counts:
 *
 * 1. *block download*: data block n is another, and a value in it, which was something else before, now equals
 *    what the block as it now is begins with.
 * 2. *restart*: the controller went from STOP to RUN, or through its start-up, and a value in a data block that
 *    a restart does not keep (after a memory reset: in any) now equals what the block begins with.
 * 3. *recipe load*: the values are those of a known recipe master.
 * 4. *checksum of blocks*: the program's checksum moved, and so did blocks. The hardware's is a cause of its own.
 *
 * An effect comes of a cause only where their windows allow that it came with it or soon after (`comesOf`). A
 * value without the proof, one that differs from its start above all, is nobody's effect: it stays a change.
 */
export function effectsOf({ items, blocks }: Moved): Effect[] {
  const ordered = [...items].sort(byOrder);
  const effects = ordered.flatMap(item => {
    if (item.moved === 'facts') return checksumEffects(item, ordered);
    return item.moved === 'values' ? valueEffects(item, ordered, blocks) : [];
  });
  return effects.sort(byEffect);
}

function valueEffects(
  item: Values,
  all: readonly MovedItem[],
  blocks: ReadonlyMap<string, HeldBlock>,
): Effect[] {
  return item.members.flatMap(member => {
    const part: PartName = { path: item.path, member: member.name };
    const proven =
      downloadOf(item, member, all) ?? restartOf(item, member, all, blocks) ?? loadOf(item, member);
    return proven === null ? [] : [{ ...proven, change: item.change, part }];
  });
}

type Proven = Omit<Effect, 'change' | 'part'>;
type Member = Values['members'][number];

/** Whether a value that was something else before is now what its block begins with. */
function isStart(member: Member, starts: ReadonlyMap<string, Start>): boolean {
  const start = member.place === null ? undefined : starts.get(member.place.address);
  if (start === undefined || start.type !== member.type) return false;
  return member.now === start.value && member.old !== null && member.old !== member.now;
}

function downloadOf(item: Values, member: Member, all: readonly MovedItem[]): Proven | null {
  for (const cause of likeliest(all, item)) {
    if (cause.moved !== 'block' || cause.starts === null || cause.block !== member.place?.block) continue;
    if (!isStart(member, cause.starts)) continue;
    return {
      rule: 'block-download',
      ...named(cause),
      recipe: null,
      sentence: `${member.name} now has the value that ${cause.block}, which became another, begins with: a download puts the values of a block back to their start.`,
    };
  }
  return null;
}

function restartOf(
  item: Values,
  member: Member,
  all: readonly MovedItem[],
  blocks: ReadonlyMap<string, HeldBlock>,
): Proven | null {
  const block = member.place === null ? undefined : blocks.get(member.place.block);
  if (block === undefined || !isStart(member, block.starts)) return null;
  // A change that shows the restart is named before a record of it.
  const causes = likeliest(all, item);
  const records = causes.filter(({ moved }) => moved === 'restart');
  for (const cause of [...causes.filter(({ moved }) => moved !== 'restart'), ...records]) {
    const restart = restartIn(cause);
    if (restart === null) continue;
    if (block.retained && restart !== 'memory reset') continue;
    const because =
      restart === 'memory reset'
        ? 'a memory reset puts every value back to its start'
        : `a restart does not keep the values of ${member.place?.block}`;
    return {
      rule: 'restart',
      ...named(cause, cause.moved === 'facts' ? 'Mode' : null),
      recipe: null,
      sentence: `${member.name} now has the value that ${member.place?.block} begins with: ${because}.`,
    };
  }
  return null;
}

/** Whether a move is a restart of the controller: its mode says so, or a record of its start. */
function restartIn(item: MovedItem): 'restart' | 'memory reset' | null {
  if (item.moved === 'restart') return item.reset ? 'memory reset' : 'restart';
  if (item.moved !== 'facts') return null;
  const mode = item.members.find(({ name }) => name === 'Mode');
  if (mode === undefined || mode.old === null || mode.now === null) return null;
  if (isReset(mode.old) || isReset(mode.now)) return 'memory reset';
  const started = mode.now.startsWith('RUN') && mode.old.startsWith('STOP');
  const starting = mode.now.startsWith('STARTUP') !== mode.old.startsWith('STARTUP');
  return started || starting ? 'restart' : null;
}

function isReset(mode: string): boolean {
  return mode === 'STOP (memory reset)';
}

function loadOf(item: Values, member: Member): Proven | null {
  const { load } = item;
  if (load === null || !load.members.includes(member.name)) return null;
  return {
    rule: 'recipe-load',
    cause: null,
    ref: item.ref,
    recipe: load.recipe,
    sentence: `${member.name} now has the value of recipe ${load.recipe} ${load.version}, which was loaded with all its values.`,
  };
}

/** Effects as attribution asks for them: the causes of a change's parts. */
export function causesOf(effects: readonly Effect[], change: string): Cause[] {
  return effects
    .filter(effect => effect.change === change)
    .map(({ part, rule, cause, ref, recipe }) => ({ part, rule, cause, ref, recipe }));
}

function byOrder(a: MovedItem, b: MovedItem): number {
  return a.ref - b.ref || compare(a.change, b.change) || compare(a.path, b.path) || compare(a.moved, b.moved);
}

function byEffect(a: Effect, b: Effect): number {
  return (
    compare(a.change, b.change) ||
    compare(a.part.path, b.part.path) ||
    compare(a.part.member ?? '', b.part.member ?? '')
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
