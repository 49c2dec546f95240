import { childrenNamed, textOf, type XmlElement } from '../../xml/index.ts';
import { bodyOfText, type Findings, noFindings, tokensOfText } from '../iec/index.ts';
import type { Statement, Token } from '../model/index.ts';
import { keep, problem } from './element.ts';
import { noise } from './noise.ts';

/** Letters that stand for what the grammar of IEC ST has another meaning for, while it reads. */
const colon = '\u02D0';
const holdsNot = '?=';

export interface TextBody {
  readonly statements: readonly Statement[];
  readonly comment: string | null;
}

/**
 * The lines of a routine or an action of ST. Beside IEC, Logix has colons in names of module tags (`Local:1:I.Data`), an
 * assignment that does not outlive the mode (`[:=]`) and regions.
 * Source: Rockwell, Logix 5000 Controllers Structured Text (1756-PM007).
 */
export function linesBody(content: XmlElement, findings: Findings, where: readonly string[]): TextBody {
  const inner = noFindings();
  const text = disguised(linesText(content, findings));
  const body = bodyOfText(text, 'ST', inner, where, content.line);
  for (const each of inner.noise) noise(findings.noise, each.rule, plain(each.text), each.line);
  for (const each of inner.unknown) keep(findings, where, plain(each.text), each.line);
  for (const each of inner.problems) problem(findings, each.line, plain(each.says));
  return {
    statements: body.statements.map(plainStatement),
    comment: body.comment === null ? null : plain(body.comment),
  };
}

/** An expression in lines, as the condition of a transition is. */
export function linesExpression(content: XmlElement, findings: Findings): Statement[] {
  const text = linesText(content, findings).trim().replace(/;$/, '');
  const tokens = tokensOfText(disguised(text)).map(plainToken);
  return tokens.length === 0 ? [] : [{ kind: 'other', tokens, holds: [], comment: null, line: content.line }];
}

/** With as many line ends as the file has, so that a statement is found where it stands. */
function linesText(content: XmlElement, findings: Findings): string {
  const parts: string[] = [];
  let at = content.line;
  for (const line of childrenNamed(content, 'Line')) {
    const written = textOf(line).trim();
    if (/^#(?:end)?region\b/i.test(written)) {
      noise(findings.noise, 'region', written, line.line);
      continue;
    }
    const ends = Math.max(line.line - at, parts.length === 0 ? 0 : 1);
    parts.push('\n'.repeat(ends), written);
    at += ends;
  }
  return parts.join('');
}

function disguised(text: string): string {
  return text
    .replace(/\b[A-Za-z_]\w*(?::\w+)?:(?:[IOCS]\d?)\b/g, found => found.replaceAll(':', colon))
    .replaceAll('[:=]', holdsNot);
}

function plain(text: string): string {
  return text.includes(colon) || text.includes(holdsNot)
    ? text.replaceAll(colon, ':').replaceAll(holdsNot, '[:=]')
    : text;
}

function plainStatement(statement: Statement): Statement {
  return {
    ...statement,
    tokens: statement.tokens.map(plainToken),
    holds: statement.holds.map(plainStatement),
    comment: statement.comment === null ? null : plain(statement.comment).replace(/\n{2,}/g, '\n'),
  };
}

function plainToken(token: Token): Token {
  const text = plain(token.text);
  return text === token.text && plain(token.key) === token.key
    ? token
    : { ...token, text, key: plain(token.key) };
}
