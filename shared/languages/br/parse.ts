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

/** A text of Automation Studio: a program's tasks, a list of variables, data types, or the interface of a library. */
export function parseBr(content: Uint8Array | string, path: string): Parsed {
  const long = tooLong(content);
  if (long !== null) return refused(long);
  const { text, encoding } = inputText(content);
  const findings = noFindings();
  const reader = new Reader(text, findings, []);
  const units = sourceUnits(reader, { open: hasEnding(path, '.fun'), listName: baseName(path) });
  return parsed('br', encoding, 'Automation Studio', units, findings, reader.left());
}

/** Its texts have endings of their own; its programs are told by the names of the tasks they are made of. */
export function recogniseBr(path: string, text: string): boolean {
  if (hasEnding(path, '.var', '.typ', '.fun')) return true;
  return hasEnding(path, '.st', '.ab') && /\bPROGRAM\s+_(?:INIT|CYCLIC|EXIT)\b/i.test(text);
}
