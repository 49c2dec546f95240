import { editsBetween } from '../../sequences/index.ts';
import { type BodyLine, bodyLines, type Difference, nameOf, namesIn, type Sides } from '../compare/index.ts';
import type { Network } from '../model/index.ts';
import { clip, clipOrNull, clipSigned } from './clip.ts';
import { type PictureBudget, pictureOf } from './pictures.ts';
import { type CodeLine, type CodeNetwork, codeLimits } from './schema.ts';

/** Characters of one name. */
const longestName = 200;

type Mark = CodeNetwork['marks'][number];

interface Told {
  readonly sides: Sides<Network>;
  readonly first: Difference;
  moved: boolean;
  readonly marks: Mark[];
}

/** The networks that differ, in the order their differences come in; bounded by `codeLimits`. */
export function shownNetworks(differences: readonly Difference[]): {
  readonly networks: CodeNetwork[];
  readonly truncated: boolean;
} {
  const all = new Map<Network, Told>();
  differences.forEach((difference, change) => {
    for (const { sides, mark } of placesOf(difference)) {
      const key = sides.new ?? sides.old;
      if (key === null) continue;
      const told = all.get(key) ?? { sides, first: difference, moved: false, marks: [] };
      all.set(key, told);
      told.moved ||= difference.aspect === 'network' && difference.sign === 'moved';
      if (mark !== null) told.marks.push({ change, ...mark });
    }
  });
  const budget = { pieces: codeLimits.pieces, names: codeLimits.names };
  let lines = codeLimits.lines;
  const networks: CodeNetwork[] = [];
  for (const told of all.values()) {
    if (networks.length >= codeLimits.networks || lines <= 0) break;
    const network = shown(told, lines, budget);
    lines -= network.lines.length;
    networks.push(network);
  }
  return { networks, truncated: networks.length < all.size || networks.some(({ truncated }) => truncated) };
}

/** The networks a difference is told of: two where a piece went from one into another. */
function placesOf({ piece, network, unit }: Difference): {
  readonly sides: Sides<Network>;
  readonly mark: Omit<Mark, 'change'> | null;
}[] {
  if (piece === null && network === null) return networksOf(unit).map(sides => ({ sides, mark: null }));
  if (piece === null) return network === null ? [] : [{ sides: network, mark: null }];
  const [old, now] = [piece.old, piece.new];
  const isCarried = old !== null && now !== null && old.place !== now.place;
  if (isCarried)
    return [
      { sides: now.place, mark: { old: null, new: now.node.place } },
      { sides: old.place, mark: { old: old.node.place, new: null } },
    ];
  const sides = (now ?? old)?.place;
  const mark = { old: old?.node.place ?? null, new: now?.node.place ?? null };
  return sides === undefined ? [] : [{ sides, mark }];
}

/** All the networks of a unit that came or went whole, with those of the units in it. */
function networksOf({ old, new: now }: Difference['unit']): Sides<Network>[] {
  if (old !== null && now !== null) return [];
  const found: Sides<Network>[] = [];
  const open = [(now ?? old)?.unit];
  for (let at = open.shift(); at !== undefined && found.length < codeLimits.networks; at = open.shift()) {
    for (const network of at.networks)
      found.push(now === null ? { old: network, new: null } : { old: null, new: network });
    open.unshift(...at.units);
  }
  return found;
}

/** What networks may still take of the bounds of all of them. */
interface Budget extends PictureBudget {
  names: number;
}

function shown({ sides, first, moved, marks }: Told, left: number, budget: Budget): CodeNetwork {
  const { old, new: now } = sides;
  const all = linesOf(old === null ? [] : bodyLines(old.body), now === null ? [] : bodyLines(now.body));
  const pictures = {
    old: old === null ? null : pictureOf(old.body, budget),
    new: now === null ? null : pictureOf(now.body, budget),
  };
  return {
    unit: nameOf(first.unit),
    sign: old === null ? 'added' : now === null ? 'removed' : moved ? 'moved' : 'changed',
    number: { old: old?.number ?? null, new: now?.number ?? null },
    title: { old: clipOrNull(old?.title ?? null), new: clipOrNull(now?.title ?? null) },
    language: (now ?? old)?.language ?? '',
    lines: clipSigned(all.slice(0, left)),
    names: namesOf(sides, budget),
    picture: pictures.old === null && pictures.new === null ? null : pictures,
    marks,
    truncated: all.length > left,
  };
}

function namesOf({ old, new: now }: Sides<Network>, budget: Budget): string[] {
  const names = new Set<string>();
  for (const side of [now, old]) for (const name of side === null ? [] : namesIn(side.body)) names.add(name);
  const listed = [...names].slice(0, Math.min(codeLimits.networkNames, budget.names));
  budget.names -= listed.length;
  return listed.map(name => clip(name, longestName));
}

function linesOf(old: readonly BodyLine[], now: readonly BodyLine[]): CodeLine[] {
  const edits = editsBetween(
    old.map(({ text }) => text),
    now.map(({ text }) => text),
  );
  const end = { oldFrom: old.length, oldTo: old.length, newFrom: now.length, newTo: now.length };
  const lines: CodeLine[] = [];
  let [oldAt, newAt] = [0, 0];
  for (const edit of [...edits, end]) {
    for (; oldAt < edit.oldFrom; oldAt++, newAt++)
      lines.push(line(' ', now[newAt], { old: oldAt + 1, new: newAt + 1 }));
    for (; oldAt < edit.oldTo; oldAt++) lines.push(line('-', old[oldAt], { old: oldAt + 1, new: null }));
    for (; newAt < edit.newTo; newAt++) lines.push(line('+', now[newAt], { old: null, new: newAt + 1 }));
  }
  return lines;
}

function line(
  sign: CodeLine['sign'],
  from: BodyLine | undefined,
  at: { readonly old: number | null; readonly new: number | null },
): CodeLine {
  return { sign, ...at, text: from?.text ?? '', place: from?.place ?? '' };
}
