import { WitnessError } from '../errors/index.ts';
import { toBytes } from './bytes.ts';
import { encode, jumpWord } from './encode.ts';
import type { Notation } from './operand-text.ts';
import { type Line, parseStatement } from './statement-text.ts';

/** MC7 code made of a listing, with the length of each of its networks. */
export interface AssembledCode {
  readonly code: Uint8Array;
  readonly networks: readonly number[];
}

interface Placed {
  readonly at: number;
  readonly row: number;
  readonly line: Line;
}

/**
 * Code of the networks of a listing as `listBlock` writes it, in the same notation. Throws
 * `mc7.statement-unknown` or `mc7.label-unknown` with the line; `subject` names the block.
 */
export function assemble(listing: string, notation: Notation, subject: string): AssembledCode {
  const placed: Placed[] = [];
  const labels = new Map<string, number>();
  const networks: number[] = [];
  let at = 0;
  for (const [row, text] of codeRows(listing)) {
    if (text.startsWith('NETWORK')) {
      networks.push(at);
      continue;
    }
    const [, label, rest = ''] = /^(?:(M\d{3,5}):)? *(.*)$/.exec(text) ?? [];
    if (label !== undefined) labels.set(label, at);
    if (rest === '') continue;
    const line = parseStatement(rest, notation);
    if (line === null)
      throw new WitnessError('mc7.statement-unknown', subject, `line ${row}: ${text.trim().slice(0, 80)}`);
    placed.push({ at, row, line });
    at += line.kind === 'bytes' ? line.bytes.length + (line.label === null ? 0 : 2) : line.length;
  }
  const code: number[] = [];
  for (const each of placed) for (const byte of bytesOf(each, labels, subject)) code.push(byte);
  return {
    code: Uint8Array.from(code),
    networks: networks.map((start, index) => (networks[index + 1] ?? at) - start),
  };
}

/** The lines between BEGIN and END, with their numbers from 1. */
function codeRows(listing: string): [number, string][] {
  const rows = listing.split('\n').map((text, index): [number, string] => [index + 1, text]);
  const begin = rows.findIndex(([, text]) => text === 'BEGIN');
  const end = rows.findLastIndex(([, text]) => text.startsWith('END_'));
  return begin < 0 ? [] : rows.slice(begin + 1, end < 0 ? undefined : end);
}

function bytesOf(
  { at, row, line }: Placed,
  labels: ReadonlyMap<string, number>,
  subject: string,
): readonly number[] {
  if (line.label === null) {
    if (line.kind === 'bytes') return line.bytes;
    const bytes = encode(line.statement, at);
    if (bytes !== null) return bytes;
    throw new WitnessError('mc7.statement-unknown', subject, `line ${row}`);
  }
  const target = labels.get(line.label);
  if (target === undefined)
    throw new WitnessError('mc7.label-unknown', subject, `line ${row}: ${line.label}`);
  if (line.kind === 'bytes') {
    const distance = jumpWord(null, target - at);
    if (distance !== null) return [...line.bytes, ...toBytes(distance, 2)];
  } else {
    const bytes = encode({ ...line.statement, operand: { kind: 'label', target } }, at);
    if (bytes !== null) return bytes;
  }
  throw new WitnessError('mc7.label-unknown', subject, `line ${row}: ${line.label}`);
}
