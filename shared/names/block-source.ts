import type { Section } from '../mc7/index.ts';
import { DeclarationReader, isWord, NotUnderstood } from './declarations.ts';
import { Scanner, type Token } from './scanner.ts';
import {
  clipped,
  type DeclaredMember,
  type FoundNames,
  nameLimits,
  type SourceBlock,
  type SourceBlockType,
  type SourceForm,
  type SourceNetwork,
} from './source.ts';

const openings: Readonly<Record<string, SourceBlockType>> = {
  ORGANIZATION_BLOCK: 'OB',
  FUNCTION: 'FC',
  FUNCTION_BLOCK: 'FB',
  DATA_BLOCK: 'DB',
  TYPE: 'UDT',
};
const endings = /^\s*END_(?:ORGANIZATION_BLOCK|FUNCTION_BLOCK|FUNCTION|DATA_BLOCK|TYPE)\b/i;
const sections: Readonly<Record<string, Section>> = {
  VAR_INPUT: 'IN',
  VAR_OUTPUT: 'OUT',
  VAR_IN_OUT: 'IN_OUT',
  VAR: 'STAT',
  VAR_TEMP: 'TEMP',
};
/** Lines of a header that say nothing about names. */
const lineWords = new Set(['AUTHOR', 'FAMILY', 'NAME', 'VERSION']);
const flagWords = new Set([
  'KNOW_HOW_PROTECT',
  'UNLINKED',
  'READ_ONLY',
  'NON_RETAIN',
  'RETAIN',
  'STANDARD',
  'CODE_VERSION1',
  'SET_ENO_AUTOMATICALLY',
]);

/**
 * Blocks and data types of an AWL or SCL source, classic or of TIA Portal. A number is taken only where the source
 * states it (`FUNCTION_BLOCK FB 10`). Null for a text that declares none; never throws.
 */
export function readBlockSource(text: string, form: SourceForm): FoundNames | null {
  const scanner = new Scanner(text);
  const blocks: SourceBlock[] = [];
  let unread = 0;
  let truncated = false;
  for (let token = scanner.take(); token.kind !== 'end'; token = scanner.take()) {
    const type = token.kind === 'word' ? openings[token.value.toUpperCase()] : undefined;
    if (type === undefined) continue;
    if (blocks.length >= nameLimits.blocks) {
      truncated = true;
      break;
    }
    const block = new BlockReader(scanner, type);
    blocks.push(block.read());
    if (!block.understood) unread++;
  }
  return blocks.length === 0 ? null : { form, symbols: [], blocks, unread, truncated };
}

class BlockReader {
  readonly #scanner: Scanner;
  readonly #type: SourceBlockType;
  readonly #declarations: DeclarationReader;
  /** False where its declaration was not followed to its end. */
  understood = true;

  constructor(scanner: Scanner, type: SourceBlockType) {
    this.#scanner = scanner;
    this.#type = type;
    this.#declarations = new DeclarationReader(scanner);
  }

  read(): SourceBlock {
    const head = this.#head();
    const found = {
      type: this.#type,
      ...head,
      title: null as string | null,
      members: [] as DeclaredMember[],
      instanceOf: null as string | null,
    };
    let hasBody = false;
    try {
      found.members.push(...this.#returned());
      hasBody = this.#declared(found);
    } catch (error) {
      if (!(error instanceof NotUnderstood)) throw error;
      this.understood = false;
      hasBody = true;
    }
    const networks = hasBody ? this.#body() : [];
    // Half a declaration must not be taken for a whole one.
    return { ...found, members: this.understood ? found.members : [], networks };
  }

  /** `"Name"`, `FB 10`, `FB10` or a name without quotes. */
  #head(): { number: number | null; name: string | null } {
    this.#declarations.skipComments();
    const token = this.#scanner.take();
    if (token.kind === 'quoted') return { number: null, name: clipped(token.value, nameLimits.name) };
    const [, letters = '', digits = ''] = /^(OB|FC|FB|DB|UDT)(\d*)$/i.exec(token.value) ?? [];
    if (letters.toUpperCase() !== this.#type)
      return { number: null, name: clipped(token.value, nameLimits.name) };
    const number = Number(digits === '' ? this.#scanner.take().value : digits);
    return Number.isInteger(number) ? { number, name: null } : { number: null, name: null };
  }

  /** The value a function gives; VOID is none. */
  #returned(): DeclaredMember[] {
    if (this.#type !== 'FC' || this.#scanner.peek().value !== ':') return [];
    this.#scanner.take();
    const type = this.#declarations.type(0);
    if (type.kind === 'named' && type.name.toUpperCase() === 'VOID') return [];
    return [{ name: 'RET_VAL', section: 'RETURN', type, comment: null }];
  }

  /** Everything before the body; false where the block ends without one. */
  #declared(found: { title: string | null; instanceOf: string | null; members: DeclaredMember[] }): boolean {
    for (;;) {
      this.#declarations.skipComments();
      const token = this.#scanner.peek();
      const word = token.kind === 'word' ? token.value.toUpperCase() : '';
      const section = sections[word];
      if (token.kind === 'end') return false;
      if (word.startsWith('END_')) return this.#ends(token);
      if (word === 'TITLE') {
        this.#scanner.take();
        found.title = titleOf(this.#scanner.takeLine() ?? '');
      } else if (lineWords.has(word)) {
        this.#scanner.take();
        this.#scanner.takeLine();
      } else if (flagWords.has(word) || token.value === ';') {
        this.#scanner.take();
      } else if (section !== undefined) {
        this.#scanner.take();
        found.members.push(...this.#section(section));
      } else if (word === 'CONST' || word === 'LABEL') {
        this.#passTo(`END_${word}`);
      } else if (word === 'STRUCT' && (this.#type === 'DB' || this.#type === 'UDT')) {
        this.#scanner.take();
        found.members.push(...this.#declarations.membersTo('END_STRUCT', 'STAT', 1));
      } else if (word === 'BEGIN') {
        this.#scanner.take();
        return true;
      } else if (this.#type === 'DB' && found.instanceOf === null && isName(token)) {
        const type = this.#declarations.type(0);
        found.instanceOf = type.kind === 'named' ? type.name : null;
      } else {
        return true;
      }
    }
  }

  #ends(token: Token): boolean {
    if (!endings.test(token.value)) throw new NotUnderstood();
    this.#scanner.take();
    return false;
  }

  #section(section: Section): DeclaredMember[] {
    for (;;) {
      this.#declarations.skipComments();
      const token = this.#scanner.peek();
      if (isWord(token, 'CONSTANT')) {
        this.#passTo('END_VAR');
        return [];
      }
      if (!isWord(token, 'RETAIN') && !isWord(token, 'NON_RETAIN')) break;
      this.#scanner.take();
    }
    return this.#declarations.membersTo('END_VAR', section, 1);
  }

  #passTo(end: string): void {
    while (!isWord(this.#scanner.peek(), end)) {
      if (this.#scanner.take().kind === 'end') throw new NotUnderstood();
    }
    this.#scanner.take();
  }

  /** Networks with their titles, up to the block's end or the next block. */
  #body(): SourceNetwork[] {
    const networks: { title: string | null; comments: string[]; open: boolean }[] = [];
    for (;;) {
      const ahead = this.#scanner.peekLine();
      if (opensBlock(ahead)) break;
      const line = this.#scanner.takeLine();
      if (line === null || endings.test(line)) break;
      const network = networks.at(-1);
      if (/^\s*NETWORK\b/i.test(line)) {
        if (networks.length < nameLimits.networks) networks.push({ title: null, comments: [], open: true });
      } else if (network?.open) {
        takeHeadLine(network, line);
      }
    }
    return networks.map(({ title, comments }) => ({
      title,
      comment: clipped(comments.join(' '), nameLimits.comment),
    }));
  }
}

/** Behind a network's beginning stand its title and its comment; the first statement ends them. */
function takeHeadLine(
  network: { title: string | null; comments: string[]; open: boolean },
  line: string,
): void {
  const [, title] = /^\s*TITLE\s*(=.*)$/i.exec(line) ?? [];
  const [, comment] = /^\s*\/\/(.*)$/.exec(line) ?? [];
  if (title !== undefined) network.title = titleOf(title);
  else if (comment !== undefined) network.comments.push(comment.trim());
  else if (line.trim() !== '') network.open = false;
}

/** `=text` of AWL, `= 'text'` of SCL. */
function titleOf(text: string): string | null {
  return clipped(
    text
      .replace(/^\s*=/, '')
      .trim()
      .replace(/^'(.*)'$/, '$1'),
    nameLimits.comment,
  );
}

function opensBlock(line: string): boolean {
  const [, word = ''] = /^\s*([A-Z_]+)\s/i.exec(line) ?? [];
  return openings[word.toUpperCase()] !== undefined;
}

function isName(token: Token): boolean {
  return token.kind === 'quoted' || token.kind === 'word';
}
