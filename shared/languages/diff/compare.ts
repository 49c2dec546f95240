import {
  type Difference,
  type DifferenceClass,
  differences,
  type Node,
  nameOf,
  nodeText,
  type Piece,
  unitName,
} from '../compare/index.ts';
import { findings } from '../findings/index.ts';
import type { Network, Source, Token } from '../model/index.ts';
import { clip, clipOrNull, clipSides, clipSigned } from './clip.ts';
import { noiseOf, problemsOf, unknownOf } from './left-out.ts';
import { type CodeChange, type CodeDiff, type CodeFinding, codeLimits } from './schema.ts';
import { changePhrase, findingPhrase, sentence } from './sentence.ts';
import { shownNetworks } from './shown-networks.ts';
import { spansOf, valuesOf } from './values.ts';

/**
 * How two versions of a source differ in meaning, what that does to the machine, and what was left out. The same
 * for the same two; bounded by `codeLimits`, the counts are of all.
 */
export function compare(old: Source, now: Source): CodeDiff {
  const { all, units, context } = differences(old, now);
  const listed = all.slice(0, codeLimits.changes);
  // Of a file that came or went whole the rules have nothing to say: they tell what a change does to what stays.
  const isWhole = old.units.length === 0 || now.units.length === 0;
  const found = isWhole ? [] : findings({ old, new: now, differences: all });
  const { networks, truncated } = shownNetworks(listed);
  const places = new Map(listed.map((difference, at) => [difference, at]));
  const broken = { old: old.problems.length, new: now.problems.length };
  const unknown = unknownOf(old.unknown, now.unknown);
  const diff: Omit<CodeDiff, 'sentence'> = {
    form: 'code',
    language: { old: old.language, new: now.language },
    writtenBy: { old: clipOrNull(old.writtenBy), new: clipOrNull(now.writtenBy) },
    encoding: { old: old.encoding, new: now.encoding },
    counts: countsOf(all),
    findings: found.slice(0, codeLimits.findings).map(({ rule, says, difference }) => ({
      rule,
      says: clip(says),
      ...placeOf(difference),
      change: places.get(difference) ?? null,
    })),
    units: { ...units, listed: unitsOf(all) },
    changes: listed.map(changeOf),
    networks,
    noise: noiseOf(old, now, context),
    unknown,
    problems: { old: problemsOf(old.problems), new: problemsOf(now.problems) },
    truncated:
      truncated ||
      all.length > listed.length ||
      found.length > codeLimits.findings ||
      units.differing > codeLimits.units ||
      unknown.lines.length >= codeLimits.unknown ||
      Math.max(broken.old, broken.new) > codeLimits.problems,
  };
  return { ...diff, sentence: sentence(diff, broken) };
}

function countsOf(all: readonly Difference[]): CodeDiff['counts'] {
  const counts: Record<DifferenceClass, number> = {
    logic: 0,
    value: 0,
    interface: 0,
    attribute: 0,
    comment: 0,
  };
  for (const difference of all) counts[difference.class]++;
  return counts;
}

function placeOf(difference: Difference): Pick<CodeFinding, 'unit' | 'network' | 'networkLanguage' | 'line'> {
  const { network, piece } = difference;
  const line = lineOf(difference, 'new') ?? lineOf(difference, 'old');
  const place = network === null ? null : (piece?.new?.place.new ?? network.new ?? network.old);
  const number = place?.number ?? '';
  return {
    unit: nameOf(difference.unit),
    network: number === '' ? null : number,
    networkLanguage: place?.language ?? null,
    line,
  };
}

function lineOf(difference: Difference, side: 'old' | 'new'): number | null {
  const { piece, network, member, unit, lines } = difference;
  if (lines !== undefined) return lines[side];
  const at = piece?.[side];
  if (at) return at.node.line ?? outerLine(at) ?? at.place[side]?.line ?? null;
  if (piece !== null) return null;
  return (
    network?.[side]?.line ??
    member?.[side]?.member.line ??
    (member === null ? (unit[side]?.unit.line ?? null) : null)
  );
}

function outerLine({ within }: Piece): number | null {
  return within.findLast(({ line }) => line !== null)?.line ?? null;
}

function changeOf(difference: Difference): CodeChange {
  const { class: of, sign, aspect, name, piece, member, network } = difference;
  const at = member?.new ?? member?.old ?? null;
  const [old, now] = [piece?.old ?? null, piece?.new ?? null];
  const isRead = old !== null && now !== null && sign !== 'moved' && of !== 'comment';
  return {
    class: of,
    sign,
    aspect,
    unit: nameOf(difference.unit),
    member:
      at === null
        ? null
        : [...at.within, at.member]
            .map(part => part.name)
            .join('.')
            .replaceAll('.[', '['),
    network: network === null ? null : { old: numberOf(network.old), new: numberOf(network.new) },
    networkLanguage: (network?.new ?? network?.old)?.language ?? null,
    line: { old: lineOf(difference, 'old'), new: lineOf(difference, 'new') },
    name: clipOrNull(name),
    ...clipSides({ old: difference.old, new: difference.new }),
    spans: isRead ? shownSpans(spansOf(old.node.tokens, now.node.tokens)) : null,
    values: valuesOf(difference).map(value => ({ ...value, ...clipSides(value) })),
    within: piece === null ? null : { old: headsOf(old), new: headsOf(now) },
    place: piece === null ? null : { old: old?.node.place ?? null, new: now?.node.place ?? null },
    names: namesOf(difference),
  };
}

function shownSpans(spans: CodeChange['spans']): CodeChange['spans'] {
  return spans === null ? null : clipSigned(spans);
}

function numberOf(network: Network | null): string | null {
  return network?.number ?? null;
}

function headsOf(piece: Piece | null): string[] {
  const told = piece?.within.filter(({ kind }) => kind !== 'circuit' && kind !== 'branch') ?? [];
  return told.map(node => clip(headOf(node), 200));
}

function headOf(node: Node): string {
  const isOfChart = node.kind === 'step' || node.kind === 'transition';
  return isOfChart ? `${node.kind} ${node.tokens[0]?.text ?? ''}` : nodeText(node);
}

/** Names that one change links to. */
const namesAtMost = 20;

function namesOf(difference: Difference): string[] {
  return namesIn(difference)
    .slice(0, namesAtMost)
    .map(name => clip(name, 200));
}

/** Each of some differences in a few words: what it does to the machine where a rule says that, else what it is. */
export function phrasesOf(
  old: Source,
  now: Source,
  all: readonly Difference[],
): (difference: Difference) => string {
  const found = new Map<Difference, string>();
  for (const { says, difference } of findings({ old, new: now, differences: all }))
    if (!found.has(difference)) found.set(difference, findingPhrase({ says, ...placeOf(difference) }));
  return difference => found.get(difference) ?? changePhrase(changeOf(difference));
}

/** Every name that a difference is about: the member, what its pieces read, write and call, else the unit. */
export function namesIn({ piece, member, unit }: Difference): string[] {
  const names = new Set<string>();
  const at = member?.new ?? member?.old ?? null;
  if (at !== null)
    names.add(
      [...at.within, at.member]
        .map(({ name }) => name)
        .join('.')
        .replaceAll('.[', '['),
    );
  for (const side of [piece?.old, piece?.new])
    for (const token of [...(side?.node.tokens ?? []), ...boxOf(side)])
      if (token.access !== undefined) names.add(token.text);
  if (names.size === 0) names.add((unit.new ?? unit.old)?.unit.name ?? '');
  names.delete('');
  return [...names];
}

/** What a pin belongs to: a preset is the timer's. The instance stands before the type. */
function boxOf(piece: Piece | null | undefined): readonly Token[] {
  if (piece?.node.kind !== 'pin') return [];
  return piece.within.findLast(({ kind }) => kind === 'box')?.tokens.toReversed() ?? [];
}

function unitsOf(all: readonly Difference[]): CodeDiff['units']['listed'] {
  const found = new Map<unknown, CodeDiff['units']['listed'][number]>();
  for (const { unit, aspect, sign } of all) {
    const at = unit.new ?? unit.old;
    if (at === null) continue;
    const known = found.get(at.unit);
    const own =
      aspect === 'unit' && sign !== 'changed' && sign !== 'retyped' && sign !== 'reordered'
        ? sign
        : 'changed';
    if (known === undefined) {
      const was = unit.old === null || unit.new === null ? null : unitName(unit.old);
      const name = unitName(at);
      found.set(at.unit, { name, kind: at.unit.kind, sign: own, was: was === name ? null : was, changes: 1 });
    } else {
      known.changes++;
      if (own !== 'changed') known.sign = own;
    }
  }
  return [...found.values()].slice(0, codeLimits.units);
}
