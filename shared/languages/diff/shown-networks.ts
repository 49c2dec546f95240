import { editsBetween } from '../../sequences/index.ts';
import { type BodyLine, bodyLines, type Difference, nameOf, type Sides } from '../compare/index.ts';
import type { Network } from '../model/index.ts';
import { clip, clipOrNull } from './clip.ts';
import { type PictureBudget, pictureOf } from './pictures.ts';
import { type CodeLine, type CodeNetwork, codeLimits } from './schema.ts';

/** The networks that differ, in the order their differences come in; bounded by `codeLimits`. */
export function shownNetworks(differences: readonly Difference[]): {
  readonly networks: CodeNetwork[];
  readonly truncated: boolean;
} {
  const told = new Map<
    Network,
    { readonly sides: Sides<Network>; readonly first: Difference; moved: boolean }
  >();
  for (const difference of differences) {
    const sides = sidesOf(difference);
    const key = sides?.new ?? sides?.old ?? null;
    if (sides === null || key === null) continue;
    const known = told.get(key);
    const moved = difference.aspect === 'network' && difference.sign === 'moved';
    if (known === undefined) told.set(key, { sides, first: difference, moved });
    else known.moved ||= moved;
  }
  const budget = { pieces: codeLimits.pieces };
  let lines = codeLimits.lines;
  const networks: CodeNetwork[] = [];
  for (const { sides, first, moved } of told.values()) {
    if (networks.length >= codeLimits.networks || lines <= 0) break;
    const network = shown(sides, first, moved, lines, budget);
    lines -= network.lines.length;
    networks.push(network);
  }
  return { networks, truncated: networks.length < told.size || networks.some(({ truncated }) => truncated) };
}

/** The network with both its sides, also where the piece is on one of them only. */
function sidesOf({ piece, network }: Difference): Sides<Network> | null {
  if (piece === null) return network;
  const { old, new: now } = piece;
  return (now ?? old)?.place ?? null;
}

function shown(
  sides: Sides<Network>,
  first: Difference,
  moved: boolean,
  left: number,
  budget: PictureBudget,
): CodeNetwork {
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
    lines: all.slice(0, left).map(line => ({ ...line, text: clip(line.text) })),
    picture: pictures.old === null && pictures.new === null ? null : pictures,
    truncated: all.length > left,
  };
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
