import type { Attribute, Member, Network, Unit, UnitKind } from '../model/index.ts';
import { unitAttributes, type WrittenAttributes } from './attributes.ts';
import { type DeclarationContext, takeAttributes, takeMembers, takeType, takeValue } from './declarations.ts';
import { Findings } from './findings.ts';
import { isLexeme, type Lexeme, type Lexer, textOfRemarks } from './lexeme.ts';
import { Refusal, siemensLimits } from './limits.ts';
import { MemberCount, type MemberDraft, newMember, StartValues } from './members.ts';
import type { Names } from './statement-tokens.ts';
import { bare, joined, nameKey } from './symbol.ts';
import { elementType } from './type-name.ts';

export interface BodyContext {
  readonly findings: Findings;
  readonly where: readonly string[];
  readonly locals: Names;
  readonly members: readonly Member[];
}

/** How a language's sources differ: what stands in the body of a block, up to the `END_…` that is left. */
export interface SourceForm {
  /** Of blocks with code, where the source itself says none. */
  readonly language: string | null;
  readonly body: (lexer: Lexer, context: BodyContext) => Network[];
}

const openings: Readonly<Record<string, UnitKind>> = {
  ORGANIZATION_BLOCK: 'organisation-block',
  FUNCTION: 'function',
  FUNCTION_BLOCK: 'function-block',
  DATA_BLOCK: 'data-block',
  TYPE: 'data-type',
};
const codeKinds: ReadonlySet<UnitKind> = new Set(['organisation-block', 'function', 'function-block']);
const sections: Readonly<Record<string, string>> = {
  VAR_INPUT: 'Input',
  VAR_OUTPUT: 'Output',
  VAR_IN_OUT: 'InOut',
  VAR: 'Static',
  VAR_TEMP: 'Temp',
};
const lineWords: Readonly<Record<string, string>> = {
  AUTHOR: 'HeaderAuthor',
  FAMILY: 'HeaderFamily',
  NAME: 'HeaderName',
  VERSION: 'S7_Version',
};
const flagWords: Readonly<Record<string, readonly [string, string]>> = {
  KNOW_HOW_PROTECT: ['KnowHowProtected', 'true'],
  UNLINKED: ['Unlinked', 'true'],
  READ_ONLY: ['ReadOnly', 'true'],
  NON_RETAIN: ['Retain', 'false'],
  RETAIN: ['Retain', 'true'],
  STANDARD: ['Standard', 'true'],
  CODE_VERSION1: ['CodeVersion1', 'true'],
  SET_ENO_AUTOMATICALLY: ['SetENO', 'true'],
};

/**
 * Blocks and data types of a source, classic or of TIA Portal, in their order. Sources: Siemens, "STEP 7 Statement
 * List for S7-300 and S7-400" and "S7-SCL V5.3" on blocks in source files; TIA Portal's help on external sources.
 */
export function sourceBlocks(lexer: Lexer, findings: Findings, form: SourceForm): Unit[] {
  const units: Unit[] = [];
  const count = new MemberCount();
  let said: WrittenAttributes = new Map();
  const strays: Lexeme[] = [];
  for (;;) {
    const ahead = lexer.peek();
    if (ahead.kind === 'end') break;
    if (isLexeme(ahead, '{')) {
      said = takeAttributes(lexer, findings);
      continue;
    }
    const kind = ahead.kind === 'word' ? openings[ahead.text.toUpperCase()] : undefined;
    if (kind === undefined) {
      strays.push(lexer.take());
      continue;
    }
    if (units.length >= siemensLimits.units) throw new Refusal(`more than ${siemensLimits.units} blocks`);
    units.push(new BlockReader(lexer, findings, form, kind, count).read(said));
    said = new Map();
  }
  keepStrays(strays, findings);
  return units;
}

/** What stands between blocks belongs to none. */
function keepStrays(strays: readonly Lexeme[], findings: Findings): void {
  const meant = strays.filter(lexeme => !isLexeme(lexeme, ';'));
  const [first] = meant;
  if (first === undefined) return;
  findings.say(first.line, 'outside of any block');
  findings.keep([], joined(meant.slice(0, 500)), first.line);
}

class BlockReader {
  readonly #lexer: Lexer;
  readonly #findings: Findings;
  readonly #form: SourceForm;
  readonly #kind: UnitKind;
  readonly #count: MemberCount;
  readonly #written = new Map<string, string>();
  readonly #extra: Attribute[] = [];
  readonly #members: MemberDraft[] = [];
  #title: string | null = null;
  #comments: string[] = [];
  #where: readonly string[] = [];

  constructor(lexer: Lexer, findings: Findings, form: SourceForm, kind: UnitKind, count: MemberCount) {
    this.#lexer = lexer;
    this.#findings = findings;
    this.#form = form;
    this.#kind = kind;
    this.#count = count;
  }

  read(said: WrittenAttributes): Unit {
    this.#takeComments();
    const opening = this.#lexer.take();
    for (const [name, value] of said) this.#written.set(name, value);
    const { name, number } = this.#name();
    this.#where = [name];
    if (this.#kind === 'data-type' && this.#lexer.takeIf(':')) this.#structure();
    else if (this.#kind === 'function' && this.#lexer.takeIf(':'))
      this.#extra.push({ name: 'Return', value: takeType(this.#lexer, this.#context(), '', 0).text });
    const hasBody = this.#declared();
    const networks = hasBody ? this.#body() : [];
    this.#takeComments();
    this.#close(opening);
    const blockNumber = this.#written.get('S7_BlockNumber') ?? '';
    this.#written.delete('S7_BlockNumber');
    if (
      codeKinds.has(this.#kind) &&
      this.#form.language !== null &&
      !this.#written.has('S7_PreferredLanguage')
    )
      this.#written.set('Language', this.#form.language);
    return {
      kind: this.#kind,
      name,
      key: `${this.#kind}:${nameKey(name)}`,
      id: null,
      number: /^\d{1,5}$/.test(blockNumber) ? Number(blockNumber) : number,
      title: this.#title,
      comment: this.#comments.length === 0 ? null : this.#comments.join('\n'),
      attributes: [...unitAttributes(this.#written), ...this.#extra],
      members: this.#members,
      networks,
      units: [],
      line: opening.line,
    };
  }

  #context(): DeclarationContext {
    return { findings: this.#findings, count: this.#count, where: this.#where };
  }

  #takeComments(): void {
    const text = textOfRemarks(this.#lexer.remarks());
    if (text !== null) this.#comments.push(text);
  }

  /** `"Motor"`, `FB 10`, `FB10`, or a name without quotes. */
  #name(): { name: string; number: number | null } {
    const token = this.#lexer.take();
    const [, letters = '', digits = ''] = /^(OB|FC|FB|DB|UDT)(\d{0,5})$/i.exec(token.text) ?? [];
    if (token.kind !== 'word' || letters === '') return { name: bare(token.text), number: null };
    if (digits === '' && this.#lexer.peek().kind !== 'number') return { name: token.text, number: null };
    const number = Number(digits === '' ? this.#lexer.take().text : digits);
    return { name: `${letters.toUpperCase()} ${number}`, number: Number.isInteger(number) ? number : null };
  }

  #structure(): void {
    const type = takeType(this.#lexer, this.#context(), 'Static', 0);
    this.#lexer.takeIf(';');
    this.#put(type.members);
    if (type.text !== 'Struct') this.#extra.push({ name: 'Of', value: type.text });
  }

  #put(members: readonly MemberDraft[]): void {
    for (const member of members) this.#members.push(member);
  }

  /** All before the body; false where the block ends without one. */
  #declared(): boolean {
    for (;;) {
      this.#takeComments();
      const token = this.#lexer.peek();
      const word = token.kind === 'word' ? token.text.toUpperCase() : '';
      const flag = flagWords[word];
      const header = lineWords[word];
      if (token.kind === 'end' || word.startsWith('END_')) return false;
      if (isLexeme(token, '{')) {
        if (!this.#attributes()) return true;
      } else if (word === 'TITLE') {
        this.#lexer.take();
        this.#title = titleText(this.#lexer.takeLine());
      } else if (header !== undefined) {
        this.#lexer.take();
        this.#written.set(header, headerText(this.#lexer.takeLine()));
      } else if (flag !== undefined) {
        this.#lexer.take();
        this.#written.set(...flag);
      } else if (isLexeme(token, ';')) this.#lexer.take();
      else if (sections[word] !== undefined) this.#section(sections[word]);
      else if (word === 'CONST') {
        this.#lexer.take();
        this.#put(takeMembers(this.#lexer, this.#context(), 'Constant', 'END_CONST'));
      } else if (word === 'LABEL') this.#labels();
      else if (word === 'STRUCT' && !codeKinds.has(this.#kind)) this.#structure();
      else if (word === 'BEGIN') {
        this.#lexer.take();
        return true;
      } else if (this.#kind === 'data-block') this.#instanceOf();
      else if (this.#kind === 'data-type') this.#namedStructure();
      else return true;
    }
  }

  /** In SIMATIC SD attributes stand before each network too: false where they do, and they are left there. */
  #attributes(): boolean {
    const { at, line } = this.#lexer.position;
    const said = new Findings();
    const written = takeAttributes(this.#lexer, said);
    if (this.#lexer.is('NETWORK')) {
      this.#lexer.goTo(at, line);
      return false;
    }
    for (const { rule, text, line: at } of said.noise) this.#findings.leaveOut(rule, text, at);
    for (const [name, value] of written) this.#written.set(name, value);
    return true;
  }

  #section(section: string): void {
    this.#lexer.take();
    let name = section;
    const extra: Attribute[] = [];
    for (;;) {
      if (this.#lexer.takeIf('CONSTANT')) name = 'Constant';
      else if (this.#lexer.takeIf('RETAIN')) extra.push({ name: 'Remanence', value: 'Retain' });
      else if (this.#lexer.takeIf('DB_SPECIFIC')) extra.push({ name: 'Remanence', value: 'SetInIDB' });
      else if (!this.#lexer.takeIf('NON_RETAIN')) break;
    }
    this.#put(takeMembers(this.#lexer, this.#context(), name, 'END_VAR', extra));
  }

  /** Labels of classic SCL are declared; they are told by where they stand. */
  #labels(): void {
    while (!this.#lexer.is('END_LABEL') && this.#lexer.peek().kind !== 'end') this.#lexer.take();
    this.#lexer.takeIf('END_LABEL');
  }

  /** The block or type an instance is of. */
  #instanceOf(): void {
    // SIMATIC SD writes a colon before it.
    this.#lexer.takeIf(':');
    const { text, line } = this.#lexer.peek();
    const type = takeType(this.#lexer, this.#context(), '', 0);
    this.#extra.push({
      name: 'InstanceOf',
      value: /^[\p{L}_][\p{L}\p{N}_]*$/u.test(type.text) ? `"${type.text}"` : type.text,
    });
    if (type.text === '' || /^[^\p{L}"_]/u.test(type.text)) {
      this.#findings.say(line, `a declaration expected and not ${text}`);
      this.#findings.keep(this.#where, text, line);
      this.#extra.pop();
    }
  }

  /** Something else than a declaration in a data type. */
  #namedStructure(): void {
    const { line } = this.#lexer.peek();
    const skipped: Lexeme[] = [this.#lexer.take()];
    while (
      !/^END_TYPE$/i.test(this.#lexer.peek().text) &&
      this.#lexer.peek().kind !== 'end' &&
      !this.#lexer.is('STRUCT')
    )
      skipped.push(this.#lexer.take());
    this.#findings.say(line, 'no declaration');
    this.#findings.keep(this.#where, joined(skipped), line);
  }

  #body(): Network[] {
    if (this.#kind === 'data-block') {
      this.#startValues();
      return [];
    }
    if (this.#kind === 'data-type') return [];
    const locals = new Set(this.#members.map(member => member.key));
    return this.#form.body(this.#lexer, {
      findings: this.#findings,
      where: this.#where,
      locals,
      members: this.#members,
    });
  }

  /** `a.b[3] := 5;` of the `BEGIN` section. */
  #startValues(): void {
    const values = new StartValues(this.#members, this.#count);
    for (;;) {
      const ahead = this.#lexer.peek();
      if (ahead.kind === 'end' || (ahead.kind === 'word' && /^END_DATA_BLOCK$/i.test(ahead.text))) return;
      if (this.#lexer.takeIf(';')) continue;
      const written: Lexeme[] = [];
      while (!this.#lexer.is(':=') && !this.#lexer.is(';') && !this.#ends()) written.push(this.#lexer.take());
      const line = ahead.line;
      const isValue = this.#lexer.takeIf(':=');
      const member = isValue ? this.#memberOf(values, pathOf(written), line) : null;
      const value = isValue ? takeValue(this.#lexer, elementType(member?.type ?? '')) : '';
      if (!this.#lexer.takeIf(';')) this.#findings.say(this.#lexer.peek().line, '; expected');
      if (member !== null) {
        // What is declared is what a new initialisation gives; what is written here is what the block holds.
        if (member.value !== null && member.value !== value)
          member.attributes = [...member.attributes, { name: 'declared value', value: member.value }];
        member.value = value;
      } else {
        this.#findings.say(line, 'no start value');
        this.#findings.keep(this.#where, `${joined(written)}${isValue ? ` := ${value}` : ''}`, line);
        if (written.length === 0 && !isValue) this.#lexer.take();
      }
    }
  }

  /** The members of an instance are declared in its type, so its values make them. */
  #memberOf(values: StartValues, path: readonly string[], line: number): MemberDraft | null {
    const found = values.at(path, line);
    const [first] = path;
    if (found !== null || first === undefined || !this.#extra.some(({ name }) => name === 'InstanceOf'))
      return found;
    if (path.length > siemensLimits.depth) return null;
    this.#count.another();
    values.add(newMember('Static', first, '', line));
    return values.at(path, line);
  }

  #ends(): boolean {
    const ahead = this.#lexer.peek();
    return ahead.kind === 'end' || (ahead.kind === 'word' && /^END_/i.test(ahead.text));
  }

  #close(opening: Lexeme): void {
    const end = `END_${opening.text.toUpperCase()}`;
    this.#takeComments();
    if (this.#lexer.takeIf(end)) {
      this.#lexer.takeIf(';');
      return;
    }
    this.#findings.say(this.#lexer.peek().line, `${end} expected`);
    if (this.#lexer.peek().kind === 'word' && this.#lexer.peek().text.toUpperCase().startsWith('END_'))
      this.#lexer.take();
  }
}

/** `a.b[1, 2].c` as its parts. */
function pathOf(lexemes: readonly Lexeme[]): string[] {
  const path: string[] = [];
  let index: string | null = null;
  for (const lexeme of lexemes) {
    if (isLexeme(lexeme, '[')) index = '';
    else if (isLexeme(lexeme, ']') && index !== null) {
      path.push(`[${index}]`);
      index = null;
    } else if (index !== null) index += lexeme.text === ',' ? ', ' : lexeme.text;
    else if (!isLexeme(lexeme, '.')) path.push(bare(lexeme.text.replace(/^#/, '')));
  }
  return path;
}

/** `=text` of STL, `= 'text'` of SCL. */
export function titleText(line: string): string | null {
  const text = line
    .replace(/^\s*=/, '')
    .trim()
    .replace(/^'([\s\S]*)'$/, '$1');
  return text === '' ? null : text;
}

/** What stands behind `VERSION :`, without quotes and the comment of the line. */
function headerText(line: string): string {
  return line
    .replace(/^\s*[:=]/, '')
    .replace(/\/\/.*$/, '')
    .trim()
    .replace(/;$/, '')
    .trim()
    .replace(/^'(.*)'$/, '$1');
}
