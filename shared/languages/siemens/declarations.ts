import type { Attribute } from '../model/index.ts';
import { memberAttributes, type WrittenAttributes } from './attributes.ts';
import type { Findings } from './findings.ts';
import { isLexeme, type Lexeme, type Lexer, textOfRemarks } from './lexeme.ts';
import { Refusal, siemensLimits } from './limits.ts';
import { copied, type MemberCount, type MemberDraft, newMember } from './members.ts';
import { addressOperand, bare, joined } from './symbol.ts';
import { boundsText, elementType, typeWord } from './type-name.ts';
import { valueText } from './value.ts';

export interface DeclarationContext {
  readonly findings: Findings;
  readonly count: MemberCount;
  readonly where: readonly string[];
}

interface DeclaredType {
  readonly text: string;
  readonly members: MemberDraft[];
  readonly comment: string | null;
}

/** Attributes in braces, `{ A := 'x'; B := "y" }`; the texts of other files are left out and counted. */
export function takeAttributes(lexer: Lexer, findings: Findings): WrittenAttributes {
  const attributes = new Map<string, string>();
  while (lexer.takeIf('{')) {
    while (!lexer.is('}') && lexer.peek().kind !== 'end') {
      const name = lexer.take();
      if (isLexeme(name, ';') || isLexeme(name, ',')) continue;
      const value = lexer.takeIf(':=') || lexer.takeIf('=') ? lexer.take() : null;
      const text = value === null ? 'true' : value.text.replace(/^(['"])([\s\S]*?)\1?$/, '$2');
      // Texts in several languages stand in a resource file beside the source; here is only their id.
      if (/^S7_(?:MLC|\w*(?:Title|Comment))$/i.test(name.text) && /^MLC_/.test(text))
        findings.leaveOut('text-resource', `${name.text} := ${text}`, name.line);
      else attributes.set(name.text, text);
    }
    lexer.takeIf('}');
  }
  return attributes;
}

/** Reads the members of `STRUCT` and `VAR` up to `end`, which is taken. `extra` is said of each. */
export function takeMembers(
  lexer: Lexer,
  context: DeclarationContext,
  section: string,
  end: string,
  extra: readonly Attribute[] = [],
  depth = 0,
): MemberDraft[] {
  if (depth > siemensLimits.depth)
    throw new Refusal(`structures nested more than ${siemensLimits.depth} deep`);
  const members: MemberDraft[] = [];
  for (;;) {
    if (lexer.takeIf(';')) continue;
    if (lexer.takeIf(end)) {
      if (end !== 'END_STRUCT') lexer.takeIf(';');
      return members;
    }
    const ahead = lexer.peek();
    if (ahead.kind === 'end' || (ahead.kind === 'word' && /^END_|^BEGIN$|^VAR_/i.test(ahead.text))) {
      context.findings.say(ahead.line, `${end} expected`);
      return members;
    }
    members.push(...takeMember(lexer, context, section, extra, depth));
  }
}

function takeMember(
  lexer: Lexer,
  context: DeclarationContext,
  section: string,
  extra: readonly Attribute[],
  depth: number,
): MemberDraft[] {
  const before = textOfRemarks(lexer.remarks());
  const written = new Map(takeAttributes(lexer, context.findings));
  const first = lexer.take();
  const names = [first];
  let address: string | null = null;
  for (;;) {
    for (const [name, value] of takeAttributes(lexer, context.findings)) written.set(name, value);
    if (lexer.takeIf('AT')) {
      const place = lexer.take();
      address =
        place.kind === 'address'
          ? (addressOperand(place.text)?.text ?? place.text)
          : `AT ${bare(place.text)}`;
    } else if (lexer.takeIf(',')) names.push(lexer.take());
    else break;
  }
  if (!lexer.is(':') && !lexer.is(':=')) return skipMember(lexer, context, names);
  const isConstant = lexer.take().text === ':=';
  const type = isConstant
    ? { text: '', members: [], comment: null }
    : takeType(lexer, context, section, depth);
  const value = isConstant || lexer.takeIf(':=') ? takeValue(lexer, elementType(type.text)) : null;
  const last = lexer.peek();
  if (!lexer.takeIf(';') && !lexer.is('END_STRUCT') && !lexer.is('END_VAR') && !lexer.is('END_CONST'))
    context.findings.say(last.line, '; expected');
  const comments = [before, type.comment, textOfRemarks(lexer.remarksOn(last.line))].filter(
    text => text !== null,
  );
  const attributes = [...extra, ...memberAttributes(written, type.text)];
  return names.map((name, at) => {
    context.count.another();
    return newMember(section, bare(name.text.replace(/^#/, '')), type.text, name.line, {
      value,
      address,
      comment: comments.length === 0 ? null : comments.join('\n'),
      attributes,
      members: at === 0 ? type.members : copied(type.members, context.count),
    });
  });
}

function skipMember(lexer: Lexer, context: DeclarationContext, names: readonly Lexeme[]): MemberDraft[] {
  const line = names[0]?.line ?? lexer.peek().line;
  const skipped: Lexeme[] = [...names];
  for (;;) {
    const ahead = lexer.peek();
    if (ahead.kind === 'end' || (ahead.kind === 'word' && /^END_|^BEGIN$/i.test(ahead.text))) break;
    skipped.push(lexer.take());
    if (isLexeme(ahead, ';')) break;
  }
  context.findings.say(line, 'no declaration');
  context.findings.keep(context.where, joined(skipped), line);
  return [];
}

/** The value up to the end of its declaration. */
export function takeValue(lexer: Lexer, type: string): string {
  const lexemes: Lexeme[] = [];
  for (let open = 0; ; ) {
    const ahead = lexer.peek();
    if (ahead.kind === 'end' || (ahead.kind === 'word' && /^END_/i.test(ahead.text))) break;
    if (isLexeme(ahead, ';') && open === 0) break;
    if (isLexeme(ahead, '(') || isLexeme(ahead, '[')) open++;
    if (isLexeme(ahead, ')') || isLexeme(ahead, ']')) open = Math.max(0, open - 1);
    lexemes.push(lexer.take());
  }
  return valueText(lexemes, type);
}

/** A type as one text, with the members of a structure that is declared in its place. */
export function takeType(
  lexer: Lexer,
  context: DeclarationContext,
  section: string,
  depth: number,
): DeclaredType {
  if (depth > siemensLimits.depth) throw new Refusal(`types nested more than ${siemensLimits.depth} deep`);
  const token = lexer.take();
  const word = token.kind === 'word' ? token.text.toUpperCase() : '';
  if (word === 'STRUCT') {
    const comment = textOfRemarks(lexer.remarksOn(token.line));
    return {
      text: 'Struct',
      members: takeMembers(lexer, context, section, 'END_STRUCT', [], depth + 1),
      comment,
    };
  }
  if (word === 'ARRAY') {
    const bounds = takeBrackets(lexer);
    if (!lexer.takeIf('OF')) context.findings.say(token.line, 'OF expected');
    const comment = textOfRemarks(lexer.remarksOn(token.line));
    const element = takeType(lexer, context, section, depth + 1);
    return {
      ...element,
      text: `Array[${boundsText(bounds)}] of ${element.text}`,
      comment: comment ?? element.comment,
    };
  }
  if (word === 'REF_TO') {
    const target = takeType(lexer, context, section, depth + 1);
    return { ...target, text: `REF_TO ${target.text}` };
  }
  // SIMATIC SD names an engineer's type by the namespace it is in, which is `_` for the project's own.
  if (word === '_' && lexer.takeIf('.')) return plainType(`"${bare(lexer.take().text)}"`);
  if (/^(?:UDT|FB|SFB|FC|DB)$/.test(word) && lexer.peek().kind === 'number')
    return plainType(`${word} ${lexer.take().text}`);
  const numbered = /^(UDT|FB|SFB)(\d+)$/.exec(word);
  if (numbered !== null) return plainType(`${numbered[1]} ${numbered[2]}`);
  const name = token.kind === 'word' ? typeWord(token.text) : token.text;
  return plainType(lexer.is('[') ? `${name}[${takeBrackets(lexer)}]` : name);
}

function plainType(text: string): DeclaredType {
  return { text, members: [], comment: null };
}

function takeBrackets(lexer: Lexer): string {
  if (!lexer.takeIf('[')) return '';
  const lexemes: Lexeme[] = [];
  while (!lexer.is(']') && !lexer.is(';') && lexer.peek().kind !== 'end') lexemes.push(lexer.take());
  lexer.takeIf(']');
  return joined(lexemes).replace(/\s*,\s*/g, ', ');
}
