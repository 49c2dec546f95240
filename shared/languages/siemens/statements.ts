import type { Statement } from '../model/index.ts';
import type { Findings } from './findings.ts';
import { isLexeme, isPast, type Lexeme, type Lexer, type Remark, textOfRemarks } from './lexeme.ts';
import { siemensLimits } from './limits.ts';
import { sclWords } from './scl-words.ts';
import { type Names, statementTokens } from './statement-tokens.ts';
import { joined } from './symbol.ts';

export interface StatementContext {
  readonly findings: Findings;
  /** Names of units from the outside in. */
  readonly where: readonly string[];
  /** Names the block declares, in one case. */
  readonly locals: Names;
}

interface StatementDraft extends Statement {
  comment: string | null;
  holds: readonly Statement[];
}

/** Words that a list of statements ends at; whoever opened it takes them. */
const closing = /^(?:END_\w+|ELSE|ELSIF|UNTIL|NETWORK)$/i;

/**
 * Reads statements of SCL up to the word that ends their list, which is not taken. A `REGION` folds the editor's
 * page and means nothing: its name becomes a comment of its first statement. Source: Siemens, "S7-SCL V5.3 for
 * S7-300/400" (A5E00324650), chapters 11 and 12; TIA Portal's help on SCL for regions.
 */
export function sclStatements(lexer: Lexer, context: StatementContext): Statement[] {
  const reader = new StatementReader(lexer, context);
  const statements = reader.list(0);
  reader.leave();
  return statements;
}

class StatementReader {
  readonly #lexer: Lexer;
  readonly #context: StatementContext;
  /** Comments and names of regions that wait for a statement. */
  #waiting: Remark[] = [];

  constructor(lexer: Lexer, context: StatementContext) {
    this.#lexer = lexer;
    this.#context = context;
  }

  /** `selecting` ends the list at the next label of a CASE too. */
  list(depth: number, selecting = false): Statement[] {
    const found: StatementDraft[] = [];
    let regions = 0;
    for (;;) {
      this.#waiting.push(...this.#lexer.remarks());
      const ahead = this.#lexer.peek();
      if (ahead.kind === 'end') break;
      if (isLexeme(ahead, ';')) {
        this.#lexer.take();
        this.#context.findings.leaveOut('empty-statement', ';', ahead.line);
      } else if (isLexeme(ahead, 'REGION')) {
        regions++;
        this.#region();
      } else if (isLexeme(ahead, 'END_REGION') && regions > 0) {
        regions--;
        this.#endRegion();
      } else if (ahead.kind === 'word' && closing.test(ahead.text)) {
        if (isLexeme(ahead, 'END_REGION')) this.#stray();
        else break;
      } else if (selecting && this.#isSelection()) break;
      else if (depth > siemensLimits.depth) found.push(this.#unread('statements nested too deep'));
      else found.push(this.#one(depth));
    }
    this.#leaveComments(found);
    return found;
  }

  /** What is said behind the last statement belongs to it. */
  #leaveComments(found: readonly StatementDraft[]): void {
    const last = found.at(-1);
    if (last === undefined || this.#waiting.length === 0) return;
    last.comment = both(last.comment, textOfRemarks(this.#waiting));
    this.#waiting = [];
  }

  /** What belongs to no statement, as there is none, is left to what holds them. */
  leave(): void {
    this.#lexer.giveBack(this.#waiting);
    this.#waiting = [];
  }

  #region(): void {
    const { line } = this.#lexer.take();
    const name = this.#lexer
      .takeLine()
      .replace(/\/\/.*$/, '')
      .trim();
    this.#context.findings.leaveOut('region', `REGION ${name}`, line);
    if (name !== '') this.#waiting.push({ text: `REGION ${name}`, line });
  }

  #endRegion(): void {
    const { line } = this.#lexer.take();
    // Behind it may stand a name again, which the tool passes over; a statement may follow in its place as well.
    const ahead = this.#lexer.peek();
    if (ahead.line === line && isLexeme(ahead, ';')) this.#lexer.take();
  }

  #stray(): void {
    const { line, text } = this.#lexer.take();
    this.#context.findings.say(line, `${text} without its beginning`);
  }

  #comment(): string | null {
    const text = textOfRemarks(this.#waiting);
    this.#waiting = [];
    return text;
  }

  #one(depth: number): StatementDraft {
    const ahead = this.#lexer.peek();
    const word = ahead.kind === 'word' ? ahead.text.toUpperCase() : '';
    const comment = this.#comment();
    switch (word) {
      case 'IF':
        return this.#if(depth, comment);
      case 'CASE':
        return this.#case(depth, comment);
      case 'FOR':
        return this.#holding('loop', 'DO', 'END_FOR', depth, comment);
      case 'WHILE':
        return this.#holding('loop', 'DO', 'END_WHILE', depth, comment);
      case 'REPEAT':
        return this.#repeat(depth, comment);
      case 'RETURN':
        return this.#simple('return', comment);
      case 'EXIT':
      case 'CONTINUE':
      case 'GOTO':
        return this.#simple('jump', comment);
      default:
        return this.#label(comment) ?? this.#plain(comment);
    }
  }

  #made(
    kind: Statement['kind'],
    head: readonly Lexeme[],
    comment: string | null,
    line: number,
  ): StatementDraft {
    return { kind, tokens: statementTokens(head, this.#context.locals), holds: [], comment, line };
  }

  /** Lexemes up to a word or mark, which is not taken; the end of a statement ends them too. */
  #until(...ends: readonly string[]): Lexeme[] {
    const head: Lexeme[] = [];
    for (;;) {
      const ahead = this.#lexer.peek();
      if (ahead.kind === 'end' || ends.some(end => isLexeme(ahead, end)) || isLexeme(ahead, ';')) return head;
      if (head.length > 0 && ahead.kind === 'word' && this.#beginsOther(ahead)) return head;
      head.push(this.#lexer.take());
    }
  }

  #beginsOther(ahead: Lexeme): boolean {
    const word = ahead.text.toUpperCase();
    return (
      closing.test(word) ||
      (/^(?:IF|CASE|FOR|WHILE|REPEAT|RETURN|EXIT|GOTO|REGION)$/.test(word) && sclWords.has(word))
    );
  }

  #head(end: string): Lexeme[] {
    const head = [this.#lexer.take(), ...this.#until(end)];
    if (this.#lexer.is(end)) head.push(this.#lexer.take());
    else this.#context.findings.say(this.#lexer.peek().line, `${end} expected`);
    return head;
  }

  /** The word that closes; without it the statement is read as far as it goes, and that is said. */
  #close(end: string): void {
    this.#waiting.push(...this.#lexer.remarks());
    const { line } = this.#lexer.peek();
    if (this.#lexer.takeIf(end)) this.#semicolon();
    else this.#context.findings.say(line, `${end} expected`);
  }

  #semicolon(): void {
    if (this.#lexer.takeIf(';')) return;
    const { line } = this.#lexer.peek();
    this.#context.findings.leaveOut('optional-semicolon', '', line);
  }

  #holding(
    kind: Statement['kind'],
    opening: string,
    end: string,
    depth: number,
    comment: string | null,
  ): StatementDraft {
    const { line } = this.#lexer.peek();
    const statement = this.#made(kind, this.#head(opening), comment, line);
    this.#sameLine(statement);
    statement.holds = this.list(depth + 1);
    this.#close(end);
    return statement;
  }

  #repeat(depth: number, comment: string | null): StatementDraft {
    const first = this.#lexer.take();
    const holds = this.list(depth + 1);
    const head = [first];
    if (this.#lexer.is('UNTIL')) head.push(this.#lexer.take(), ...this.#until('END_REPEAT'));
    this.#lexer.takeIf(';');
    const statement = this.#made('loop', head, comment, first.line);
    statement.holds = holds;
    this.#close('END_REPEAT');
    return statement;
  }

  #if(depth: number, comment: string | null): StatementDraft {
    const { line } = this.#lexer.peek();
    const statement = this.#made('if', this.#head('THEN'), comment, line);
    this.#sameLine(statement);
    const holds = this.list(depth + 1);
    for (;;) {
      const at = this.#lexer.peek().line;
      const before = this.#comment();
      if (this.#lexer.is('ELSIF')) {
        const branch = this.#made('elsif', this.#head('THEN'), before, at);
        this.#sameLine(branch);
        branch.holds = this.list(depth + 1);
        holds.push(branch);
      } else if (this.#lexer.is('ELSE')) holds.push(this.#else(depth, before));
      else {
        statement.comment = both(statement.comment, before);
        break;
      }
    }
    statement.holds = holds;
    this.#close('END_IF');
    this.#sameLine(statement);
    return statement;
  }

  #else(depth: number, before: string | null): StatementDraft {
    const word = this.#lexer.take();
    // Classic SCL lets a colon follow in a CASE.
    this.#lexer.takeIf(':');
    const branch = this.#made('else', [word], before, word.line);
    this.#sameLine(branch);
    branch.holds = this.list(depth + 1);
    return branch;
  }

  #sameLine(statement: StatementDraft): void {
    const remarks = this.#lexer.remarksOn(this.#lexer.last?.line ?? 0);
    statement.comment = both(statement.comment, textOfRemarks(remarks));
  }

  #case(depth: number, comment: string | null): StatementDraft {
    const { line } = this.#lexer.peek();
    const statement = this.#made('case', this.#head('OF'), comment, line);
    this.#sameLine(statement);
    const holds = this.list(depth + 1, true);
    for (;;) {
      const before = this.#comment();
      if (this.#lexer.is('ELSE')) {
        const branch = this.#else(depth, before);
        holds.push(branch);
      } else if (this.#isSelection()) holds.push(this.#selection(depth, before));
      else {
        statement.comment = both(statement.comment, before);
        break;
      }
    }
    statement.holds = holds;
    this.#close('END_CASE');
    this.#sameLine(statement);
    return statement;
  }

  #selection(depth: number, before: string | null): StatementDraft {
    const { line } = this.#lexer.peek();
    const head = this.#until(':');
    this.#lexer.takeIf(':');
    const branch = this.#made('selection', head, before, line);
    this.#sameLine(branch);
    branch.holds = this.list(depth + 1, true);
    return branch;
  }

  /** Whether labels of a CASE come next: numbers, constants and ranges up to a colon. */
  #isSelection(): boolean {
    const { at, line } = this.#lexer.position;
    const remarks = this.#lexer.remarks();
    let isOne = false;
    for (let count = 0; count < 2_000; count++) {
      const ahead = this.#lexer.take();
      if (isLexeme(ahead, ':')) {
        isOne = count > 0 && !isPast(ahead, this.#lexer.peek());
        break;
      }
      const isWord = ahead.kind === 'word' && sclWords.has(ahead.text.toUpperCase());
      const fits = ahead.kind !== 'mark' || /^(?:,|\.\.|-|\+|\.)$/.test(ahead.text);
      if (ahead.kind === 'end' || isWord || !fits) break;
    }
    this.#lexer.goTo(at, line);
    this.#waiting.push(...remarks);
    return isOne;
  }

  #simple(kind: Statement['kind'], comment: string | null): StatementDraft {
    const first = this.#lexer.take();
    const head = [first, ...this.#until()];
    this.#semicolon();
    const statement = this.#made(kind, head, comment, first.line);
    this.#sameLine(statement);
    return statement;
  }

  #label(comment: string | null): StatementDraft | null {
    const { at, line } = this.#lexer.position;
    const first = this.#lexer.take();
    if (first.kind === 'word' && this.#lexer.takeIf(':'))
      return this.#made('label', [first], comment, first.line);
    this.#lexer.goTo(at, line);
    return null;
  }

  /** An assignment or a call. */
  #plain(comment: string | null): StatementDraft {
    const { line, kind } = this.#lexer.peek();
    const head = this.#until();
    if (head.length === 0) head.push(this.#lexer.take());
    if (this.#lexer.peek().kind !== 'end' && !this.#lexer.takeIf(';'))
      this.#context.findings.say(this.#lexer.peek().line, '; expected');
    else if (this.#lexer.peek().kind === 'end' && !this.#endsWithSemicolon())
      this.#context.findings.say(this.#lexer.peek().line, '; expected');
    const statement = this.#made(kindOf(head), head, comment, line);
    const begins = kind === 'word' || kind === 'local' || kind === 'quoted' || kind === 'address';
    if (!begins || statement.kind === 'other') {
      this.#context.findings.say(line, 'no statement of SCL');
      this.#context.findings.keep(this.#context.where, joined(head), line);
    }
    this.#sameLine(statement);
    return statement;
  }

  #endsWithSemicolon(): boolean {
    return this.#lexer.last?.text === ';';
  }

  #unread(says: string): StatementDraft {
    const { line } = this.#lexer.peek();
    const comment = this.#comment();
    const skipped: Lexeme[] = [];
    for (let open = 0; ; ) {
      const ahead = this.#lexer.peek();
      const word = ahead.kind === 'word' ? ahead.text.toUpperCase() : '';
      if (ahead.kind === 'end') break;
      if (/^(?:IF|CASE|FOR|WHILE|REPEAT)$/.test(word)) open++;
      if (open === 0 && closing.test(word)) break;
      if (/^END_(?:IF|CASE|FOR|WHILE|REPEAT)$/.test(word)) open--;
      skipped.push(this.#lexer.take());
      if (open === 0 && isLexeme(ahead, ';')) break;
    }
    if (skipped.length === 0) skipped.push(this.#lexer.take());
    this.#context.findings.say(line, says);
    this.#context.findings.keep(this.#context.where, joined(skipped), line);
    return {
      kind: 'other',
      tokens: statementTokens(skipped, this.#context.locals),
      holds: [],
      comment,
      line,
    };
  }
}

function kindOf(head: readonly Lexeme[]): Statement['kind'] {
  let depth = 0;
  for (const lexeme of head) {
    if (lexeme.kind !== 'mark') continue;
    if (lexeme.text === '(' || lexeme.text === '[') depth++;
    if (lexeme.text === ')' || lexeme.text === ']') depth--;
    if (depth === 0 && /^(?::|\+|-|\*|\/|\?)=$/.test(lexeme.text)) return 'assignment';
  }
  return head.at(-1)?.text === ')' || head.some(lexeme => lexeme.text === '(') ? 'call' : 'other';
}

function both(first: string | null, second: string | null): string | null {
  return first === null || second === null ? (first ?? second) : `${first}\n${second}`;
}
