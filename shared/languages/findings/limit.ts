import type { Difference, Node } from '../compare/index.ts';
import type { Token } from '../model/index.ts';
import { amount, changedPiece, memberPath, move, operandOf, shortText } from './pieces.ts';
import type { Found, Rule } from './rule.ts';
import { scaling } from './scaling-changed.ts';
import { ruleWords } from './words.ts';

export const limitWidened: Rule = {
  id: 'limit-widened',
  words: ruleWords['limit-widened'],
  fires: { old: 'var VAR TempMax : REAL := 80.0', new: 'var VAR TempMax : REAL := 95.0' },
  quiet: { old: 'var VAR TempMax : REAL := 95.0', new: 'var VAR TempMax : REAL := 80.0' },
  // What the limits of a scaling are says how a raw value is read, and holds nothing back.
  look: ({ differences }) =>
    differences.flatMap(difference => (scaling(difference).length > 0 ? [] : widened(difference))),
};

export const comparisonChanged: Rule = {
  id: 'comparison-changed',
  words: ruleWords['comparison-changed'],
  fires: {
    old: 'st: IF Temp > 80.0 THEN Trip := TRUE; END_IF;',
    new: 'st: IF Temp > 95.0 THEN Trip := TRUE; END_IF;',
  },
  quiet: { old: 'st: Speed := 80.0;', new: 'st: Speed := 95.0;' },
  look: ({ differences }) => differences.flatMap(compared),
};

const upper =
  /(?:^|[^a-z])(?:max|maximum|high|hi|hh|upper|mx|hilim|highlimit|max_?limit|upper_?limit)(?:$|[^a-z])/;
const lower =
  /(?:^|[^a-z])(?:min|minimum|low|lo|ll|lower|mn|lolim|lowlimit|min_?limit|lower_?limit)(?:$|[^a-z])/;

/** `TempMax` as `temp max`: words of a name. */
function wordsOf(name: string): string {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])(?=[A-Z][a-z])/g, '$1 ')
    .replace(/[_.#]+/g, ' ')
    .toLowerCase();
}

/** 1 for a limit above, −1 for one below, 0 for what is not named one. A name that says both says nothing. */
function side(name: string): number {
  const words = wordsOf(name);
  const [above, below] = [upper.test(words), lower.test(words)];
  return above === below ? 0 : above ? 1 : -1;
}

function widened(difference: Difference): Found[] {
  if (difference.aspect === 'range' && difference.member !== null) return ofRange(difference);
  if (difference.aspect === 'value' && difference.member !== null)
    return ofNamed(
      difference,
      difference.member.new?.member.name ?? '',
      memberPath(difference),
      difference.old,
      difference.new,
    );
  const piece = changedPiece(difference);
  if (piece === null) return [];
  const { old, new: now } = piece;
  if (now.node.kind === 'pin') {
    const box = now.within.at(-1)?.tokens[0]?.text ?? '';
    const name = now.node.tokens[0]?.text ?? '';
    return ofNamed(
      difference,
      name,
      `${name} of ${box}`,
      operandOf(old.node)?.text ?? null,
      operandOf(now.node)?.text ?? null,
    );
  }
  return named(old.node, now.node).flatMap(({ name, from, to }) => ofNamed(difference, name, name, from, to));
}

function ofNamed(
  difference: Difference,
  name: string,
  shown: string,
  old: string | null,
  now: string | null,
): Found[] {
  const [from, to] = [amount(old), amount(now)];
  const way = side(name);
  if (from === null || to === null || way === 0 || (to - from) * way <= 0) return [];
  const unit = difference.member?.new?.member.unit ?? null;
  return [
    {
      difference,
      says: `limit ${shortText(shown)} widened ${move(old, now)}${unit === null ? '' : ` ${shortText(unit)}`}`,
    },
  ];
}

function ofRange(difference: Difference): Found[] {
  const [old, now] = [
    difference.member?.old?.member.range ?? null,
    difference.member?.new?.member.range ?? null,
  ];
  if (old === null || (now !== null && now[0] >= old[0] && now[1] <= old[1])) return [];
  return [
    {
      difference,
      says: `range of ${memberPath(difference)} widened ${move(difference.old, difference.new)}`,
    },
  ];
}

interface NamedConstant {
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

/** Constants that differ behind a name and `:=`. */
function named(old: Node, now: Node): NamedConstant[] {
  return constants(old, now).flatMap(({ at, from, to }) => {
    const sign = now.tokens[at - 1]?.key;
    const name = now.tokens[at - 2];
    return sign === ':=' && name !== undefined ? [{ name: name.text, from, to }] : [];
  });
}

function compared(difference: Difference): Found[] {
  const piece = changedPiece(difference);
  if (piece === null) return [];
  const { old, new: now } = piece;
  if (now.node.kind === 'pin') {
    const box = now.within.at(-1);
    const type = box?.tokens[0]?.key ?? '';
    const [from, to] = [operandOf(old.node), operandOf(now.node)];
    if (!comparingBoxes.has(type) || amount(from?.text ?? null) === null || amount(to?.text ?? null) === null)
      return [];
    const beside = box?.holds.find(({ id }) => id !== now.node.id);
    const what = beside === undefined ? type : (operandOf(beside)?.text ?? type);
    return [
      { difference, says: `limit of ${shortText(what)} ${move(from?.text ?? null, to?.text ?? null)}` },
    ];
  }
  if (now.node.kind === 'instruction') return ofLoad(difference, old.node, now.node);
  return constants(old.node, now.node).flatMap(({ at, from, to }) => {
    const { tokens } = now.node;
    const [before, behind] = [tokens[at - 1], tokens[at + 1]];
    // `=` in an assignment of a list language and `:=` are none of these.
    if (before !== undefined && signs.has(before.key))
      return [{ difference, says: `limit of ${what(tokens, at - 2)} ${move(from, to)}` }];
    if (behind !== undefined && signs.has(behind.key))
      return [{ difference, says: `limit of ${what(tokens, at + 2)} ${move(from, to)}` }];
    return [];
  });
}

const loads: ReadonlySet<string> = new Set(['L', 'LD']);
/** `>I`, `==R` of statement lists, `GT` of instruction lists: they compare what was loaded before. */
const comparison = /^(?:(?:==|<>|>=?|<=?)[IDR]|GT|GE|EQ|NE|LE|LT)$/;

/** A constant that is loaded just before an operation that compares it. */
function ofLoad(difference: Difference, old: Node, now: Node): Found[] {
  const body = difference.network?.new?.body;
  const [operation, constant] = now.tokens;
  const was = old.tokens[1];
  if (body?.form !== 'statements' || now.place.includes('.') || constant === undefined || was === undefined)
    return [];
  if (amount(was.text) === null || amount(constant.text) === null) return [];
  const at = Number(now.place);
  const next = body.statements[at + 1]?.tokens[0]?.key ?? '';
  const isCompared = loads.has(operation?.key ?? '')
    ? comparison.test(next)
    : comparison.test(operation?.key ?? '');
  if (!isCompared) return [];
  const beside = body.statements[at - 1]?.tokens[1];
  const what =
    beside?.kind === 'name' || beside?.kind === 'address' ? shortText(beside.text) : 'a comparison';
  return [{ difference, says: `limit of ${what} ${move(was.text, constant.text)}` }];
}

const signs: ReadonlySet<string> = new Set(['<', '>', '<=', '>=', '=', '<>']);
const comparingBoxes: ReadonlySet<string> = new Set([
  ...[
    'GT',
    'GE',
    'LT',
    'LE',
    'EQ',
    'NE',
    'GRT',
    'GEQ',
    'LES',
    'LEQ',
    'EQU',
    'NEQ',
    'LIM',
    'IN_RANGE',
    'OUT_RANGE',
  ],
]);

function what(tokens: readonly Token[], at: number): string {
  const token = tokens[at];
  return token === undefined || token.kind !== 'name' ? 'a comparison' : shortText(token.text);
}

/** Constants that differ in heads that are otherwise the same, token for token. */
function constants(
  old: Node,
  now: Node,
): { readonly at: number; readonly from: string; readonly to: string }[] {
  if (old.tokens.length !== now.tokens.length) return [];
  return now.tokens.flatMap((token, at) => {
    const was = old.tokens[at];
    if (was === undefined || was.key === token.key) return [];
    const isAmount = amount(was.text) !== null && amount(token.text) !== null;
    return isAmount ? [{ at, from: was.text, to: token.text }] : [];
  });
}
