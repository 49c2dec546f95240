import type { Statement } from '../model/index.ts';
import { expression, list, mark, type OpenToken, push } from './expression.ts';
import type { Reader } from './reader.ts';
import { both, isCloser, isSelection, openers } from './statement-parts.ts';

/** Reads what a statement holds, up to a word that ends it; in a `CASE`, also up to the next label. */
export type Hold = (reader: Reader, depth: number, selecting?: boolean) => Statement[];

/** A statement that holds others, by the word it begins with; null where no such word comes. */
export function compound(hold: Hold, reader: Reader, key: string, depth: number): Statement | null {
  switch (key) {
    case 'IF':
      return ifStatement(hold, reader, depth);
    case 'CASE':
      return caseStatement(hold, reader, depth);
    case 'FOR':
      return loop(hold, reader, depth, 'DO', 'END_FOR');
    case 'WHILE':
      return loop(hold, reader, depth, 'DO', 'END_WHILE');
    case 'REPEAT':
      return repeat(hold, reader, depth);
    case '__TRY':
      return attempt(hold, reader, depth);
    default:
      return null;
  }
}

/** The words from one that opens to the one before what is held: `IF a THEN`. A condition that does not hold the grammar is kept, and said. */
function head(reader: Reader, until: string): OpenToken[] {
  const out: OpenToken[] = [];
  push(reader, out);
  condition(reader, out);
  if (reader.is(until)) push(reader, out);
  else {
    const from = reader.at;
    while (!reader.ended && !reader.is(until) && !reader.is(';') && !isEnding(reader)) push(reader, out);
    reader.problem(`\`${until}\` expected`, reader.peek(-1)?.line ?? reader.line);
    if (reader.at > from) reader.keep(from);
    if (reader.is(until)) push(reader, out);
  }
  return out;
}

function isEnding(reader: Reader): boolean {
  const lexeme = reader.peek();
  return lexeme?.kind === 'keyword' && (openers.has(lexeme.key) || lexeme.key.startsWith('END_'));
}

function condition(reader: Reader, out: OpenToken[]): void {
  const from = out.length;
  if (!expression(reader, out)) {
    reader.problem('a condition expected');
    return;
  }
  if (!reader.is(':=')) return;
  // Of a FOR: the variable that counts, its first value, its last and its step.
  mark(out, from, 'write');
  push(reader, out);
  while (expression(reader, out) && (reader.is('TO') || reader.is('BY'))) push(reader, out);
}

function ifStatement(hold: Hold, reader: Reader, depth: number): Statement {
  const line = reader.line;
  const tokens = head(reader, 'THEN');
  const before = reader.remarks();
  const holds = hold(reader, depth + 1);
  for (;;) {
    const at = reader.line;
    if (reader.is('ELSIF')) {
      const branch = head(reader, 'THEN');
      const comment = reader.remarks();
      const held = hold(reader, depth + 1);
      holds.push({
        kind: 'elsif',
        tokens: branch,
        holds: held,
        comment: both(comment, reader.remarks()),
        line: at,
      });
    } else if (reader.is('ELSE')) {
      holds.push(elseStatement(hold, reader, depth));
    } else break;
  }
  return closed(reader, 'if', tokens, holds, before, line, 'END_IF');
}

function elseStatement(hold: Hold, reader: Reader, depth: number): Statement {
  const line = reader.line;
  const tokens: OpenToken[] = [];
  push(reader, tokens);
  const comment = reader.remarks();
  const holds = hold(reader, depth + 1);
  return { kind: 'else', tokens, holds, comment: both(comment, reader.remarks()), line };
}

function caseStatement(hold: Hold, reader: Reader, depth: number): Statement {
  const line = reader.line;
  const tokens = head(reader, 'OF');
  const before = reader.remarks();
  // What stands before the first label belongs to none and is never done.
  const holds = hold(reader, depth + 1, true);
  while (!reader.ended) {
    if (reader.is('ELSE')) holds.push(elseStatement(hold, reader, depth));
    else if (!isCloser(reader) && isSelection(reader)) holds.push(selection(hold, reader, depth));
    else break;
  }
  return closed(reader, 'case', tokens, holds, before, line, 'END_CASE');
}

function selection(hold: Hold, reader: Reader, depth: number): Statement {
  const line = reader.line;
  const from = reader.at;
  const tokens: OpenToken[] = [];
  let fits = expression(reader, tokens);
  while (fits && reader.is(',')) {
    push(reader, tokens);
    fits = expression(reader, tokens);
  }
  if (!reader.is(':')) {
    const stuck = reader.at;
    while (!reader.ended && !reader.is(':')) push(reader, tokens);
    reader.problem('a label of CASE expected', line);
    reader.keep(Math.min(from, stuck));
  }
  push(reader, tokens);
  const comment = reader.remarks();
  const holds = hold(reader, depth + 1, true);
  return { kind: 'selection', tokens, holds, comment: both(comment, reader.remarks()), line };
}

function loop(hold: Hold, reader: Reader, depth: number, until: string, close: string): Statement {
  const line = reader.line;
  const tokens = head(reader, until);
  const before = reader.remarks();
  const holds = hold(reader, depth + 1);
  return closed(reader, 'loop', tokens, holds, before, line, close);
}

/** `REPEAT … UNTIL x END_REPEAT` holds what is repeated; its head is `REPEAT UNTIL x`. */
function repeat(hold: Hold, reader: Reader, depth: number): Statement {
  const line = reader.line;
  const tokens: OpenToken[] = [];
  push(reader, tokens);
  const before = reader.remarks();
  const holds = hold(reader, depth + 1);
  if (reader.is('UNTIL')) {
    push(reader, tokens);
    if (!expression(reader, tokens)) reader.problem('a condition expected');
    reader.take(';');
  } else reader.problem('`UNTIL` expected');
  return closed(reader, 'loop', tokens, holds, before, line, 'END_REPEAT');
}

/** CODESYS V3: `__TRY`, `__CATCH(e)`, `__FINALLY`, `__ENDTRY`. */
function attempt(hold: Hold, reader: Reader, depth: number): Statement {
  const line = reader.line;
  const tokens: OpenToken[] = [];
  push(reader, tokens);
  const before = reader.remarks();
  const holds = hold(reader, depth + 1);
  while (reader.is('__CATCH') || reader.is('__FINALLY')) {
    const at = reader.line;
    const branch: OpenToken[] = [];
    push(reader, branch);
    if (reader.is('(') && !list(reader, branch, ')', 0)) reader.problem('a name expected');
    const comment = reader.remarks();
    const held = hold(reader, depth + 1);
    holds.push({
      kind: 'other',
      tokens: branch,
      holds: held,
      comment: both(comment, reader.remarks()),
      line: at,
    });
  }
  return closed(reader, 'other', tokens, holds, before, line, '__ENDTRY');
}

function closed(
  reader: Reader,
  kind: Statement['kind'],
  tokens: OpenToken[],
  holds: readonly Statement[],
  before: string | null,
  line: number,
  close: string,
): Statement {
  reader.expect(close);
  reader.take(';');
  return { kind, tokens, holds, comment: both(before, reader.remarks()), line };
}
