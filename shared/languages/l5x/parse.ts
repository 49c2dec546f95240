import { childNamed, readXml, type XmlElement } from '../../xml/index.ts';
import { type Findings, inputText, noFindings, parsed, refused, tooLong } from '../iec/index.ts';
import type { Parsed, Unit } from '../model/index.ts';
import { controllerUnits } from './controller.ts';
import { attribute, elements, keep, keepElement } from './element.ts';
import { noise } from './noise.ts';

/**
 * An export of Studio 5000 Logix Designer or RSLogix 5000: a controller, or a program, a routine, rungs, an Add-On
 * Instruction, a type or a module with what it needs. Source: Rockwell, Logix 5000 Controllers Import/Export Reference
 * (1756-RM014).
 */
export function parseL5x(content: Uint8Array | string, _path: string): Parsed {
  const long = tooLong(content);
  if (long !== null) return refused(long);
  const { text, encoding } = inputText(content);
  const result = readXml(text);
  if (result.state === 'refused') return refused(result.says);
  const { root } = result;
  if (root.name !== 'RSLogix5000Content') return refused('no RSLogix5000Content');
  const findings = noFindings();
  header(root, findings);
  const units: Unit[] = [];
  for (const part of elements(root))
    if (part.name === 'Controller') units.push(...controllerUnits(part, findings));
    else keepElement(findings, [], part);
  const version = attribute(root, 'SoftwareRevision');
  const writtenBy =
    childNamed(root, 'Controller') === undefined || version === '' ? null : `Logix Designer ${version}`;
  return parsed('l5x', encoding, writtenBy, units, findings);
}

const rules: Readonly<Record<string, string>> = {
  ExportDate: 'export-time',
  ExportOptions: 'export-options',
  ContainsContext: 'export-options',
  CurrentLanguage: 'export-options',
  SchemaRevision: 'tool-version',
  SoftwareRevision: 'tool-version',
  Owner: 'edit-record',
};

/** Nothing here is in no other place; `Target…` says again what the target says. */
function header(root: XmlElement, findings: Findings): void {
  for (const [name, value] of root.attributes) {
    const rule = name.startsWith('Target') ? 'export-options' : rules[name];
    if (rule === undefined) keep(findings, [], `${name}=${value}`, root.line);
    else noise(findings.noise, rule, `${name} ${value}`, root.line);
  }
}

export function recogniseL5x(_path: string, text: string): boolean {
  return /<RSLogix5000Content\b/.test(text.slice(0, 4_000));
}
