import type { Difference } from '../compare/index.ts';
import { memberPath, shortText } from './pieces.ts';
import type { Found, Rule } from './rule.ts';
import { ruleWords } from './words.ts';

export const typeNarrowed: Rule = {
  id: 'type-narrowed',
  words: ruleWords['type-narrowed'],
  fires: { old: 'var VAR Count : DINT', new: 'var VAR Count : INT' },
  quiet: { old: 'var VAR Count : INT', new: 'var VAR Count : DINT' },
  look: ({ differences }) => differences.flatMap(narrowed),
};

/** What a type holds, as a span of whole numbers; reals by the digits they keep exactly. */
const spans: ReadonlyMap<string, readonly [number, number]> = new Map([
  ['BOOL', [0, 1]],
  ...([8, 16, 32, 64] as const).flatMap((bits, at) => {
    const [signed, unsigned, bitString] = [
      ['SINT', 'INT', 'DINT', 'LINT'][at] ?? '',
      ['USINT', 'UINT', 'UDINT', 'ULINT'][at] ?? '',
      ['BYTE', 'WORD', 'DWORD', 'LWORD'][at] ?? '',
    ];
    return [
      [signed, [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1]],
      [unsigned, [0, 2 ** bits - 1]],
      [bitString, [0, 2 ** bits - 1]],
    ] as [string, [number, number]][];
  }),
]);
const reals: ReadonlyMap<string, number> = new Map([
  ['REAL', 24],
  ['LREAL', 53],
]);

function narrowed(difference: Difference): Found[] {
  const { member } = difference;
  if (difference.aspect !== 'type' || !member?.old || !member.new) return [];
  const [from, to] = [member.old.member.type, member.new.member.type];
  if (!isNarrower(from.toUpperCase(), to.toUpperCase())) return [];
  return [
    { difference, says: `type of ${memberPath(difference)} narrowed ${shortText(from)} → ${shortText(to)}` },
  ];
}

function isNarrower(from: string, to: string): boolean {
  const [was, is] = [spans.get(from), spans.get(to)];
  if (was !== undefined && is !== undefined) return is[0] > was[0] || is[1] < was[1];
  const [digits, fewer] = [reals.get(from), reals.get(to)];
  if (digits !== undefined) return fewer === undefined ? is !== undefined : fewer < digits;
  if (was !== undefined && fewer !== undefined) return was[1] > 2 ** fewer;
  const [oldLength, newLength] = [lengthOf(from), lengthOf(to)];
  if (oldLength === null || newLength === null || oldLength.of !== newLength.of) return false;
  return newLength.length < oldLength.length;
}

/** How many characters or elements, and of what. */
function lengthOf(type: string): { readonly of: string; readonly length: number } | null {
  const [, text, length] = /^(W?STRING)(?:[[(](\d{1,9})[\])])?$/.exec(type) ?? [];
  if (text !== undefined) return { of: text, length: length === undefined ? 254 : Number(length) };
  const [, low, high, of] = /^ARRAY ?\[(-?\d{1,9})\.\.(-?\d{1,9})\] ?OF (.+)$/.exec(type) ?? [];
  return of === undefined ? null : { of, length: Number(high) - Number(low) + 1 };
}
