import { WitnessError } from '@witnessmark/shared/errors';
import {
  type BlockDeclaration,
  type Bounds,
  type Declarations,
  type DeclaredType,
  type Field,
  type Place,
  typeKey,
} from './declaration.ts';
import { elementary } from './elementary.ts';
import { type Token, tokens } from './tokens.ts';

export interface DeclarationFile {
  readonly name: string;
  readonly text: string;
}

/** Characters of a STRING or WSTRING without a length. */
const defaultStringLength = 254;
const maxNesting = 64;

/**
 * Reads data blocks and user-defined types from TIA Portal sources (`.db`, `.udt`) and STEP 7 AWL sources.
 * Start values and everything after BEGIN are passed over. Throws `s7.layout-invalid` naming file and line.
 */
export function parseDeclarations(files: readonly DeclarationFile[]): Declarations {
  const types = new Map<string, { type: DeclaredType; at: Place }>();
  const blocks: BlockDeclaration[] = [];
  for (const file of files) {
    const parser = new Parser(file.name, tokens(file.text, file.name));
    while (!parser.atEnd()) {
      if (parser.takeWord('TYPE')) {
        const declared = parser.typeDeclaration();
        types.set(typeKey(declared.name), { type: declared.type, at: declared.at });
      } else if (parser.takeWord('DATA_BLOCK')) {
        blocks.push(parser.blockDeclaration());
      } else {
        parser.skip();
      }
    }
  }
  return { types, blocks };
}

const headerLines = new Set(['AUTHOR', 'FAMILY', 'NAME', 'VERSION']);
const headerWords = new Set([
  'KNOW_HOW_PROTECT',
  'UNLINKED',
  'READ_ONLY',
  'NON_RETAIN',
  'STANDARD',
  'CODE_VERSION1',
]);

class Parser {
  readonly #file: string;
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(file: string, tokenList: readonly Token[]) {
    this.#file = file;
    this.#tokens = tokenList;
  }

  atEnd(): boolean {
    return this.#peek().kind === 'end';
  }

  skip(): void {
    this.#next += 1;
  }

  takeWord(word: string): boolean {
    const token = this.#peek();
    const found = token.kind === 'word' && token.value.toUpperCase() === word;
    if (found) this.#next += 1;
    return found;
  }

  typeDeclaration(): { name: string; type: DeclaredType; at: Place } {
    const at = this.#place();
    const name = this.#blockName();
    this.#header();
    if (!this.takeWord('STRUCT')) throw this.#unexpected('STRUCT');
    const type = this.#structBody('END_STRUCT', 1);
    this.#skipTo('END_TYPE');
    return { name, type, at };
  }

  blockDeclaration(): BlockDeclaration {
    const at = this.#place();
    const name = this.#blockName();
    const attributes = this.#header();
    const type = this.#blockBody();
    this.#skipTo('END_DATA_BLOCK');
    const optimised = /S7_Optimized_Access\s*:=\s*'?TRUE/i.test(attributes);
    return { name, type, optimised, at };
  }

  #blockBody(): DeclaredType {
    if (this.takeWord('STRUCT')) return this.#structBody('END_STRUCT', 1);
    if (this.takeWord('VAR')) {
      if (!this.takeWord('RETAIN')) this.takeWord('NON_RETAIN');
      return this.#structBody('END_VAR', 1);
    }
    return this.#type(1);
  }

  /** `"Name"`, `Name`, `DB 20`, `UDT 1`. */
  #blockName(): string {
    const token = this.#take();
    if (token.kind === 'quoted') return token.value;
    if (token.kind !== 'word') throw this.#unexpected('a name', token);
    const number = this.#peek();
    if (/^(DB|UDT)$/i.test(token.value) && number.kind === 'number') {
      this.#next += 1;
      return `${token.value} ${number.value}`;
    }
    return token.value;
  }

  /** Passes over the lines between a block's name and its body; gives the attributes found there. */
  #header(): string {
    let attributes = '';
    for (;;) {
      const token = this.#peek();
      const word = token.kind === 'word' ? token.value.toUpperCase() : '';
      if (token.kind === 'attributes') {
        attributes += token.value;
        this.#next += 1;
      } else if (headerLines.has(word)) {
        while (this.#peek().kind !== 'end' && this.#peek().line === token.line) this.#next += 1;
      } else if (headerWords.has(word) || token.value === ';') {
        this.#next += 1;
      } else {
        return attributes;
      }
    }
  }

  #structBody(end: string, depth: number): DeclaredType {
    const fields: Field[] = [];
    while (!this.takeWord(end)) fields.push(this.#field(depth));
    return { kind: 'struct', fields };
  }

  #field(depth: number): Field {
    const at = this.#place();
    const token = this.#take();
    if (token.kind !== 'word' && token.kind !== 'quoted') throw this.#unexpected('a member name', token);
    while (this.#peek().kind === 'attributes') this.#next += 1;
    this.#expect(':');
    const type = this.#type(depth);
    if (this.#peek().value === ':=') {
      while (this.#peek().value !== ';') {
        if (this.atEnd()) throw this.#unexpected(';');
        this.#next += 1;
      }
    }
    // The semicolon after END_STRUCT may be left out in old sources.
    if (this.#peek().value === ';') this.#next += 1;
    else if (type.kind !== 'struct') throw this.#unexpected(';');
    return { name: token.value, type, at };
  }

  #type(depth: number): DeclaredType {
    if (depth > maxNesting) throw this.#invalid(`nested more than ${maxNesting} deep`);
    if (this.takeWord('STRUCT')) return this.#structBody('END_STRUCT', depth + 1);
    if (this.takeWord('ARRAY')) return this.#array(depth);
    const token = this.#take();
    if (token.kind === 'quoted') return { kind: 'named', name: token.value };
    if (token.kind !== 'word') throw this.#unexpected('a type', token);
    const name = token.value.toUpperCase();
    if (name === 'STRING' || name === 'WSTRING') return this.#string(name === 'WSTRING');
    if (name === 'UDT') return { kind: 'named', name: `UDT${this.#number()}` };
    if (name === 'FB' || name === 'SFB') {
      throw this.#invalid(`an instance of ${name} ${this.#peek().value}: list its members instead`);
    }
    const known = elementary(name);
    return known === undefined
      ? { kind: 'named', name: token.value }
      : { kind: 'elementary', elementary: known };
  }

  #string(wide: boolean): DeclaredType {
    if (this.#peek().value !== '[') return { kind: 'string', wide, length: defaultStringLength };
    this.#next += 1;
    const length = this.#number();
    if (length < 1 || length > (wide ? 16_382 : defaultStringLength)) throw this.#invalid(`length ${length}`);
    this.#expect(']');
    return { kind: 'string', wide, length };
  }

  #array(depth: number): DeclaredType {
    const bounds: Bounds[] = [];
    this.#expect('[');
    do {
      const low = this.#signed();
      this.#expect('..');
      const high = this.#signed();
      if (high < low) throw this.#invalid(`bounds ${low}..${high}`);
      bounds.push({ low, high });
    } while (this.#takeMark(','));
    this.#expect(']');
    if (!this.takeWord('OF')) throw this.#unexpected('OF');
    return { kind: 'array', bounds, of: this.#type(depth + 1) };
  }

  #signed(): number {
    return this.#takeMark('-') ? -this.#number() : this.#number();
  }

  #number(): number {
    const token = this.#take();
    const value = Number(token.value.replaceAll('_', ''));
    if (token.kind !== 'number' || !Number.isSafeInteger(value)) throw this.#unexpected('a number', token);
    return value;
  }

  #takeMark(mark: string): boolean {
    const found = this.#peek().value === mark && this.#peek().kind === 'mark';
    if (found) this.#next += 1;
    return found;
  }

  #expect(mark: string): void {
    if (!this.#takeMark(mark)) throw this.#unexpected(mark);
  }

  #skipTo(word: string): void {
    while (!this.takeWord(word)) {
      if (this.atEnd()) throw this.#unexpected(word);
      this.#next += 1;
    }
  }

  #peek(): Token {
    const token = this.#tokens[Math.min(this.#next, this.#tokens.length - 1)];
    return token ?? { kind: 'end', value: 'the end of the file', line: 1 };
  }

  #take(): Token {
    const token = this.#peek();
    this.#next += 1;
    return token;
  }

  #place(): Place {
    return { file: this.#file, line: this.#peek().line };
  }

  #unexpected(wanted: string, token: Token = this.#peek()): WitnessError {
    const seen = token.value.slice(0, 60);
    return new WitnessError(
      's7.layout-invalid',
      `${this.#file}:${token.line}`,
      `${wanted} expected, not ${seen}`,
    );
  }

  #invalid(detail: string): WitnessError {
    return new WitnessError('s7.layout-invalid', `${this.#file}:${this.#peek().line}`, detail);
  }
}
