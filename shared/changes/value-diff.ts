import {
  compareMemberNames,
  formatScalar,
  type Member,
  type ParsedValueText,
  parseValueText,
  sameValue,
  stepBetween,
} from '../values/index.ts';
import { clip, clipLines, isLong } from './clip.ts';
import { diffLimits, type MemberChange, type TextLine, type ValueDiff } from './schema.ts';
import { diffLines } from './text-diff.ts';

const nothing: ParsedValueText = { members: [], unparsed: [] };

/**
 * Two value texts member by member, compared as values; null stands for an item that was not there.
 * Lines that are no value text are compared as text. Bounded by `diffLimits`.
 */
export function diffValueTexts(old: string | null, now: string | null): ValueDiff {
  return diffParsedValues(
    old === null ? nothing : parseValueText(old),
    now === null ? nothing : parseValueText(now),
  );
}

export function diffParsedValues(old: ParsedValueText, now: ParsedValueText): ValueDiff {
  const before = new Map(old.members.map(member => [member.name, member]));
  const after = new Map(now.members.map(member => [member.name, member]));
  const names = new Set([...before.keys(), ...after.keys()]);
  const differing = [...names].filter(name => !sameMember(before.get(name), after.get(name)));
  const listed = differing.sort(compareMemberNames).slice(0, diffLimits.members);
  const members = listed.flatMap(name => memberChange(before.get(name), after.get(name)) ?? []);
  const unparsed = diffUnparsed(old, now);
  return {
    form: 'values',
    members: members.map(clipMember),
    differing: differing.length,
    unchanged: names.size - differing.length,
    unparsed: clipLines(unparsed.slice(0, diffLimits.unparsedLines)),
    truncated:
      listed.length < differing.length ||
      unparsed.length > diffLimits.unparsedLines ||
      members.some(member => isLong(member.old) || isLong(member.new)) ||
      unparsed.some(({ text }) => isLong(text)),
  };
}

function sameMember(old: Member | undefined, now: Member | undefined): boolean {
  if (old === undefined || now === undefined) return false;
  return old.type === now.type && sameValue(old.type, old.value, now.value) && sameMeta(old, now);
}

function sameMeta(old: Member, now: Member): boolean {
  return (
    old.unit === now.unit &&
    Object.is(old.range?.[0], now.range?.[0]) &&
    Object.is(old.range?.[1], now.range?.[1])
  );
}

function memberChange(old: Member | undefined, now: Member | undefined): MemberChange | null {
  const shown = now ?? old;
  if (shown === undefined) return null;
  const sign = signOf(old, now);
  const step = old === undefined || now === undefined || sign !== 'changed' ? null : stepBetween(old, now);
  return {
    name: shown.name,
    sign,
    type: shown.type,
    oldType: old !== undefined && sign === 'retyped' ? old.type : null,
    old: old === undefined ? null : formatScalar(old.type, old.value),
    new: now === undefined ? null : formatScalar(now.type, now.value),
    unit: shown.unit ?? null,
    range: rangeOf(shown),
    oldUnit: old?.unit ?? null,
    oldRange: rangeOf(old),
    step: step?.text ?? null,
    stepPercent: step?.percent ?? null,
  };
}

function signOf(old: Member | undefined, now: Member | undefined): MemberChange['sign'] {
  if (old === undefined) return 'added';
  if (now === undefined) return 'removed';
  if (old.type !== now.type) return 'retyped';
  return sameValue(old.type, old.value, now.value) ? 'described' : 'changed';
}

/** JSON holds no infinity: a range with one is as good as none. */
function rangeOf(member: Member | undefined): [number, number] | null {
  const [low, high] = member?.range ?? [];
  return low !== undefined && high !== undefined && Number.isFinite(low) && Number.isFinite(high)
    ? [low, high]
    : null;
}

function diffUnparsed(old: ParsedValueText, now: ParsedValueText): TextLine[] {
  const lines = diffLines(
    old.unparsed.map(({ text }) => text),
    now.unparsed.map(({ text }) => text),
  );
  return lines.flatMap(({ sign, old: from, new: to, text }) =>
    sign === ' ' ? [] : { sign, old: lineNumber(old, from), new: lineNumber(now, to), text },
  );
}

function lineNumber(parsed: ParsedValueText, position: number | null): number | null {
  return position === null ? null : (parsed.unparsed[position - 1]?.line ?? null);
}

function clipMember(member: MemberChange): MemberChange {
  return {
    ...member,
    old: member.old === null ? null : clip(member.old),
    new: member.new === null ? null : clip(member.new),
  };
}
