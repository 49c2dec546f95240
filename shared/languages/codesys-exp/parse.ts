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
import { drawnBody } from './drawn-body.ts';

/** An export of CODESYS 2.3: blocks, types and lists of variables as text, drawn bodies written out line by line. */
export function parseCodesysExp(content: Uint8Array | string, path: string): Parsed {
  const long = tooLong(content);
  if (long !== null) return refused(long);
  const { text, encoding } = inputText(content);
  const findings = noFindings();
  const nested = !/\(\*\s*@NESTEDCOMMENTS\s*:=\s*'No'/.test(text.slice(0, 2_000));
  const reader = new Reader(text, findings, [], { nested });
  const units = sourceUnits(reader, { open: false, listName: baseName(path), drawn: drawnBody });
  return parsed('codesys-exp', encoding, 'CODESYS 2.3', units, findings, reader.left());
}

export function recogniseCodesysExp(path: string, text: string): boolean {
  return (
    hasEnding(path, '.exp') &&
    /\(\*\s*@(?:NESTEDCOMMENTS|OBJECTFLAGS|GLOBAL_VARIABLE_LIST|PATH)\s*:=/.test(text)
  );
}
