import { editsOfIds } from '../../sequences/index.ts';
import type { Attribute, Member } from '../model/index.ts';
import { aligned } from './align.ts';
import { attributeDifferences } from './attributes.ts';
import type {
  Difference,
  DifferenceAspect,
  DifferenceClass,
  DifferenceSign,
  Sides,
  UnitAt,
} from './difference.ts';
import { common } from './likeness.ts';
import { plainComment } from './node.ts';
import { byAddress, orderMeans } from './order.ts';
import { sameMeasure, sameMember } from './same.ts';
import { Shifts } from './shifted.ts';
import { Waiting } from './waiting.ts';

/** Members that went and came beyond this many are not looked through for renamed ones. */
const renamedAmong = 400;

/** How the members of two versions of a unit differ. */
export function memberDifferences(unit: Sides<UnitAt>): Difference[] {
  const found: Difference[] = [];
  compareLists(
    unit,
    unit.old?.unit.members ?? [],
    unit.new?.unit.members ?? [],
    { old: [], new: [], isFollowed: false },
    found,
  );
  return found;
}

interface Within {
  readonly old: readonly Member[];
  readonly new: readonly Member[];
  /** Whether others lie behind what holds them. */
  readonly isFollowed: boolean;
}

function compareLists(
  unit: Sides<UnitAt>,
  old: readonly Member[],
  now: readonly Member[],
  within: Within,
  found: Difference[],
): void {
  const { pairs, removed, added } = matched(old, now);
  const { isFollowed } = within;
  const before = new Shifts(unit.old, old, new Set(pairs.map(([was]) => was)), isFollowed);
  const after = new Shifts(unit.new, now, new Set(pairs.map(([, is]) => is)), isFollowed);
  for (const [was, is] of pairs) compareMembers(unit, was, is, within, after, found);
  for (const was of removed)
    found.push({ ...whole(unit, 'removed', was, null, within), name: before.ofOne(was) });
  for (const is of added) found.push({ ...whole(unit, 'added', null, is, within), name: after.ofOne(is) });
  found.push(...reordered(unit, pairs, now, within));
}

function compareMembers(
  unit: Sides<UnitAt>,
  old: Member,
  now: Member,
  within: Within,
  shifts: Shifts,
  found: Difference[],
): void {
  if (sameMember(old, now)) return;
  const tell = (
    kind: DifferenceClass,
    aspect: DifferenceAspect,
    from: string | null,
    to: string | null,
    sign: DifferenceSign = from === null ? 'added' : to === null ? 'removed' : 'changed',
    name: string | null = null,
  ) => found.push({ ...about(unit, old, now, within), class: kind, aspect, sign, name, old: from, new: to });
  if (old.key !== now.key) tell('interface', 'name', old.name, now.name, 'renamed');
  if ((old.typeKey ?? old.type) !== (now.typeKey ?? now.type))
    tell('interface', 'type', old.type, now.type, 'retyped', shifts.ofType(old, now));
  if (old.section !== now.section) tell('interface', 'section', old.section, now.section);
  if (old.address !== now.address) tell('interface', 'address', old.address, now.address);
  if (valueKey(old) !== valueKey(now)) tell('value', 'value', old.value, now.value);
  if (!sameMeasure(old, now)) {
    if (old.unit !== now.unit) tell('value', 'measure', old.unit, now.unit);
    if (rangeText(old) !== rangeText(now)) tell('value', 'range', rangeText(old), rangeText(now));
  }
  const [from, to] = [plainComment(old.comment), plainComment(now.comment)];
  if (from !== to) tell('comment', 'comment', from, to);
  for (const attribute of attributeDifferences(old.attributes, now.attributes))
    found.push({ ...about(unit, old, now, within), ...attribute });
  const inner = {
    old: [...within.old, old],
    new: [...within.new, now],
    isFollowed: shifts.isBefore(now),
  };
  compareLists(unit, old.members, now.members, inner, found);
}

function valueKey(member: Member): string | null {
  return member.value === null ? null : (member.valueKey ?? member.value);
}

function rangeText({ range }: Member): string | null {
  return range === null ? null : `${range[0]}..${range[1]}`;
}

function about(unit: Sides<UnitAt>, old: Member | null, now: Member | null, within: Within) {
  return {
    unit,
    member: {
      old: old === null ? null : { member: old, within: within.old },
      new: now === null ? null : { member: now, within: within.new },
    },
    network: null,
    piece: null,
    name: null,
  };
}

function whole(
  unit: Sides<UnitAt>,
  sign: 'added' | 'removed',
  old: Member | null,
  now: Member | null,
  within: Within,
): Difference {
  const [from, to] = [old, now].map(member => (member === null ? null : declared(member)));
  return {
    ...about(unit, old, now, within),
    class: 'interface',
    aspect: 'member',
    sign,
    old: from ?? null,
    new: to ?? null,
  };
}

/** `Level : REAL := 80.0`, as a declaration says it. */
function declared(member: Member): string {
  const address = member.address === null ? '' : ` AT ${member.address}`;
  const type = member.type === '' ? '' : ` : ${member.type}`;
  const value = member.value === null ? '' : ` := ${member.value}`;
  return `${member.name}${address}${type}${value}`;
}

interface Matched {
  readonly pairs: (readonly [Member, Member])[];
  readonly removed: Member[];
  readonly added: Member[];
}

/** By key; then what has another name and is the same member all the same. In the order of the new side. */
function matched(old: readonly Member[], now: readonly Member[]): Matched {
  const waiting = new Waiting(old, ({ key }) => key);
  const pairs: (readonly [Member, Member])[] = [];
  const added: Member[] = [];
  for (const member of now) {
    // Of several with one key the equal one.
    const was = waiting.take(member.key, each => sameMember(each, member));
    if (was === undefined) added.push(member);
    else pairs.push([was, member]);
  }
  const left = new Set(waiting.left());
  const removed = old.filter(member => left.has(member));
  if (removed.length === 0 || added.length === 0 || Math.max(removed.length, added.length) > renamedAmong)
    return { pairs, removed, added };
  const [oldPlaces, newPlaces] = [places(old, removed), places(now, added)];
  const renamed = aligned(
    removed.length,
    added.length,
    (a, b) => {
      const [was, is] = [removed[a], added[b]];
      if (was === undefined || is === undefined) return 0;
      return renamedLikeness(was, is, oldPlaces.get(was) === newPlaces.get(is));
    },
    0.5,
  );
  const [goneOld, goneNew] = [new Set<Member>(), new Set<Member>()];
  for (const pair of renamed) {
    const [was, is] = [removed[pair.old], added[pair.new]];
    if (was === undefined || is === undefined) continue;
    pairs.push([was, is]);
    goneOld.add(was);
    goneNew.add(is);
  }
  return {
    pairs,
    removed: removed.filter(member => !goneOld.has(member)),
    added: added.filter(member => !goneNew.has(member)),
  };
}

/** Behind which member that stays each of some stands: what stands in one place there may be one. */
function places(all: readonly Member[], some: readonly Member[]): Map<Member, string> {
  const asked = new Set(some);
  const found = new Map<Member, string>();
  let before = '';
  for (const member of all) {
    if (asked.has(member)) found.set(member, before);
    else before = member.key;
  }
  return found;
}

/**
 * How surely a member is another one under a new name. One address, or one type in one place with a name, a value
 * or a comment in common, is enough; a type in common alone is not.
 */
function renamedLikeness(old: Member, now: Member, samePlace: boolean): number {
  if (old.section !== now.section) return 0;
  const sameType = (old.typeKey ?? old.type) === (now.typeKey ?? now.type);
  if (old.address !== null && now.address !== null)
    return old.address === now.address && sameType ? 1 : old.address === now.address ? 0.7 : 0;
  const told = plainComment(old.comment);
  let likeness = 0;
  if (samePlace) likeness += 0.25;
  if (sameType) likeness += 0.2;
  if (told !== null && told === plainComment(now.comment)) likeness += 0.3;
  if (valueKey(old) !== null && valueKey(old) === valueKey(now)) likeness += 0.15;
  if (old.attributes.length > 0 && sameAttributes(old.attributes, now.attributes)) likeness += 0.15;
  if (old.members.length > 0)
    likeness += 0.5 * common(bag(old.members.map(({ key }) => key)), bag(now.members.map(({ key }) => key)));
  return likeness + 0.4 * common(bag(pairsOf(old.key)), bag(pairsOf(now.key)));
}

function sameAttributes(old: readonly Attribute[], now: readonly Attribute[]): boolean {
  return attributeDifferences(old, now).length === 0;
}

function bag(things: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const thing of things) counts.set(thing, (counts.get(thing) ?? 0) + 1);
  return counts;
}

function pairsOf(text: string): string[] {
  return Array.from({ length: Math.max(text.length - 1, 0) }, (_, at) => text.slice(at, at + 2));
}

/** Members that stay and stand in another order, where order means something: told once for a list. */
function reordered(
  unit: Sides<UnitAt>,
  pairs: readonly (readonly [Member, Member])[],
  now: readonly Member[],
  within: Within,
): Difference[] {
  const [first] = pairs;
  if (first === undefined || unit.new === null) return [];
  const at = unit.new;
  const numbers = new Map<Member, number>();
  const partners = new Map(pairs.map(([was, is]) => [is, was]));
  const newOrder = byAddress(now.filter(member => partners.has(member) && orderMeans(at, member) !== null));
  for (const [number, member] of newOrder.entries()) numbers.set(member, number);
  const kept = newOrder.flatMap(member => partners.get(member) ?? []);
  const all = within.old.at(-1)?.members ?? unit.old?.unit.members ?? [];
  const oldOrder = byAddress(orderedAs(kept, all));
  const byOld = new Map(pairs.map(([was, is]) => [was, numbers.get(is) ?? -1]));
  const sequence = Int32Array.from(oldOrder, member => byOld.get(member) ?? -1);
  const edits = editsOfIds(
    sequence,
    Int32Array.from(newOrder, (_, number) => number),
  );
  const movedOnes = edits.flatMap(edit => newOrder.slice(edit.newFrom, edit.newTo));
  const [lead] = movedOnes;
  if (lead === undefined) return [];
  const names = movedOnes.map(({ name }) => name).join(', ');
  return [
    {
      ...about(unit, partners.get(lead) ?? null, lead, within),
      class: 'interface',
      aspect: 'order',
      sign: 'reordered',
      name: orderMeans(at, lead),
      old: null,
      new: names,
    },
  ];
}

function orderedAs(members: readonly Member[], all: readonly Member[]): Member[] {
  const asked = new Set(members);
  return all.filter(member => asked.has(member));
}
