import { readXml, writeXml, type XmlElement } from '../../xml/index.ts';
import { type Findings, hasEnding, inputText, noFindings, parsed, refused, tooLong } from '../iec/index.ts';
import type { Parsed, Unit } from '../model/index.ts';
import { attribute, child, children, elements, local } from './element.ts';
import { extensions, keep } from './extensions.ts';
import { configuration, instanceUnits } from './instances.ts';
import { dataType, pou } from './units.ts';

/**
 * A project in the exchange format of PLCopen (TC6 XML 1.0 to 2.01), as Beremiz, OpenPLC and CODESYS write it.
 * What CODESYS keeps in extensions (methods, interfaces, inheritance, applications, libraries, devices) is read as well.
 */
export function parsePlcopen(content: Uint8Array | string, _path: string): Parsed {
  const long = tooLong(content);
  if (long !== null) return refused(long);
  const { text, encoding } = inputText(content);
  const result = readXml(text);
  if (result.state === 'refused') return refused(result.says);
  const { root } = result;
  if (local(root) !== 'project') return refused('no project of PLCopen');
  const findings = noFindings();
  const units: Unit[] = [];
  for (const part of elements(root)) {
    switch (local(part)) {
      case 'fileHeader':
      case 'contentHeader':
        header(part, findings);
        break;
      case 'types':
        units.push(...typeUnits(part, findings));
        break;
      case 'instances':
        for (const one of children(child(part, 'configurations'), 'configuration'))
          units.push(configuration(one, findings, []));
        break;
      case 'addData':
        units.push(...projectExtensions(root, findings));
        break;
      default:
        if (local(part) !== 'documentation')
          keep({ name: local(part), content: [part], line: part.line }, findings, []);
    }
  }
  return parsed('plcopen', encoding, writer(child(root, 'fileHeader')), units, findings);
}

function typeUnits(types: XmlElement, findings: Findings): Unit[] {
  return elements(types).flatMap(list =>
    elements(list).flatMap(one => {
      if (local(one) === 'dataType') return [dataType(one, findings, [])];
      if (local(one) === 'pou') return [pou(one, findings, [])];
      keep({ name: local(one), content: [one], line: one.line }, findings, []);
      return [];
    }),
  );
}

function projectExtensions(root: XmlElement, findings: Findings): Unit[] {
  return extensions(root).flatMap(extension => {
    if (extension.name === 'projectstructure') {
      for (const content of extension.content)
        findings.noise.push({ rule: 'project-folder', text: writeXml(content), line: extension.line });
      return [];
    }
    return instanceUnits(extension, findings, []);
  });
}

/** Nothing in the headers reaches a controller; all of it is counted. */
function header(part: XmlElement, findings: Findings): void {
  for (const [name, value] of part.attributes) {
    const rule = /DateTime$/.test(name)
      ? 'export-time'
      : /^product/.test(name)
        ? 'tool-version'
        : 'document-information';
    findings.noise.push({ rule, text: `${name} ${value}`, line: part.line });
  }
  for (const inner of elements(part)) {
    const rule = local(inner) === 'coordinateInfo' ? 'layout' : 'document-information';
    findings.noise.push({ rule, text: writeXml(inner), line: inner.line });
  }
}

function writer(header: XmlElement | undefined): string | null {
  const name = attribute(header, 'productName');
  const version = attribute(header, 'productVersion');
  const said = version === '' || version.includes(name) ? version || name : `${name} ${version}`;
  return said === '' ? null : said;
}

export function recognisePlcopen(path: string, text: string): boolean {
  if (!hasEnding(path, '.xml')) return false;
  return /<(?:\w+:)?project\b[^>]*plcopen\.org\/xml\/tc6/i.test(text.slice(0, 4_000));
}
