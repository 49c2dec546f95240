import type { Member, Source, Unit } from '../model/index.ts';
import { bodyNodes } from './body-nodes.ts';
import type { Sides, UnitAt } from './difference.ts';
import { common } from './likeness.ts';
import { Interner, type Node } from './node.ts';
import { Waiting } from './waiting.ts';

export interface UnitPair {
  readonly old: UnitAt;
  readonly new: UnitAt;
  /** It stands in another unit than before. */
  readonly moved: boolean;
}

export interface MatchedUnits {
  readonly pairs: readonly UnitPair[];
  readonly removed: readonly UnitAt[];
  readonly added: readonly UnitAt[];
}

/** Units less alike than this are different ones. */
const enough = 0.6;
/** Pairs weighed for likeness. */
const weighedAtMost = 10_000;
/** Names, operands and members looked at of one unit. */
const lookedAt = 5_000;

/** Which unit of the old side is which of the new one: by key, then by id, then by what is in it. In the new side's order. */
export function matchUnits(old: Source, now: Source): MatchedUnits {
  const matching = new Matching();
  matching.level(allAt(old.units, [], old), allAt(now.units, [], now));
  matching.byId();
  matching.elsewhere();
  matching.byLikeness();
  return matching.result();
}

function allAt(
  units: readonly Unit[],
  within: readonly Unit[],
  { language }: Pick<Source, 'language'>,
): UnitAt[] {
  return units.map(unit => ({ unit, within, language }));
}

class Matching {
  readonly #pairs: UnitPair[] = [];
  readonly #partners = new Map<Unit, Unit>();
  readonly #removed = new Set<UnitAt>();
  readonly #added = new Set<UnitAt>();
  readonly #bags = new Map<UnitAt, ReadonlyMap<string, number>>();

  result(): MatchedUnits {
    return { pairs: this.#pairs, removed: [...this.#removed], added: [...this.#added] };
  }

  /** Units of one place by key; of several with one key each in its order. */
  level(old: readonly UnitAt[], now: readonly UnitAt[]): void {
    const waiting = new Waiting(old, ({ unit }) => unit.key);
    for (const each of now) {
      const was = waiting.take(each.unit.key);
      if (was === undefined) this.#added.add(each);
      else this.#pair(was, each, false);
    }
    for (const each of waiting.left()) this.#removed.add(each);
  }

  byId(): void {
    this.#by(({ unit }) => unit.id);
  }

  /** The same kind and name in another unit. */
  elsewhere(): void {
    this.#by(({ unit }) => unit.key);
  }

  byLikeness(): void {
    const [removed, added] = [[...this.#removed], [...this.#added]];
    if (removed.length * added.length > weighedAtMost) return;
    const weighed = removed.flatMap(was =>
      added.flatMap(is => {
        const weight = this.#alike(was, is);
        return weight >= enough ? [{ was, is, weight }] : [];
      }),
    );
    // Stable: of equally alike ones the first of either side.
    weighed.sort((a, b) => b.weight - a.weight);
    const taken = new Set<UnitAt>();
    for (const { was, is } of weighed) {
      if (taken.has(was) || taken.has(is)) continue;
      taken.add(was).add(is);
      this.#take(was, is);
    }
  }

  #by(keyOf: (at: UnitAt) => string | null): void {
    const waiting = new Waiting(this.#removed, keyOf);
    for (const each of [...this.#added]) {
      const key = keyOf(each);
      const was = key === null ? undefined : waiting.take(key);
      if (was !== undefined) this.#take(was, each);
    }
  }

  #take(was: UnitAt, is: UnitAt): void {
    this.#removed.delete(was);
    this.#added.delete(is);
    const isSamePlace =
      was.within.length === is.within.length &&
      was.within.every((unit, at) => this.#same(unit, is.within[at]));
    this.#pair(was, is, !isSamePlace);
  }

  #same(old: Unit, now: Unit | undefined): boolean {
    return old.key === now?.key || (now !== undefined && this.#partners.get(old) === now);
  }

  #pair(old: UnitAt, now: UnitAt, moved: boolean): void {
    this.#pairs.push({ old, new: now, moved });
    this.#partners.set(old.unit, now.unit);
    this.level(
      allAt(old.unit.units, [...old.within, old.unit], old),
      allAt(now.unit.units, [...now.within, now.unit], now),
    );
  }

  #alike(old: UnitAt, now: UnitAt): number {
    if (old.unit.kind !== now.unit.kind) return 0;
    const [was, is] = [this.#bag(old), this.#bag(now)];
    const names = common(pairsOf(old.unit.name), pairsOf(now.unit.name));
    if (was.size < 3 || is.size < 3) return was.size === is.size ? 0.5 * names + 0.5 * common(was, is) : 0;
    const numbered = old.unit.number !== null && old.unit.number === now.unit.number ? 0.1 : 0;
    return 0.85 * common(was, is) + 0.15 * names + numbered;
  }

  #bag(at: UnitAt): ReadonlyMap<string, number> {
    const known = this.#bags.get(at);
    if (known !== undefined) return known;
    const made = contentOf(at.unit);
    this.#bags.set(at, made);
    return made;
  }
}

function contentOf(unit: Unit): Map<string, number> {
  const counts = new Map<string, number>();
  let left = lookedAt;
  const count = (key: string) => {
    left--;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  };
  const ofMember = (member: Member): void => {
    count(`member ${member.key} ${member.typeKey ?? member.type}`);
    for (const inner of member.members) if (left > 0) ofMember(inner);
  };
  const ofNode = (node: Node): void => {
    for (const { key, kind } of node.tokens) if (kind !== 'operator') count(key);
    for (const held of node.holds) if (left > 0) ofNode(held);
  };
  for (const member of unit.members) if (left > 0) ofMember(member);
  for (const network of unit.networks)
    if (left > 0) for (const node of bodyNodes(network.body, new Interner())) ofNode(node);
  for (const inner of unit.units) if (left > 0) count(`unit ${inner.key}`);
  return counts;
}

function pairsOf(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  const lower = text.toLowerCase();
  for (let at = 0; at + 1 < lower.length; at++) {
    const pair = lower.slice(at, at + 2);
    counts.set(pair, (counts.get(pair) ?? 0) + 1);
  }
  return counts;
}

/** `FB_Conveyor (FB12)`, with the units it stands in where they say more: `MainProgram/Eject`. */
export function unitName(at: UnitAt): string {
  const { unit, within } = at;
  const outer = within.filter(({ kind }) => kind !== 'controller').map(({ name }) => name);
  const name = [...outer, unit.name].filter(part => part !== '').join('/');
  const prefix = unit.number === null ? undefined : numbered[unit.kind];
  const number = prefix === undefined ? '' : `${prefix}${unit.number}`;
  if (number === '' || name.replace(/\s+/g, '').toUpperCase() === number) return name;
  return name === '' ? number : `${name} (${number})`;
}

const numbered: Readonly<Partial<Record<Unit['kind'], string>>> = {
  'organisation-block': 'OB',
  function: 'FC',
  'function-block': 'FB',
  'data-block': 'DB',
  'data-type': 'UDT',
};

/** The name of a unit on the side where it is now, else where it was. */
export function nameOf(unit: Sides<UnitAt>): string {
  const at = unit.new ?? unit.old;
  return at === null ? '' : unitName(at);
}
