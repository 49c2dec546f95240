import type { Network, Statement } from '../model/index.ts';
import type { Lexer } from './lexeme.ts';
import type { BodyContext } from './source-blocks.ts';
import { sclStatements } from './statements.ts';

/** The code of a block in SCL as the one network it is; none where the body is empty. */
export function sclBody(lexer: Lexer, context: BodyContext): Network[] {
  const { line } = lexer.peek();
  const statements: Statement[] = [];
  for (;;) {
    for (const statement of sclStatements(lexer, context)) statements.push(statement);
    const ahead = lexer.peek();
    const ends = /^END_(?:FUNCTION|FUNCTION_BLOCK|ORGANIZATION_BLOCK|DATA_BLOCK|TYPE)$/i.test(ahead.text);
    if (ahead.kind === 'end' || ends) break;
    // A word that closes what nothing opened; reading goes on behind it.
    context.findings.say(ahead.line, `${ahead.text} without its beginning`);
    context.findings.keep(context.where, ahead.text, ahead.line);
    lexer.take();
  }
  if (statements.length === 0) return [];
  return [sclNetwork(statements, '', line)];
}

function sclNetwork(statements: readonly Statement[], number: string, line: number): Network {
  return {
    number,
    title: null,
    comment: null,
    language: 'SCL',
    attributes: [],
    body: { form: 'statements', statements },
    line,
  };
}
