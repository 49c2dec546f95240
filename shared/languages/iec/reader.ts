import type { Noise, Problem, Verbatim } from '../model/index.ts';
import { type LexOptions, lex } from './lex.ts';
import type { Lexeme, Remark } from './lexeme.ts';
import { iecLimits } from './limits.ts';
import { writeLexemes } from './writing.ts';

/** What was found about a source beside its parts; one for all the texts of a file. */
export interface Findings {
  readonly noise: Noise[];
  readonly unknown: Verbatim[];
  readonly problems: Problem[];
}

export function noFindings(): Findings {
  return { noise: [], unknown: [], problems: [] };
}

/** The lexemes of one text, read from its first to its last: the place only moves forward. */
export class Reader {
  readonly findings: Findings;
  /** Names of the units that are being read, from the outside in. */
  where: readonly string[];
  readonly #text: string;
  readonly #lexemes: readonly Lexeme[];
  readonly #remarks: readonly Remark[];
  readonly #firstLine: number;
  readonly #lists: { readonly name: string; readonly before: number }[] = [];
  #at = 0;
  #remarkAt = 0;
  #listAt = -1;
  #uncounted = 1;
  #joined: { readonly index: number; readonly part: Verbatim; readonly from: number } | null = null;

  constructor(text: string, findings: Findings, where: readonly string[], options: LexOptions = {}) {
    this.findings = findings;
    this.where = where;
    this.#text = text;
    this.#firstLine = options.line ?? 1;
    const { lexemes, remarks, problems, rest } = lex(text, options);
    this.#lexemes = lexemes;
    this.#remarks = remarks.filter(
      remark => !this.#isDirective(remark) && !remark.text.startsWith('@GLOBAL_VARIABLE_LIST'),
    );
    for (const { line, says } of problems) this.problem(says, line);
    if (rest !== null) this.#unknown(rest.from, text.length, rest.line);
  }

  get at(): number {
    return this.#at;
  }

  get ended(): boolean {
    return this.#at >= this.#lexemes.length;
  }

  /** The line of what comes next, of the last one at the end. */
  get line(): number {
    return (this.peek() ?? this.#lexemes.at(-1))?.line ?? this.#firstLine;
  }

  peek(ahead = 0): Lexeme | undefined {
    return this.#lexemes[this.#at + ahead];
  }

  /** Key of what comes next where it is a word or an operator; texts and numbers have none here. */
  key(ahead = 0): string {
    const lexeme = this.peek(ahead);
    return lexeme === undefined || lexeme.kind === 'text' || lexeme.kind === 'pragma' ? '' : lexeme.key;
  }

  is(key: string): boolean {
    return this.key() === key;
  }

  /** Whether a word that only its place makes one comes next. */
  isName(ahead = 0): boolean {
    return this.peek(ahead)?.kind === 'name';
  }

  next(): Lexeme | undefined {
    const lexeme = this.peek();
    if (lexeme !== undefined) this.#at++;
    return lexeme;
  }

  take(key: string): boolean {
    if (!this.is(key)) return false;
    this.#at++;
    return true;
  }

  /** Takes it, or says that it is missing. */
  expect(key: string): boolean {
    if (this.take(key)) return true;
    const found = this.peek();
    this.problem(`\`${key}\` expected, not ${found === undefined ? 'the end' : found.text.slice(0, 60)}`);
    return false;
  }

  problem(says: string, line = this.line): void {
    if (this.findings.problems.length < iecLimits.faults) this.findings.problems.push({ line, says });
  }

  noise(rule: string, text: string, line = this.line): void {
    const { noise } = this.findings;
    if (noise.length < iecLimits.noises) noise.push({ rule, text, line });
    else noise[iecLimits.noises - 1] = { rule: 'beyond-limit', text: `${++this.#uncounted} more`, line };
  }

  /** Keeps what stands between two places as it is written. */
  keep(from: number, to = this.#at): void {
    const first = this.#lexemes[from];
    const last = this.#lexemes[to - 1];
    if (first !== undefined && last !== undefined) this.#unknown(first.from, last.to, first.line);
  }

  lexemes(from: number, to = this.#at): readonly Lexeme[] {
    return this.#lexemes.slice(from, to);
  }

  /** Canonical writing of what stands between two places. */
  written(from: number, to = this.#at): string {
    return writeLexemes(this.lexemes(from, to));
  }

  /**
   * The comments before this place that nothing has taken yet, and those behind it on its line; null where there
   * are none. Each comment is taken once.
   */
  remarks(): string | null {
    const last = this.#lexemes[this.#at - 1];
    const texts: string[] = [];
    for (
      let remark = this.#remarks[this.#remarkAt];
      remark !== undefined;
      remark = this.#remarks[this.#remarkAt]
    ) {
      const behind = remark.before === this.#at && last !== undefined && remark.line === last.line;
      if (remark.before >= this.#at && !behind) break;
      this.#remarkAt++;
      if (remark.text !== '') texts.push(remark.text);
    }
    return texts.length === 0 ? null : texts.join('\n');
  }

  /** All that are left before what comes next, wherever they stand. */
  remarksBefore(): string | null {
    const texts: string[] = [];
    for (
      let remark = this.#remarks[this.#remarkAt];
      remark !== undefined;
      remark = this.#remarks[this.#remarkAt]
    ) {
      if (remark.before > this.#at) break;
      this.#remarkAt++;
      if (remark.text !== '') texts.push(remark.text);
    }
    return texts.length === 0 ? null : texts.join('\n');
  }

  /** All comments that nothing has taken, when all is read. */
  left(): Remark[] {
    const left = this.#remarks.slice(this.#remarkAt).filter(({ text }) => text !== '');
    this.#remarkAt = this.#remarks.length;
    return left;
  }

  /** The name that a directive of CODESYS 2.3 gives to the list of variables that comes next; null where none does. */
  get listName(): string | null {
    for (
      let next = this.#lists[this.#listAt + 1];
      next !== undefined && next.before <= this.#at;
      next = this.#lists[this.#listAt + 1]
    )
      this.#listAt++;
    return this.#lists[this.#listAt]?.name ?? null;
  }

  /** `(* @OBJECTFLAGS := '0, 8' *)`: what CODESYS 2.3 tells itself in comments. */
  #isDirective({ text, line, before }: Remark): boolean {
    if (!/^@[A-Z_]+ ?:=/.test(text)) return false;
    const list = /^@GLOBAL_VARIABLE_LIST ?:= ?'([^']*)'/.exec(text);
    if (list !== null) {
      this.#lists.push({ name: list[1] ?? '', before });
      return false;
    }
    this.noise(text.startsWith('@PATH') ? 'project-folder' : 'export-directive', text, line);
    return true;
  }

  /** Beyond the limit one part takes all that follows, so that nothing is lost. */
  #unknown(from: number, to: number, line: number): void {
    const { unknown } = this.findings;
    if (this.#joined !== null) {
      unknown[this.#joined.index] = { ...this.#joined.part, text: this.#text.slice(this.#joined.from, to) };
      return;
    }
    const part = { where: this.where, text: this.#text.slice(from, to), line };
    if (unknown.length >= iecLimits.faults) this.#joined = { index: unknown.length, part, from };
    unknown.push(part);
  }
}
