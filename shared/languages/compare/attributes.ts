import type { Attribute } from '../model/index.ts';
import type { Difference } from './difference.ts';
import { Waiting } from './waiting.ts';

type AttributeDifference = Pick<Difference, 'class' | 'aspect' | 'sign' | 'name' | 'old' | 'new'>;

/** Attributes by name, of several of one name by value; in which order they stand means nothing. */
export function attributeDifferences(
  old: readonly Attribute[],
  now: readonly Attribute[],
): AttributeDifference[] {
  if (old.length === 0 && now.length === 0) return [];
  const [oldLeft, newLeft] = [without(old, now), without(now, old)];
  const waiting = new Waiting(newLeft, ({ name }) => name);
  const found: AttributeDifference[] = [];
  for (const was of oldLeft)
    found.push(difference(was.name, was.value, waiting.take(was.name)?.value ?? null));
  const left = new Set(waiting.left());
  for (const is of newLeft) if (left.has(is)) found.push(difference(is.name, null, is.value));
  return found;
}

function difference(name: string, old: string | null, now: string | null): AttributeDifference {
  const sign = old === null ? 'added' : now === null ? 'removed' : 'changed';
  return { class: 'attribute', aspect: 'attribute', sign, name, old, new: now };
}

function without(some: readonly Attribute[], others: readonly Attribute[]): Attribute[] {
  const counts = new Map<string, number>();
  for (const each of others) counts.set(keyOf(each), (counts.get(keyOf(each)) ?? 0) + 1);
  return some.filter(each => {
    const left = counts.get(keyOf(each)) ?? 0;
    counts.set(keyOf(each), left - 1);
    return left <= 0;
  });
}

function keyOf({ name, value, key }: Attribute): string {
  return `${name}\u0000${key ?? value}`;
}
