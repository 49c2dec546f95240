import type { Network, Source, Unit } from '../model/index.ts';
import { attributeDifferences } from './attributes.ts';
import type {
  Difference,
  DifferenceAspect,
  DifferenceClass,
  DifferenceSign,
  Piece,
  Sides,
  UnitAt,
} from './difference.ts';
import { memberDifferences } from './members.ts';
import { type MatchedNetworks, matchNetworks } from './networks.ts';
import { Interner, type Node, plainComment } from './node.ts';
import { remarkDifferences } from './remarks.ts';
import { sameUnit } from './same.ts';
import { nodeText } from './text.ts';
import { type NodeEdit, TreeDiff } from './tree-diff.ts';
import { matchUnits, type UnitPair, unitName } from './units.ts';

/** All that differs between two versions of one source, and how many units do not. */
export interface Differences {
  readonly all: readonly Difference[];
  readonly units: { readonly equal: number; readonly differing: number };
  /** Units that one side has along only because others need them: no difference. */
  readonly context: readonly Sides<UnitAt>[];
}

/**
 * Compares two versions of a source. The same for the same two, in the order of the new side. Time grows with the
 * size of both and, where they differ, with the pieces that do.
 */
export function differences(old: Source, now: Source): Differences {
  const { pairs, removed, added } = matchUnits(old, now);
  const all: Difference[] = [];
  let equal = 0;
  for (const pair of pairs) {
    const found = ownEqual(pair) ? [] : unitDifferences(pair);
    if (found.length === 0) equal++;
    for (const each of found) all.push(each);
  }
  const came = added.filter(({ unit }) => unit.context !== true);
  const went = removed.filter(({ unit }) => unit.context !== true);
  for (const each of went) all.push(wholeUnit({ old: each, new: null }, 'removed'));
  for (const each of came) all.push(wholeUnit({ old: null, new: each }, 'added'));
  for (const each of remarkDifferences(old, now)) all.push(each);
  return {
    all,
    units: { equal, differing: pairs.length - equal + came.length + went.length },
    context: [
      ...removed.filter(({ unit }) => unit.context === true).map(each => ({ old: each, new: null })),
      ...added.filter(({ unit }) => unit.context === true).map(each => ({ old: null, new: each })),
    ],
  };
}

/** Equal beside the units within, which are pairs of their own. */
function ownEqual({ old, new: now, moved }: UnitPair): boolean {
  if (moved) return false;
  return old.unit === now.unit || sameUnit({ ...old.unit, units: [] }, { ...now.unit, units: [] });
}

function wholeUnit(unit: Sides<UnitAt>, sign: 'added' | 'removed'): Difference {
  const at = unit.new ?? unit.old;
  const name = at === null ? null : unitName(at);
  return {
    ...plain(unit),
    class: at === null || !runs(at.unit) ? 'interface' : 'logic',
    aspect: 'unit',
    sign,
    name: at === null ? null : heldBy(at.unit),
    old: sign === 'removed' ? name : null,
    new: sign === 'added' ? name : null,
  };
}

/** What a unit holds, those within counted along: `2 blocks, 12 networks, 40 members`; null where it holds nothing. */
function heldBy(unit: Unit): string | null {
  const counts = { units: -1, networks: 0, statements: 0, members: 0 };
  const open = [unit];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    counts.units++;
    counts.members += at.members.length;
    for (const { body } of at.networks)
      if (body.form === 'statements') counts.statements += body.statements.length;
      else counts.networks++;
    open.push(...at.units);
  }
  const told = [
    counted(counts.units, 'unit'),
    counted(counts.networks, 'network'),
    counted(counts.statements, 'statement'),
    counted(counts.members, 'member'),
  ].filter(text => text !== null);
  return told.length === 0 ? null : told.join(', ');
}

function counted(number: number, noun: string): string | null {
  return number === 0 ? null : `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function runs(unit: Unit): boolean {
  return unit.networks.length > 0 || unit.kind === 'task' || unit.units.some(runs);
}

function plain(unit: Sides<UnitAt>) {
  return { unit, member: null, network: null, piece: null, name: null };
}

function unitDifferences(pair: UnitPair): Difference[] {
  const unit = { old: pair.old, new: pair.new };
  const [old, now] = [pair.old.unit, pair.new.unit];
  const found: Difference[] = [];
  const tell = (
    kind: DifferenceClass,
    aspect: DifferenceAspect,
    from: string | null,
    to: string | null,
    sign: DifferenceSign = from === null ? 'added' : to === null ? 'removed' : 'changed',
  ) => found.push({ ...plain(unit), class: kind, aspect, sign, old: from, new: to });
  if (pair.moved) tell('logic', 'unit', unitName(pair.old), unitName(pair.new), 'moved');
  if (old.key !== now.key) tell('interface', 'unit', unitName(pair.old), unitName(pair.new), 'renamed');
  if (old.number !== now.number)
    tell('attribute', 'number', old.number?.toString() ?? null, now.number?.toString() ?? null);
  const [oldTitle, newTitle] = [plainComment(old.title), plainComment(now.title)];
  if (oldTitle !== newTitle) tell('comment', 'title', oldTitle, newTitle);
  const [oldComment, newComment] = [plainComment(old.comment), plainComment(now.comment)];
  if (oldComment !== newComment) tell('comment', 'comment', oldComment, newComment);
  for (const each of attributeDifferences(old.attributes, now.attributes))
    found.push({ ...plain(unit), ...each });
  return [...found, ...memberDifferences(unit), ...codeDifferences(unit, old, now)];
}

function codeDifferences(unit: Sides<UnitAt>, old: Unit, now: Unit): Difference[] {
  if (old.networks.length === 0 && now.networks.length === 0) return [];
  const interner = new Interner();
  const matched = matchNetworks(old.networks, now.networks, interner);
  const found = networkDifferences(unit, matched);
  const trees = new TreeDiff<Sides<Network>>(interner);
  for (const pair of matched.pairs) {
    const network = { old: pair.old.network, new: pair.new.network };
    trees.compare(pair.old.root.holds, pair.new.root.holds, network, network);
  }
  const edits = trees.done().filter(isTold);
  return [
    ...found,
    ...byPlace(
      edits.map(edit => ofEdit(unit, edit)),
      matched,
    ),
  ];
}

function networkDifferences(unit: Sides<UnitAt>, { pairs, removed, added }: MatchedNetworks): Difference[] {
  const found: Difference[] = [];
  const tell = (
    network: Sides<Network>,
    kind: DifferenceClass,
    aspect: DifferenceAspect,
    from: string | null,
    to: string | null,
    sign: DifferenceSign = from === null ? 'added' : to === null ? 'removed' : 'changed',
  ) => found.push({ ...plain(unit), network, class: kind, aspect, sign, old: from, new: to });
  for (const { old, new: now, moved } of pairs) {
    const network = { old: old.network, new: now.network };
    if (moved) tell(network, 'logic', 'network', old.network.number, now.network.number, 'moved');
    if (old.network.language !== now.network.language)
      tell(network, 'attribute', 'language', old.network.language, now.network.language);
    const [oldTitle, newTitle] = [plainComment(old.network.title), plainComment(now.network.title)];
    if (oldTitle !== newTitle) tell(network, 'comment', 'title', oldTitle, newTitle);
    const [oldComment, newComment] = [plainComment(old.network.comment), plainComment(now.network.comment)];
    if (oldComment !== newComment) tell(network, 'comment', 'comment', oldComment, newComment);
    for (const each of attributeDifferences(old.network.attributes, now.network.attributes))
      found.push({ ...plain(unit), network, ...each });
  }
  for (const { network, root } of removed)
    tell({ old: network, new: null }, weight(root), 'network', textOf(root), null);
  for (const { network, root } of added)
    tell({ old: null, new: network }, weight(root), 'network', null, textOf(root));
  return found;
}

/** A network with nothing in it does nothing. */
function weight(root: Node): DifferenceClass {
  return root.holds.length === 0 ? 'comment' : 'logic';
}

function textOf(root: Node): string {
  const lines = root.holds.slice(0, 20).map(nodeText);
  return `${lines.join('\n')}${root.holds.length > 20 ? '\n…' : ''}`;
}

/** Wires alone are not told where what lies on them is. */
function isTold(edit: NodeEdit<Sides<Network>>): boolean {
  if (edit.sign !== 'added' && edit.sign !== 'removed') return true;
  const { node, bare } = edit.sign === 'added' ? edit.new : edit.old;
  return !(bare === true && (node.kind === 'circuit' || node.kind === 'parallel' || node.kind === 'branch'));
}

const aspects: Readonly<Partial<Record<Node['kind'], DifferenceAspect>>> = {
  circuit: 'branch',
  parallel: 'branch',
  branch: 'branch',
  contact: 'contact',
  coil: 'coil',
  box: 'box',
  pin: 'pin',
  verbatim: 'verbatim',
  step: 'step',
  action: 'action',
  transition: 'transition',
};

function ofEdit(unit: Sides<UnitAt>, edit: NodeEdit<Sides<Network>>): Difference {
  const piece: Sides<Piece> = {
    old: edit.sign === 'added' ? null : edit.old,
    new: edit.sign === 'removed' ? null : edit.new,
  };
  const network = { old: piece.old?.place.old ?? null, new: piece.new?.place.new ?? null };
  const any = piece.new ?? piece.old;
  const base = { unit, member: null, network, piece, name: null };
  if (edit.sign === 'comment') {
    const [old, now] = [edit.old.node.comment, edit.new.node.comment];
    const sign = old === null ? 'added' : now === null ? 'removed' : 'changed';
    return { ...base, class: 'comment', aspect: 'comment', sign, old, new: now };
  }
  const isRenamed =
    edit.sign === 'changed' && (any?.node.kind === 'step' || any?.node.kind === 'box') && otherName(edit);
  return {
    ...base,
    class: edit.sign === 'changed' && isValue(edit.old.node, edit.new.node) ? 'value' : 'logic',
    aspect: any === null ? 'statement' : (aspects[any.node.kind] ?? 'statement'),
    sign: isRenamed ? 'renamed' : edit.sign,
    old: piece.old === null ? null : nodeText(piece.old.node),
    new: piece.new === null ? null : nodeText(piece.new.node),
  };
}

function otherName(edit: { readonly old: Piece; readonly new: Piece }): boolean {
  const [old, now] = [edit.old.node, edit.new.node];
  if (old.kind === 'step') return old.tokens[0]?.key !== now.tokens[0]?.key;
  return old.tokens[0]?.key === now.tokens[0]?.key && old.tokens[1]?.key !== now.tokens[1]?.key;
}

const literals: ReadonlySet<string> = new Set(['number', 'duration', 'date', 'text']);

/** Whether nothing but constants differs. A label of `CASE` is what is chosen, not what is set. */
function isValue(old: Node, now: Node): boolean {
  if (old.tokens.length !== now.tokens.length || old.kind === 'selection') return false;
  return old.tokens.every((token, at) => {
    const other = now.tokens[at];
    if (other === undefined) return false;
    return token.key === other.key || (literals.has(token.kind) && literals.has(other.kind));
  });
}

/** As the new side has its networks, and in them as their pieces stand; what is gone stands where it was. */
function byPlace(differences: readonly Difference[], { pairs, removed }: MatchedNetworks): Difference[] {
  const order = new Map<Network, number>();
  pairs.forEach((pair, at) => {
    order.set(pair.new.network, at);
    order.set(pair.old.network, at);
  });
  for (const { network } of removed) order.set(network, pairs.length);
  const networkOf = ({ network }: Difference) => {
    const own = network?.new ?? network?.old ?? null;
    return own === null ? -1 : (order.get(own) ?? -1);
  };
  const placeOf = ({ piece }: Difference) => ((piece?.new ?? piece?.old)?.node.place ?? '').split('.');
  return differences
    .map(difference => ({ difference, network: networkOf(difference), place: placeOf(difference) }))
    .sort((a, b) => a.network - b.network || comparePlaces(a.place, b.place))
    .map(({ difference }) => difference);
}

function comparePlaces(left: readonly string[], right: readonly string[]): number {
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const [from, to] = [left[at] ?? '', right[at] ?? ''];
    if (from === to) continue;
    const difference = Number(from) - Number(to);
    return Number.isNaN(difference) ? (from < to ? -1 : 1) : difference;
  }
  return left.length - right.length;
}
