import { childNamed, childrenNamed, textOf, type XmlElement } from '../../xml/index.ts';
import { type Findings, unitOf } from '../iec/index.ts';
import type { Attribute, Body, Network, Unit } from '../model/index.ts';
import { chartOf } from './chart.ts';
import {
  attribute,
  descriptionOf,
  elements,
  keep,
  keepElement,
  ownAttributes,
  problem,
  proseOf,
} from './element.ts';
import { noise } from './noise.ts';
import { restOf } from './rest.ts';
import { circuitOfText } from './rung.ts';
import { boxesOf } from './sheet.ts';
import { linesBody } from './structured-text.ts';

const contents: ReadonlySet<string> = new Set(['RLLContent', 'STContent', 'FBDContent', 'SFCContent']);
const read: ReadonlySet<string> = new Set(['Description', ...contents]);

/** A routine: its rungs, its text, its sheets or its chart. */
export function routine(xml: XmlElement, findings: Findings, within: readonly string[]): Unit {
  const name = attribute(xml, 'Name');
  const where = [...within, name];
  const networks: Network[] = [];
  const attributes: Attribute[] = [];
  for (const content of elements(xml)) {
    if (!contents.has(content.name)) continue;
    for (const [key, value] of content.attributes)
      if (key === 'OnlineEditType') attributes.push({ name: key, value });
      else noise(findings.noise, 'layout', `${key} ${value}`, content.line);
    networks.push(...networksOf(content, findings, where));
  }
  return unitOf({
    kind: 'routine',
    name,
    line: xml.line,
    comment: descriptionOf(xml),
    attributes: [...ownAttributes(xml, findings, new Set()), ...attributes, ...restOf(xml, read, findings)],
    networks,
  });
}

function networksOf(content: XmlElement, findings: Findings, where: readonly string[]): Network[] {
  switch (content.name) {
    case 'RLLContent':
      return known(content, 'Rung', findings, where).map(rung => rungNetwork(rung, findings, where));
    case 'STContent': {
      const { statements, comment } = linesBody(content, findings, where);
      if (statements.length === 0 && comment === null) return [];
      return [network(content, 'ST', { form: 'statements', statements }, { comment })];
    }
    case 'FBDContent':
      return known(content, 'Sheet', findings, where).map(sheet => {
        const { boxes, comment } = boxesOf(sheet, findings, where);
        return network(
          sheet,
          'FBD',
          { form: 'blocks', blocks: boxes },
          { number: attribute(sheet, 'Number'), title: descriptionOf(sheet), comment },
        );
      });
    default: {
      const { chart, comment } = chartOf(content, findings, where);
      return [network(content, 'SFC', { form: 'chart', chart }, { comment })];
    }
  }
}

function known(
  content: XmlElement,
  name: string,
  findings: Findings,
  where: readonly string[],
): XmlElement[] {
  for (const other of elements(content)) if (other.name !== name) keepElement(findings, where, other);
  return childrenNamed(content, name);
}

/** A rung with an edit that is not accepted yet says so by its type; all others are of type `N`. */
function rungNetwork(rung: XmlElement, findings: Findings, where: readonly string[]): Network {
  const text = textOf(childNamed(rung, 'Text')).trim();
  const circuit = circuitOfText(text);
  const type = attribute(rung, 'Type');
  if (circuit === null) {
    problem(findings, rung.line, `no rung: ${text.slice(0, 120)}`);
    keep(findings, where, text, rung.line);
  }
  for (const other of elements(rung))
    if (other.name !== 'Text' && other.name !== 'Comment') keepElement(findings, where, other);
  return network(
    rung,
    'RLL',
    { form: 'circuits', circuits: [circuit ?? { is: 'verbatim', text }] },
    {
      number: attribute(rung, 'Number'),
      comment: proseOf(childNamed(rung, 'Comment')),
      attributes: type === '' || type === 'N' ? [] : [{ name: 'Edit', value: type }],
    },
  );
}

function network(xml: XmlElement, language: string, body: Body, more: Partial<Network>): Network {
  return {
    number: '',
    title: null,
    comment: null,
    language,
    attributes: [],
    body,
    line: xml.line,
    ...more,
  };
}
