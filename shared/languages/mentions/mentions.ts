import { type Difference, type DifferenceClass, differences } from '../compare/index.ts';
import { namesIn, phrasesOf } from '../diff/index.ts';
import type { Source } from '../model/index.ts';
import { isQualifying, referenceKey, references } from '../references/index.ts';

/** A name that a difference of two versions is about. */
export interface Mention {
  /** As it is written, in the newer version where it stands there. */
  readonly name: string;
  readonly key: string;
  /** How often it stands in each version. */
  readonly before: number;
  readonly after: number;
  /** What happened to it in a few words; null where it only stands there oftener or less often. */
  readonly says: string | null;
}

/** Of several differences that name one thing, the first of this order tells of it. */
const order: readonly DifferenceClass[] = ['value', 'logic', 'interface', 'attribute', 'comment'];

/**
 * Every name that the difference of two versions is about: each one that a difference names, and each one that
 * stands there oftener or less often than before. Nothing where nothing differs in meaning. In the order in which
 * they are told.
 */
export function mentions(old: Source, now: Source): Mention[] {
  const { all } = differences(old, now);
  if (all.length === 0) return [];
  const phraseOf = phrasesOf(old, now, all);
  const [before, after] = [countsOf(old), countsOf(now)];
  const found = new Map<string, Mention>();
  const put = (name: string, difference: Difference | null) => {
    const key = referenceKey(name);
    if (key === '' || found.has(key)) return;
    const [was, is] = [before.get(key), after.get(key)];
    found.set(key, {
      name: is?.name ?? was?.name ?? name,
      key,
      before: was?.count ?? 0,
      after: is?.count ?? 0,
      says: difference === null ? null : phraseOf(difference),
    });
  };
  for (const of of order)
    for (const difference of all)
      if (difference.class === of) for (const name of withQualified(difference)) put(name, difference);
  for (const key of new Set([...before.keys(), ...after.keys()])) {
    const [was, is] = [before.get(key), after.get(key)];
    if (was?.count !== is?.count) put((is ?? was)?.name ?? key, null);
  }
  return [...found.values()];
}

/** A member of a data block is named with its block elsewhere. */
function withQualified(difference: Difference): string[] {
  const names = namesIn(difference);
  const unit = (difference.unit.new ?? difference.unit.old)?.unit;
  const [member] = names;
  const qualified =
    difference.member !== null && member !== undefined && unit !== undefined && isQualifying(unit.kind);
  return qualified ? [...names, `${unit.name}.${member}`] : names;
}

function countsOf(source: Source): Map<string, { readonly name: string; count: number }> {
  const counts = new Map<string, { readonly name: string; count: number }>();
  for (const { key, name } of references(source)) {
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { name, count: 1 });
    else known.count++;
  }
  return counts;
}
