import type { Network } from '../model/index.ts';
import { type BodyContext, type Lexer, titleText } from '../siemens/index.ts';
import type { Mnemonics } from './mnemonics.ts';
import { stlStatements, type Written } from './statements.ts';

/** Characters of one statement; a bracket that is never closed ends with them. */
const longestStatement = 20_000;

interface NetworkDraft {
  title: string | null;
  readonly comments: string[];
  readonly written: Written[];
  readonly line: number;
}

const ending = /^\s*END_(?:ORGANIZATION_BLOCK|FUNCTION_BLOCK|FUNCTION|DATA_BLOCK|TYPE)\b/i;

/** The networks of a block's body, up to its end, which is left. */
export function stlBody(lexer: Lexer, context: BodyContext, mnemonics: Mnemonics): Network[] {
  const networks = new NetworkLines();
  for (;;) {
    const { at, line } = lexer.position;
    if (at >= lexer.text.length) break;
    const text = lexer.takeLine();
    if (ending.test(text)) {
      lexer.goTo(at, line);
      break;
    }
    networks.take(text, line);
  }
  return networks.read(mnemonics, context);
}

/** Gathers lines into networks, and the statements of each. */
export class NetworkLines {
  readonly #networks: NetworkDraft[] = [];
  /** Pieces of a statement whose end has not come yet. */
  #pieces: string[] = [];
  #length = 0;
  #openLine = 0;
  #comments: string[] = [];
  /** Comments before the first network. */
  #before: string[] = [];

  take(text: string, line: number): void {
    if (/^\s*NETWORK\b/i.test(text) && this.#pieces.length === 0) {
      this.begin(null, line);
      return;
    }
    const title = /^\s*TITLE\s*(=.*)$/i.exec(text)?.[1];
    const network = this.#networks.at(-1);
    if (
      title !== undefined &&
      network !== undefined &&
      network.written.length === 0 &&
      this.#pieces.length === 0
    ) {
      network.title = titleText(title);
      return;
    }
    const { code, comment } = splitComment(text);
    if (code.trim() === '' && this.#pieces.length === 0) {
      if (comment === null) return;
      if (network === undefined) this.#before.push(comment);
      else if (network.written.length === 0) network.comments.push(comment);
      else this.#put('', comment, line);
      return;
    }
    this.#code(code, comment, line);
  }

  begin(title: string | null, line: number): void {
    this.#close();
    this.#networks.push({ title, comments: this.#before.splice(0), written: [], line });
  }

  /** A line that goes on with the statement before it. */
  append(text: string, line: number): void {
    const written = this.#networks.at(-1)?.written;
    const last = written?.pop();
    if (written === undefined || last === undefined) this.take(text, line);
    else written.push({ ...last, text: `${last.text}, ${text}` });
  }

  read(mnemonics: Mnemonics, context: BodyContext): Network[] {
    this.#close();
    if (this.#networks.length === 0 && this.#before.length > 0) this.begin(null, 1);
    return this.#networks.map(({ title, comments, written, line }, at) => ({
      number: String(at + 1),
      title,
      comment: comments.length === 0 ? null : comments.join('\n'),
      language: 'STL',
      attributes: [],
      body: { form: 'statements', statements: stlStatements(written, mnemonics, context) },
      line,
    }));
  }

  #code(code: string, comment: string | null, line: number): void {
    if (comment !== null) this.#comments.push(comment);
    if (this.#pieces.length === 0) this.#openLine = line;
    let from = 0;
    for (let end = endOfStatement(code, 0); end >= 0; end = endOfStatement(code, from)) {
      this.#pieces.push(code.slice(from, end));
      this.#end();
      from = end + 1;
      this.#openLine = line;
    }
    const rest = code.slice(from).trim();
    if (rest !== '') {
      // A call's parameters may begin on the next line, and go on until their bracket closes.
      const goesOn = this.#pieces.length > 0 || /^(?:[\p{L}_]\w*:\s*)?CALL\b/iu.test(rest);
      this.#pieces.push(rest);
      this.#length += rest.length;
      if (!goesOn || rest.endsWith(')') || this.#length > longestStatement) this.#end();
    }
    if (this.#pieces.length === 0) this.#comment();
  }

  #end(): void {
    this.#put(this.#pieces.join(' '), null, this.#openLine);
    this.#pieces = [];
    this.#length = 0;
  }

  /** Comments of the lines of a statement belong to it. */
  #comment(): void {
    const text = this.#comments.join('\n');
    this.#comments = [];
    const written = this.#networks.at(-1)?.written;
    const last = written?.pop();
    if (written === undefined || last === undefined) return;
    written.push(text === '' ? last : { ...last, comment: text });
  }

  #put(text: string, comment: string | null, line: number): void {
    if (this.#networks.length === 0)
      this.#networks.push({ title: null, comments: this.#before.splice(0), written: [], line });
    this.#networks.at(-1)?.written.push({ text, comment, line });
  }

  #close(): void {
    if (this.#pieces.length > 0) this.#end();
    if (this.#networks.length > 0) this.#comment();
  }
}

/** Where a semicolon ends a statement, outside of quotes; -1 where none does. */
function endOfStatement(text: string, from: number): number {
  let quote = '';
  for (let at = from; at < text.length; at++) {
    const char = text.charAt(at);
    if (quote !== '') {
      if (char === quote) quote = '';
    } else if (char === '"' || char === "'") quote = char;
    else if (char === ';') return at;
  }
  return -1;
}

function splitComment(text: string): { code: string; comment: string | null } {
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (quote !== '') {
      if (char === quote) quote = '';
    } else if (char === '"' || char === "'") quote = char;
    else if (char === '/' && text.charAt(at + 1) === '/') {
      const comment = text.slice(at + 2).trim();
      return { code: text.slice(0, at), comment: comment === '' ? null : comment };
    }
  }
  return { code: text, comment: null };
}
