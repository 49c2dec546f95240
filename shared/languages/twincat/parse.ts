import { readXml, type XmlElement } from '../../xml/index.ts';
import {
  baseName,
  type Findings,
  hasEnding,
  inputText,
  noFindings,
  parsed,
  refused,
  tooLong,
} from '../iec/index.ts';
import type { Parsed, Unit } from '../model/index.ts';
import { objectUnit } from './object.ts';

/** A file of TwinCAT 3: a block, a list of variables, a data type, an interface or a task, its code in CDATA. */
export function parseTwincat(content: Uint8Array | string, path: string): Parsed {
  const long = tooLong(content);
  if (long !== null) return refused(long);
  const { text, encoding } = inputText(content);
  const result = readXml(text);
  if (result.state === 'refused') return refused(result.says);
  if (result.root.name !== 'TcPlcObject') return refused('no TcPlcObject');
  const findings = noFindings();
  const version = result.root.attributes.get('ProductVersion');
  tool(result.root, findings);
  const units: Unit[] = [];
  for (const child of result.root.children) {
    if (typeof child === 'string')
      findings.unknown.push({ where: [], text: child.trim(), line: result.root.line });
    else units.push(objectUnit(child, findings, baseName(path)));
  }
  return parsed(
    'twincat',
    encoding,
    version === undefined ? 'TwinCAT 3' : `TwinCAT ${version}`,
    units,
    findings,
  );
}

function tool(root: XmlElement, findings: Findings): void {
  for (const [name, value] of root.attributes)
    if (name === 'Version' || name === 'ProductVersion')
      findings.noise.push({ rule: 'tool-version', text: `${name} ${value}`, line: root.line });
    else findings.unknown.push({ where: [], text: `${name}=${value}`, line: root.line });
}

export function recogniseTwincat(path: string, text: string): boolean {
  return (
    hasEnding(path, '.tcpou', '.tcgvl', '.tcdut', '.tcio', '.tctto') ||
    /<TcPlcObject\b/.test(text.slice(0, 400))
  );
}
