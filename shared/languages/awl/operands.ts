import type { Access, Token } from '../model/index.ts';
import {
  addressOperand,
  constantOperand,
  type Lexeme,
  Lexer,
  literalToken,
  statementTokens,
} from '../siemens/index.ts';

/** `DBX 0.0`, `DIW 4`, `L 20.0`, `FC50`, `LW1`: letters and where. */
const place = /^(P?[EIAQMLTZC][BWD]?|P?DB|D[BI][XBWD]|DI|FC|FB|SFC|SFB|OB|UDT)\s*(\d{1,5}(?:\.[0-7])?)$/i;
const areas: Readonly<Record<string, string>> = { E: 'I', A: 'Q', Z: 'C' };

/** Tokens of one operand; `access` is what the operation does with it. */
export function operandTokens(
  text: string,
  access: Access | undefined,
  locals: Pick<ReadonlySet<string>, 'has'>,
): Token[] {
  const trimmed = text.trim();
  if (trimmed === '') return [];
  const by = access === undefined ? {} : { access };
  const first = trimmed.charCodeAt(0);
  // `#name` and `"name"` with their parts and indices.
  if (first === 35 || first === 34)
    return statementTokens(lexemesOf(trimmed), locals).map(token =>
      token.access === undefined ? token : { ...token, ...by },
    );
  const absolute = absoluteToken(trimmed);
  if (absolute !== null) return [{ kind: 'address', ...absolute, ...by }];
  if (/^[\p{L}\d]+#/u.test(trimmed)) return [{ ...literalToken(trimmed), text: trimmed }];
  if (/^[-+]?\d/.test(trimmed)) return [{ kind: 'number', ...constantOperand(trimmed) }];
  if (first === 39) return [{ kind: 'text', text: trimmed, key: trimmed }];
  const parts = /^[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}\p{N}_"[\]]+)*$/u.test(trimmed);
  if (parts && locals.has(trimmed.replace(/[.[].*$/, '').toUpperCase()))
    return [{ kind: 'name', text: trimmed, key: `#${trimmed.toUpperCase()}`, ...by }];
  // `DIW[AR2,P#14.0]`, `DB10.DBX 0.0`, `STW`, `==0`, a symbol without quotes.
  const key = trimmed.replace(/\s+/g, '').toUpperCase();
  return [{ kind: parts ? 'name' : 'address', text: trimmed, key, ...by }];
}

function absoluteToken(text: string): Pick<Token, 'text' | 'key'> | null {
  const canonical = addressOperand(text);
  if (canonical !== null) return canonical;
  const [, letters = '', where = ''] = place.exec(text) ?? [];
  if (letters === '') return null;
  const upper = letters.toUpperCase();
  const area = areas[upper.charAt(0)];
  const isBlock = /^(?:DB|DI|FC|FB|SFC|SFB|OB|UDT)/.test(upper);
  return { text, key: `${area === undefined || isBlock ? upper : area + upper.slice(1)} ${where}` };
}

function lexemesOf(text: string): Lexeme[] {
  const lexer = new Lexer(text);
  const lexemes: Lexeme[] = [];
  while (lexer.peek().kind !== 'end') lexemes.push(lexer.take());
  return lexemes;
}
