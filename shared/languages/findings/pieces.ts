import type { Difference, Node, Piece } from '../compare/index.ts';
import type { Network, Token, Unit } from '../model/index.ts';

/** A name in the writing of the new side where there is one, without marks of the language. */
export function shortText(text: string): string {
  const plain = text.replace(/\s+/g, ' ').trim();
  return plain.length > 80 ? `${plain.slice(0, 79).toWellFormed()}…` : plain;
}

/** `T#1m30s` as `1 min 30 s`; anything else as it is. */
function valueWords(text: string): string {
  const [, sign, body] =
    /^(?:S5T|L?T)(?:IME)?#([-+]?)((?:\d+(?:\.\d+)?(?:ms|us|ns|[dhms])_?)+)$/i.exec(text) ?? [];
  if (body === undefined) return shortText(text);
  const parts = [...body.matchAll(/(\d+(?:\.\d+)?)(ms|us|ns|[dhms])/gi)];
  const words = parts.map(([, number, unit]) => `${number} ${unitWords[unit?.toLowerCase() ?? ''] ?? unit}`);
  return `${sign === '-' ? '−' : ''}${words.join(' ')}`;
}

const unitWords: Readonly<Record<string, string>> = {
  d: 'd',
  h: 'h',
  m: 'min',
  s: 's',
  ms: 'ms',
  us: 'µs',
  ns: 'ns',
};

/** `80 → 95`, with what is missing said. Two that are the same in words are of different types, and told as written. */
export function move(old: string | null, now: string | null): string {
  if (old !== null && now !== null && valueWords(old) === valueWords(now))
    return `${shortText(old)} → ${shortText(now)}`;
  return `${old === null ? 'none' : valueWords(old)} → ${now === null ? 'none' : valueWords(now)}`;
}

/** ` of Tank.Level`; empty where a difference is about no member. */
export function onMember(difference: Difference): string {
  const path = memberPath(difference);
  return path === '' ? '' : ` of ${shortText(path)}`;
}

/** Every piece of a body's nodes, outer before inner. */
export function* everyNode(nodes: readonly Node[]): Generator<Node> {
  for (const node of nodes) {
    yield node;
    yield* everyNode(node.holds);
  }
}

/** Every network of units and of the units within. */
export function* everyNetwork(units: readonly Unit[]): Generator<Network> {
  for (const unit of units) {
    yield* unit.networks;
    yield* everyNetwork(unit.units);
  }
}

/** A part of a statement that a parameter names, `PT := T#3s` in a call. */
export interface Argument {
  readonly name: string;
  readonly tokens: readonly Token[];
}

/** Arguments of a call by the names written; those of calls within it are theirs, not its own. */
export function argumentsOf(tokens: readonly Token[]): Argument[] {
  const found: Argument[] = [];
  let depth = 0;
  let open: { name: string; tokens: Token[] } | null = null;
  tokens.forEach((token, at) => {
    if (token.key === '(' || token.key === '[') depth++;
    if (token.key === ')' || token.key === ']') depth--;
    const ends = depth < 1 || (depth === 1 && token.key === ',');
    if (ends && open !== null) {
      found.push(open);
      open = null;
    } else if (depth === 1 && (token.key === ':=' || token.key === '=>')) {
      open = { name: tokens[at - 1]?.key ?? '', tokens: [] };
    } else open?.tokens.push(token);
  });
  return found;
}

/** The tokens of a statement that are its condition, or what is assigned; null where it has neither. */
export function conditionOf(node: Node): readonly Token[] | null {
  switch (node.kind) {
    case 'if':
    case 'elsif':
    case 'loop': {
      const [first] = node.tokens;
      if (first === undefined || first.key === 'FOR') return null;
      const until = node.tokens.findIndex(({ key }) => key === 'UNTIL');
      const inner = until >= 0 ? node.tokens.slice(until + 1) : node.tokens.slice(1);
      const last = inner.at(-1);
      return last?.key === 'THEN' || last?.key === 'DO' ? inner.slice(0, -1) : inner;
    }
    case 'assignment': {
      const sign = node.tokens.findIndex(({ key }) => key === ':=');
      const next = node.tokens.findIndex(({ key }, at) => at > sign && key === ':=');
      return sign < 0 || next >= 0 ? null : node.tokens.slice(sign + 1);
    }
    default:
      return null;
  }
}

/** Both sides of a difference of a piece that is on both; null where it is not. */
export function changedPiece(difference: Difference): { readonly old: Piece; readonly new: Piece } | null {
  const { piece, sign } = difference;
  if (piece === null || piece.old === null || piece.new === null) return null;
  return sign === 'moved' || difference.class === 'comment' ? null : { old: piece.old, new: piece.new };
}

/** What a contact, a coil or a pin is about, without the words around it. */
export function operandOf(node: Node): Token | null {
  const last = node.tokens.at(-1);
  return last === undefined || last.kind === 'keyword' || last.kind === 'operator' ? null : last;
}

/** What an instruction of a list language does, in the mnemonics of both languages of STEP 7 and of IEC 61131-3. */
export function operationOf(node: Node): string {
  return node.kind === 'instruction' || node.kind === 'call' ? (node.tokens[0]?.key ?? '') : '';
}

/** A member by its path from its unit, as `Tank.Level`. */
export function memberPath(difference: Difference): string {
  const at = difference.member?.new ?? difference.member?.old ?? null;
  return at === null
    ? ''
    : [...at.within, at.member]
        .map(({ name }) => name)
        .join('.')
        .replaceAll('.[', '[');
}

/** A constant as a number, durations in milliseconds; null for what is none. */
export function amount(text: string | null): number | null {
  if (text === null) return null;
  const plain = text.replaceAll('_', '').replace(/^[A-Z]+#(?=[-+.\d])/i, '');
  if (/^[-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?$/i.test(plain)) return Number(plain);
  const based = /^(2|8|16)#([\da-f]+)$/i.exec(plain);
  if (based !== null) return Number.parseInt(based[2] ?? '', Number(based[1]));
  const parts = /^[-+]?(?:\d+(?:\.\d+)?(?:ms|us|ns|[dhms]))+$/i.test(plain)
    ? [...plain.matchAll(/(\d+(?:\.\d+)?)(ms|us|ns|[dhms])/gi)]
    : [];
  if (parts.length === 0) return null;
  let total = 0;
  for (const [, number, unit] of parts)
    total += Number(number) * (milliseconds[unit?.toLowerCase() ?? ''] ?? 0);
  return plain.startsWith('-') ? -total : total;
}

const milliseconds: Readonly<Record<string, number>> = {
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
  us: 0.001,
  ns: 0.000001,
};
