import { type Member, sameValue } from '../values/index.ts';

/** A known recipe master; `version` as people name it, e.g. `v7`. */
export interface RecipeMaster {
  readonly name: string;
  readonly version: string;
  readonly members: readonly Member[];
}

export interface RecipeLoad {
  readonly recipe: string;
  readonly version: string;
}

export interface RecognisedLoad extends RecipeLoad {
  /** Members of the active area, by their names there, that hold the master's values. */
  readonly members: readonly string[];
}

/** What one value can prove by chance, a recipe is not. */
const leastMembers = 2;
/** Places in the active area that are tried for one master. */
const mostPlaces = 64;

/**
 * The load of a recipe that a change amounts to: after it the active area holds, in every member, the values
 * of a master, and before it did not. `active` and `before` are all members of the changed item (`before`
 * empty for an item that was not there); a master's members may stand below any name in it (`Active.Temp`
 * for `Temp`). Masters of one recipe come oldest first, and the newest of equal ones is named; where
 * different recipes fit equally well, none is: a guess is not a load.
 */
export function recogniseLoad(
  before: readonly Member[],
  active: readonly Member[],
  masters: readonly RecipeMaster[],
): RecognisedLoad | null {
  const [was, is] = [byName(before), byName(active)];
  const names = [...is.keys()];
  let best: Fitting[] = [];
  for (const master of masters) {
    const size = master.members.length;
    if (size < leastMembers || size > is.size || size < (best[0]?.size ?? 0)) continue;
    const relative = relativeMembers(master.members);
    const loaded = places(relative, names).filter(
      place => holds(is, place, relative) && !holds(was, place, relative),
    );
    if (loaded.length === 0) continue;
    if (size > (best[0]?.size ?? 0)) best = [];
    const members = loaded.flatMap(place => relative.map(({ name }) => place + name));
    best.push({ recipe: master.name, version: master.version, size, members });
  }
  const newest = best.at(-1);
  if (newest === undefined || best.some(({ recipe }) => recipe !== newest.recipe)) return null;
  const { recipe, version, members } = newest;
  return { recipe, version, members };
}

interface Fitting extends RecognisedLoad {
  /** Members of the master. */
  readonly size: number;
}

function byName(members: readonly Member[]): ReadonlyMap<string, Member> {
  return new Map(members.map(member => [member.name, member]));
}

/** The master's members without the structure name they share: `Lager.Temp` and `Lager.Time` are `Temp` and `Time`. */
function relativeMembers(members: readonly Member[]): readonly Member[] {
  let shared = folderOf(members[0]?.name ?? '');
  for (const { name } of members) while (!name.startsWith(shared)) shared = folderOf(shared.slice(0, -1));
  return members.map(member => ({ ...member, name: member.name.slice(shared.length) }));
}

function folderOf(name: string): string {
  return name.slice(0, name.lastIndexOf('.') + 1);
}

/** Prefixes under which the first member of a master is found in the active area. */
function places(relative: readonly Member[], names: readonly string[]): string[] {
  const first = relative[0]?.name ?? '';
  const found = names.filter(name => name === first || name.endsWith(`.${first}`));
  return found.slice(0, mostPlaces).map(name => name.slice(0, name.length - first.length));
}

function holds(members: ReadonlyMap<string, Member>, place: string, master: readonly Member[]): boolean {
  return master.every(({ name, type, value }) => {
    const member = members.get(place + name);
    return member !== undefined && member.type === type && sameValue(type, member.value, value);
  });
}
