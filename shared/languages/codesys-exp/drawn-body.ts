import type { Reader } from '../iec/index.ts';
import type { Body, Network } from '../model/index.ts';
import { type Line, takeLine } from './lines.ts';
import { networkBody } from './network-body.ts';

const languages: Readonly<Record<string, string>> = {
  _LD_BODY: 'LD',
  _FBD_BODY: 'FBD',
  _CFC_BODY: 'CFC',
  _SFC_BODY: 'SFC',
};

/** The networks of a drawn body; null where what comes next is no drawing. What is not understood stays as it is written. */
export function drawnBody(reader: Reader): Network[] | null {
  const language = languages[reader.key()];
  if (language === undefined) return null;
  reader.next();
  if (language === 'CFC' || language === 'SFC') return [whole(reader, language)];
  const networks: Network[] = [];
  while (!isEnd(reader)) {
    const from = reader.at;
    const first = takeLine(reader);
    if (first === null) break;
    // How many there are follows from those that stand there.
    if (first.word === '_NETWORKS') continue;
    const lines: Line[] = first.word === '_NETWORK' ? [] : [first];
    while (!isEnd(reader) && !reader.is('_NETWORK')) {
      const line = takeLine(reader);
      if (line !== null) lines.push(line);
    }
    networks.push(network(reader, from, lines, language, `${networks.length + 1}`, first.line));
  }
  return networks;
}

function isEnd(reader: Reader): boolean {
  return reader.ended || (reader.peek()?.kind === 'keyword' && reader.key().startsWith('END_'));
}

function network(
  reader: Reader,
  from: number,
  all: readonly Line[],
  language: string,
  number: string,
  line: number,
): Network {
  const open = all.findIndex(({ word }) => word === '_COMMENT');
  const close = all.findIndex(({ word }) => word === '_END_COMMENT');
  const hasComment = open >= 0 && close > open;
  const remark = hasComment
    ? all
        .slice(open + 1, close)
        .map(({ operand }) => operand.text)
        .join(' ')
    : '';
  const comment = remark.replace(/^'|'$/g, '').trim();
  const label = hasComment ? all.slice(0, open) : [];
  const lines = hasComment ? all.slice(close + 1) : all;
  const body = networkBody(lines);
  if (body === null) reader.keep(from);
  return {
    number,
    title: null,
    comment: comment === '' ? null : comment,
    language,
    attributes: label.map(({ operand }) => ({ name: 'label', value: operand.text, key: operand.key })),
    body: body ?? verbatim(lines),
    line,
  };
}

function verbatim(lines: readonly Line[]): Body {
  return {
    form: 'circuits',
    circuits: [{ is: 'verbatim', text: lines.map(({ operand }) => operand.key).join('\n') }],
  };
}

function whole(reader: Reader, language: string): Network {
  const { at, line } = reader;
  const lines: Line[] = [];
  while (!isEnd(reader)) {
    const next = takeLine(reader);
    if (next !== null) lines.push(next);
  }
  reader.keep(at);
  return { number: '', title: null, comment: null, language, attributes: [], body: verbatim(lines), line };
}
