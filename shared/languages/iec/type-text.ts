import type { Attribute, Member } from '../model/index.ts';
import { expression, list, type OpenToken } from './expression.ts';
import type { Lexeme } from './lexeme.ts';
import type { Reader } from './reader.ts';
import { isElementary } from './words.ts';
import { writeKeys, writeLexemes } from './writing.ts';

export interface TypeText {
  readonly type: string;
  readonly typeKey: string;
  readonly range: readonly [number, number] | null;
  /** What an instance of a function block is made with: `FB_Arbiter(01)`; a value, though it stands at the type. */
  readonly made: readonly OpenToken[];
}

/** Reads a type up to what ends it: `:=`, `;`, the next declaration or the end of the block. */
export function typeText(reader: Reader, withinLine = false): TypeText {
  const from = reader.at;
  const made: OpenToken[] = [];
  let to = from;
  for (let depth = 0; !reader.ended; to = reader.at) {
    const key = reader.key();
    if (depth === 0 && isTypeEnd(reader, from, withinLine)) break;
    if (depth === 0 && key === '(' && isInstance(reader, from)) {
      if (list(reader, made, ')', 0)) break;
      continue;
    }
    if (key === '(' || key === '[') depth++;
    else if (key === ')' || key === ']') depth--;
    if (depth > 0 && (key === ';' || key === 'END_VAR')) break;
    reader.next();
  }
  const lexemes = reader.lexemes(from, to);
  return { ...canonicalType(lexemes), made };
}

/** `STRING[80]` and `STRING(80)` are one type. */
function canonicalType(lexemes: readonly Lexeme[]): Omit<TypeText, 'made'> {
  const type = writeLexemes(lexemes);
  const typeKey = writeKeys(lexemes).replace(/(\bW?STRING)\[([^[\]]*)\]/g, '$1($2)');
  return { type, typeKey, range: subrange(lexemes) };
}

function isTypeEnd(reader: Reader, from: number, withinLine: boolean): boolean {
  const lexeme = reader.peek();
  const previous = reader.peek(-1);
  if (lexeme === undefined) return true;
  if (
    lexeme.kind === 'operator' &&
    (lexeme.key === ':=' || lexeme.key === 'REF=' || lexeme.key === ';' || lexeme.key === ')')
  )
    return true;
  if (lexeme.kind === 'keyword' && lexeme.key !== 'ARRAY' && lexeme.key !== 'OF' && lexeme.key !== 'TO')
    return true;
  if (reader.at === from || previous === undefined || lexeme.line === previous.line) return false;
  // On a new line: the header's type is over, and a declaration's where the next one begins.
  if (previous.key === 'OF' || previous.key === 'TO') return false;
  return withinLine || (lexeme.kind === 'name' && (reader.key(1) === ':' || reader.key(1) === ','));
}

/** Whether brackets hold what an instance begins with, not a range, a length or the values of an enumeration. */
function isInstance(reader: Reader, from: number): boolean {
  const base = reader.peek(-1);
  if (reader.at === from || base?.kind !== 'name' || isElementary(base.key)) return false;
  for (let ahead = 1; ahead < 8; ahead++) if (reader.key(ahead) === '..') return false;
  return true;
}

function subrange(lexemes: readonly Lexeme[]): readonly [number, number] | null {
  const open = lexemes.findIndex(lexeme => lexeme.key === '(');
  if (open !== 1 || lexemes.at(-1)?.key !== ')') return null;
  const dots = lexemes.findIndex(lexeme => lexeme.key === '..');
  if (dots < 0) return null;
  const low = numberOf(lexemes.slice(2, dots));
  const high = numberOf(lexemes.slice(dots + 1, -1));
  return low === null || high === null ? null : [low, high];
}

/** The number that a signed literal is; null where it is anything else. */
export function numberOf(lexemes: readonly { readonly kind: string; readonly key: string }[]): number | null {
  const sign = lexemes[0]?.key === '-' ? -1 : 1;
  const literal = lexemes[sign < 0 ? 1 : 0];
  if (literal?.kind !== 'number' || lexemes.length !== (sign < 0 ? 2 : 1)) return null;
  const value = Number(literal.key);
  return Number.isFinite(value) ? sign * value : null;
}

export interface ValueText {
  readonly value: string;
  readonly valueKey: string;
}

/** Reads the value behind `:=`; null where the grammar does not hold. Old dialects list an array without brackets. */
export function valueText(reader: Reader, made: readonly OpenToken[]): ValueText | null {
  const tokens: OpenToken[] = [...made];
  const from = tokens.length;
  let fits = expression(reader, tokens);
  while (fits && reader.is(',')) {
    reader.next();
    tokens.push({ kind: 'operator', text: ',', key: ',' });
    fits = expression(reader, tokens);
  }
  if (!fits) return null;
  const split = made.length === 0 ? '' : ' ';
  const value = tokens.slice(from);
  return {
    value: `${writeLexemes(made)}${split}${writeLexemes(value)}`,
    valueKey: `${writeKeys(made)}${split}${writeKeys(value)}`,
  };
}

/** What stands in a pragma: `{attribute 'hide'}` is the attribute `hide`. */
export function pragmaAttribute(text: string): Attribute {
  const attribute = /^\{ ?attribute ('[^']*'|[^\s':=}]+) ?(?::= ?)?(.*?) ?\}$/is.exec(text);
  if (attribute === null) return { name: 'pragma', value: text };
  return { name: unquoted(attribute[1] ?? ''), value: unquoted((attribute[2] ?? '').trim()) };
}

function unquoted(text: string): string {
  return text.length > 1 && text.startsWith("'") && text.endsWith("'") ? text.slice(1, -1).trim() : text;
}

type Seldom = 'typeKey' | 'valueKey' | 'measuredElsewhere';
/** All that a member has, so that none is forgotten where one is made. */
type Written = Required<Omit<Member, Seldom>> & { -readonly [Key in Seldom]?: NonNullable<Member[Key]> };

const nothing: readonly never[] = [];

/** A member with what it has; keys stand only where they differ from the writing. There are many: written out, not spread. */
export function memberOf(
  parts: Pick<Member, 'section' | 'name' | 'type' | 'line'> &
    Partial<Omit<Member, 'valueKey'>> & { readonly valueKey?: string | null },
): Member {
  const { typeKey, valueKey, measuredElsewhere } = parts;
  const member: Written = {
    section: parts.section,
    name: parts.name,
    key: parts.key ?? parts.name.toUpperCase(),
    type: parts.type,
    value: parts.value ?? null,
    unit: parts.unit ?? null,
    range: parts.range ?? null,
    address: parts.address ?? null,
    comment: parts.comment ?? null,
    attributes: parts.attributes ?? nothing,
    members: parts.members ?? nothing,
    line: parts.line,
  };
  if (typeKey !== undefined && typeKey !== parts.type) member.typeKey = typeKey;
  if (typeof valueKey === 'string' && valueKey !== parts.value) member.valueKey = valueKey;
  if (measuredElsewhere !== undefined) member.measuredElsewhere = measuredElsewhere;
  return member;
}
