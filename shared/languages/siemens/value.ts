import { type Lexeme, Lexer } from './lexeme.ts';
import { canonicalLiteral } from './literal.ts';

/** The start value that lexemes write, in one writing whatever their layout; `type` is what the value is of. */
export function valueText(lexemes: readonly Lexeme[], type: string): string {
  let text = '';
  let wordBefore = false;
  for (const lexeme of lexemes) {
    const isMark = lexeme.kind === 'mark';
    if (!isMark && wordBefore) text += ' ';
    text += isMark ? lexeme.text : pieceText(lexeme, type);
    if (lexeme.text === ',') text += ' ';
    wordBefore = !isMark;
  }
  return text.trim();
}

function pieceText(lexeme: Lexeme, type: string): string {
  return lexeme.kind === 'number' || lexeme.kind === 'literal' || lexeme.kind === 'word'
    ? canonicalLiteral(lexeme.text, type)
    : lexeme.text;
}

/** The same of a value that stands in an attribute or an element of its own. */
export function valueOfText(text: string, type: string): string {
  const trimmed = text.trim();
  // A text without quotes, as exports write a String's, is no expression.
  if (/^W?(?:STRING|CHAR)/i.test(type) && !/^(?:W?(?:STRING|CHAR)#)?'/i.test(trimmed)) return trimmed;
  const lexer = new Lexer(trimmed);
  const lexemes: Lexeme[] = [];
  while (lexer.peek().kind !== 'end') lexemes.push(lexer.take());
  return valueText(lexemes, type);
}
