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

export const noiseRules: readonly NoiseRule[] = siemensNoise;

/**
 * A block as SIMATIC SD writes it since TIA Portal V20: declarations, and networks of LAD or SCL as text. Never
 * throws for what is in it. Source: Siemens, "SIMATIC Source Documents, LADDER format description" (109994073).
 */
export function parseS7dcl(content: Uint8Array | string, _path: string): Parsed {
  return reading('s7dcl', content, (text, findings) => {
    const lexer = new Lexer(text);
    const units = sourceBlocks(lexer, findings, { language: null, body: networks });
    return { writtenBy: null, units, remarks: lexer.remarks() };
  });
}

export function recogniseS7dcl(path: string, _text: string): boolean {
  return endingOf(path) === 's7dcl';
}

function networks(lexer: Lexer, context: BodyContext): Network[] {
  const found: Network[] = [];
  for (;;) {
    const before = lexer.remarks();
    const ahead = lexer.peek();
    if (ahead.kind === 'end' || (ahead.kind === 'word' && /^END_(?!NETWORK|RUNG)/i.test(ahead.text))) {
      lexer.giveBack(before);
      return found;
    }
    const written = new Map(takeAttributes(lexer, context.findings));
    const network = lexer.peek();
    if (!lexer.takeIf('NETWORK')) {
      lexer.giveBack(before);
      context.findings.say(network.line, 'NETWORK expected');
      context.findings.keep(context.where, lexer.take().text, network.line);
      continue;
    }
    const language = written.get('S7_Language') ?? 'LAD';
    const title = written.get('S7_NetworkTitle') ?? null;
    const own = written.get('S7_NetworkComment');
    for (const name of ['S7_Language', 'S7_NetworkComment', 'S7_NetworkTitle']) written.delete(name);
    const { line } = network;
    const { body, remarks } = bodyOf(lexer, context, language);
    const comment = [...(own === undefined ? [] : [own]), ...before.map(({ text }) => text), ...remarks].join(
      '\n',
    );
    found.push({
      number: String(found.length + 1),
      title: title === null ? null : bare(title),
      comment: comment === '' ? null : comment,
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

interface ReadBody {
  readonly body: Network['body'];
  /** Comments in it that belong to none of its statements: rungs have no place for them. */
  readonly remarks: readonly string[];
}

function bodyOf(lexer: Lexer, context: BodyContext, language: string): ReadBody {
  const left = () => lexer.remarks().map(({ text }) => text);
  if (language === 'SCL') {
    const statements = sclStatements(lexer, context);
    return { body: { form: 'statements', statements }, remarks: left() };
  }
  const rungs = new RungReader(lexer, context);
  const circuits = circuitsOf(rungs.read());
  return { body: { form: 'circuits', circuits }, remarks: [...rungs.remarks, ...left()] };
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
