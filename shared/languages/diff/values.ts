import { editsBetween } from '../../sequences/index.ts';
import { stepBetween, type Member as ValueMember, type ValueType } from '../../values/index.ts';
import { apart, type Difference, literalKind } from '../compare/index.ts';
import type { Token } from '../model/index.ts';
import type { CodeChange, CodeValue } from './schema.ts';

const constants: ReadonlySet<string> = new Set(['number', 'duration', 'date', 'text']);

/** Runs of tokens, and constants, that are told of one piece. */
const toldAtMost = 1000;

/** Tokens of a changed piece: what stayed, what went, what came; null where that is too much to be told. */
export function spansOf(old: readonly Token[], now: readonly Token[]): CodeChange['spans'] {
  const spans: { sign: ' ' | '+' | '-'; text: string }[] = [];
  let before: Token | undefined;
  const put = (sign: ' ' | '+' | '-', token: Token) => {
    const last = spans.at(-1);
    const blank = before !== undefined && apart(before, token) ? ' ' : '';
    if (last?.sign === sign) last.text += `${blank}${token.text}`;
    else {
      if (last !== undefined) last.text += blank;
      spans.push({ sign, text: token.text });
    }
    before = token;
  };
  let [oldAt, newAt] = [0, 0];
  for (const edit of [...editsOfTokens(old, now), endOf(old, now)]) {
    for (; oldAt < edit.oldFrom; oldAt++, newAt++) each(now[newAt], token => put(' ', token));
    for (; oldAt < edit.oldTo; oldAt++) each(old[oldAt], token => put('-', token));
    for (; newAt < edit.newTo; newAt++) each(now[newAt], token => put('+', token));
    if (spans.length > toldAtMost) return null;
  }
  return spans;
}

function each(token: Token | undefined, put: (token: Token) => void): void {
  if (token !== undefined) put(token);
}

function editsOfTokens(old: readonly Token[], now: readonly Token[]) {
  return editsBetween(
    old.map(({ key }) => key),
    now.map(({ key }) => key),
  );
}

function endOf(old: readonly Token[], now: readonly Token[]) {
  return { oldFrom: old.length, oldTo: old.length, newFrom: now.length, newTo: now.length };
}

/** Constants that another constant took the place of. */
export function valuesOf(difference: Difference): CodeValue[] {
  const { member, piece, old, new: now } = difference;
  if (member !== null) {
    if (difference.aspect !== 'value' || old === null || now === null) return [];
    const [was, is] = [member.old?.member ?? null, member.new?.member ?? null];
    const unit = is?.unit ?? null;
    const range = is?.range ?? was?.range ?? null;
    const of =
      member.new === null
        ? null
        : [...member.new.within, member.new.member]
            .map(({ name }) => name)
            .join('.')
            .replaceAll('.[', '[');
    return [{ of, old, new: now, unit, ...stepOf(old, now, range) }];
  }
  if (piece?.old == null || piece.new == null || difference.sign === 'moved') return [];
  const [before, after] = [piece.old.node.tokens, piece.new.node.tokens];
  const found: CodeValue[] = [];
  for (const edit of editsOfTokens(before, after)) {
    if (edit.oldTo - edit.oldFrom !== edit.newTo - edit.newFrom) continue;
    for (let at = 0; at < edit.oldTo - edit.oldFrom; at++) {
      const [was, is] = [before[edit.oldFrom + at], after[edit.newFrom + at]];
      if (was === undefined || is === undefined || !constants.has(was.kind) || !constants.has(is.kind))
        continue;
      if (found.length >= toldAtMost) return found;
      const of = subjectOf(after, edit.newFrom + at);
      found.push({ of, old: was.text, new: is.text, unit: null, ...stepOf(was.text, is.text, null) });
    }
  }
  return found;
}

/** The name that a constant is given to: `PT` of `PT := T#3s`; null where it stands in an expression. */
function subjectOf(tokens: readonly Token[], at: number): string | null {
  const [name, sign] = [tokens[at - 2], tokens[at - 1]];
  return name !== undefined && sign?.text === ':=' ? name.text : null;
}

/** The way from one constant to another, both numbers or both durations. */
export function stepOf(
  old: string,
  now: string,
  range: readonly [number, number] | null,
): { step: string | null; stepPercent: number | null } {
  const [from, to] = [memberOf(old, range), memberOf(now, range)];
  if (from === null || to === null) return { step: null, stepPercent: null };
  const wide = from.type === to.type ? null : bothReal(from, to);
  const step =
    from.type === to.type ? stepBetween(from, to) : wide === null ? null : stepBetween(wide[0], wide[1]);
  return { step: step?.text ?? null, stepPercent: step?.percent ?? null };
}

function bothReal(old: ValueMember, now: ValueMember): [ValueMember, ValueMember] | null {
  const [from, to] = [old, now].map(({ value, ...rest }) => ({
    ...rest,
    type: 'LReal' as const,
    value: Number(value),
  }));
  if (from === undefined || to === undefined || old.type === 'Time' || now.type === 'Time') return null;
  return Number.isFinite(from.value) && Number.isFinite(to.value) ? [from, to] : null;
}

/** Digits of whole numbers that are exact in a number. */
const exactDigits = 15;

function memberOf(text: string, range: readonly [number, number] | null): ValueMember | null {
  const made = (type: ValueType, value: string | number): ValueMember => ({
    name: '',
    type,
    value,
    ...(range === null ? {} : { range: [range[0], range[1]] as const }),
  });
  const kind = literalKind(text);
  if (kind === 'duration')
    return made('Time', text.replace(/^(?:S5T|L?T)(?:IME)?#/i, 'T#').replaceAll('_', ''));
  const plain = text.replaceAll('_', '').replace(/^[A-Z]+#/i, '');
  if (kind !== 'number' || !/^[-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?$/i.test(plain)) return null;
  const isWhole = /^[-+]?\d+$/.test(plain) && plain.length <= exactDigits;
  const value = Number(plain);
  if (!Number.isFinite(value)) return null;
  return isWhole && Math.abs(value) < 2 ** 31 ? made('DInt', value) : made('LReal', value);
}
