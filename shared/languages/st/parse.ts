import {
  baseName,
  hasEnding,
  inputText,
  noFindings,
  parsed,
  Reader,
  refused,
  sourceUnits,
  tooLong,
} from '../iec/index.ts';
import type { Parsed } from '../model/index.ts';

/** A text of IEC 61131-3: Structured Text and Instruction List with their declarations. */
export function parseSt(content: Uint8Array | string, path: string): Parsed {
  const long = tooLong(content);
  if (long !== null) return refused(long);
  const { text, encoding } = inputText(content);
  const findings = noFindings();
  const reader = new Reader(text, findings, []);
  const units = sourceUnits(reader, { open: false, listName: baseName(path) });
  return parsed('st', encoding, null, units, findings, reader.left());
}

/** By its ending; what other languages tell by their content is asked before. */
export function recogniseSt(path: string, _text: string): boolean {
  return hasEnding(path, '.st', '.iecst', '.il');
}
