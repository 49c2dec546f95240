import type { Network, NoiseRule, Parsed } from '../model/index.ts';
import {
  type BodyContext,
  bare,
  circuitsOf,
  endingOf,
  isLexeme,
  Lexer,
  reading,
  sclStatements,
  siemensNoise,
  sourceBlocks,
  takeAttributes,
} from '../siemens/index.ts';
import { RungReader } from './rungs.ts';

export const noiseRules: readonly NoiseRule[] = [
  ...siemensNoise,
  {
    rule: 'comment-in-call',
    owner: 'languages/s7dcl',
    because: 'a comment between the pins of an instruction; the model has no place for it',
  },
];

/**
 * A block as SIMATIC SD writes it since TIA Portal V20: declarations, and networks of LAD or SCL as text. Never
 * throws for what is in it. Source: Siemens, "SIMATIC Source Documents, LADDER format description" (109994073).
 */
export function parseS7dcl(content: Uint8Array | string, _path: string): Parsed {
  return reading('s7dcl', content, (text, findings) => ({
    writtenBy: null,
    units: sourceBlocks(new Lexer(text), findings, { language: null, body: networks }),
  }));
}

export function recogniseS7dcl(path: string, _text: string): boolean {
  return endingOf(path) === 's7dcl';
}

function networks(lexer: Lexer, context: BodyContext): Network[] {
  const found: Network[] = [];
  for (;;) {
    const comments = lexer.remarks().map(remark => remark.text);
    const ahead = lexer.peek();
    if (ahead.kind === 'end' || (ahead.kind === 'word' && /^END_(?!NETWORK|RUNG)/i.test(ahead.text)))
      return found;
    const written = new Map(takeAttributes(lexer, context.findings));
    const network = lexer.peek();
    if (!lexer.takeIf('NETWORK')) {
      context.findings.say(network.line, 'NETWORK expected');
      context.findings.keep(context.where, lexer.take().text, network.line);
      continue;
    }
    const language = written.get('S7_Language') ?? 'LAD';
    const said = comments.join('\n');
    const comment = written.get('S7_NetworkComment') ?? (said === '' ? null : said);
    const title = written.get('S7_NetworkTitle') ?? null;
    for (const name of ['S7_Language', 'S7_NetworkComment', 'S7_NetworkTitle']) written.delete(name);
    const { line } = network;
    const body = bodyOf(lexer, context, language);
    found.push({
      number: String(found.length + 1),
      title: title === null ? null : bare(title),
      comment,
      language,
      attributes: [...written].map(([name, value]) => ({ name, value })),
      body,
      line,
    });
    if (!lexer.takeIf('END_NETWORK')) {
      context.findings.say(lexer.peek().line, 'END_NETWORK expected');
      skipToNetwork(lexer, context);
    }
  }
}

function bodyOf(lexer: Lexer, context: BodyContext, language: string): Network['body'] {
  if (language === 'SCL') return { form: 'statements', statements: sclStatements(lexer, context) };
  const rungs = new RungReader(lexer, context);
  return { form: 'circuits', circuits: circuitsOf(rungs.read()) };
}

function skipToNetwork(lexer: Lexer, context: BodyContext): void {
  const from = lexer.peek();
  let to = from.from;
  for (;;) {
    const ahead = lexer.peek();
    if (
      ahead.kind === 'end' ||
      (ahead.kind === 'word' && /^END_(?!RUNG|IF|CASE|FOR|WHILE|REPEAT)/i.test(ahead.text))
    )
      break;
    if (isLexeme(ahead, 'NETWORK')) break;
    to = lexer.take().to;
  }
  lexer.takeIf('END_NETWORK');
  if (to > from.from) context.findings.keep(context.where, lexer.text.slice(from.from, to), from.line);
}
