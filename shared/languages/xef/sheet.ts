import { childNamed, textOf, type XmlElement } from '../../xml/index.ts';
import type { Findings } from '../iec/index.ts';
import type { Network } from '../model/index.ts';
import { networksOfDrawing } from '../plcopen/index.ts';
import { block, type End, isEnabling, label, type PartDraft, place, writtenPins } from './drawing.ts';
import { attribute, commentOf, elements, keep, leaveOut, numberOf } from './element.ts';

/** Where a link ends that ends at no pin of a block: at what stands there. */
const places: ReadonlySet<string> = new Set(['jumpObject', 'returnObject']);

interface Link {
  readonly source: string;
  readonly pin: string;
}

/** A sheet of FBD: boxes wired by the names of their pins. Each group of them that hangs together is told by itself. */
export function sheetNetworks(xml: XmlElement, findings: Findings, where: readonly string[]): Network[] {
  const parts = elements(xml);
  const blocks = parts.filter(({ name }) => name === 'FFBBlock');
  const known = new Set(blocks.map(each => attribute(each, 'instanceName')));
  const at = new Set(parts.filter(({ name }) => places.has(name)).map(spotKey));
  const into = new Map<string, Link[]>();
  const readers = new Map<string, number>();
  const jumping = new Set<string>();
  for (const part of parts) {
    if (part.name !== 'linkFB') continue;
    const link = ends(part, known, at);
    if (link === null) {
      keep(findings, where, part);
      continue;
    }
    const links = into.get(link.to) ?? [];
    links.push({ source: link.source, pin: link.pin });
    into.set(link.to, links);
    readers.set(link.source, (readers.get(link.source) ?? 0) + 1);
    if (at.has(link.to)) jumping.add(link.source);
  }
  const drawing: XmlElement[] = [];
  const texts: { readonly text: string; readonly x: number; readonly y: number }[] = [];
  const isNamed = (instance: string) =>
    !instance.startsWith('.') || (readers.get(instance) ?? 0) > 1 || jumping.has(instance);
  const of = (key: string): End[] =>
    (into.get(key) ?? []).map(({ source, pin }) => ({ id: `block ${source}`, pin }));
  for (const [number, part] of parts.entries()) {
    const spot = positionOf(part);
    const draft: PartDraft = { id: `${part.name} ${number}`, line: part.line, at: spot };
    switch (part.name) {
      case 'FFBBlock':
        drawing.push(boxElement(part, draft, of, isNamed, findings, where));
        break;
      case 'jumpObject':
        drawing.push(place(draft, 'jump', { label: attribute(part, 'label') }, '', of(spotKey(part))));
        break;
      case 'returnObject':
        drawing.push(place(draft, 'return', {}, '', of(spotKey(part))));
        break;
      case 'labelObject':
        drawing.push(label(draft, attribute(part, 'label')));
        break;
      case 'textBox':
        texts.push({ text: textOf(part).trim(), ...spot });
        break;
      case 'linkFB':
        break;
      default:
        keep(findings, where, part);
    }
  }
  leaveOut(findings, 'layout', `${drawing.length} places on a sheet`, xml.line);
  const networks = networksOfDrawing(drawing, 'FBD', xml.line, findings, where, () => '');
  const prose = texts
    .filter(({ text }) => text !== '')
    .sort((a, b) => a.y - b.y || a.x - b.x)
    .map(({ text }) => text)
    .join('\n');
  return prose === '' ? networks : [...networks, remarks(prose, xml.line)];
}

/** What is written on a sheet belongs to no box of it. */
function remarks(comment: string, line: number): Network {
  return {
    number: '',
    title: null,
    comment,
    language: 'FBD',
    attributes: [],
    body: { form: 'circuits', circuits: [] },
    line,
  };
}

function positionOf(part: XmlElement): { x: number; y: number } {
  const position = childNamed(part, 'objPosition');
  return { x: numberOf(position, 'posX'), y: numberOf(position, 'posY') };
}

function spotKey(part: XmlElement): string {
  return placeKey(childNamed(part, 'objPosition'));
}

function placeKey(position: XmlElement | undefined): string {
  return `at ${numberOf(position, 'posX')} ${numberOf(position, 'posY')}`;
}

function pinKey(instance: string, pin: string): string {
  return `pin ${JSON.stringify([instance, pin])}`;
}

/** From where a link leads to which pin; null where an end is of nothing on the sheet. */
function ends(
  link: XmlElement,
  known: ReadonlySet<string>,
  at: ReadonlySet<string>,
): { readonly source: string; readonly pin: string; readonly to: string } | null {
  const [source, target] = [childNamed(link, 'linkSource'), childNamed(link, 'linkDestination')];
  const from = attribute(source, 'parentObjectName');
  const into = attribute(target, 'parentObjectName');
  if (source === undefined || target === undefined || !known.has(from)) return null;
  const pin = attribute(source, 'pinName');
  if (known.has(into)) return { source: from, pin, to: pinKey(into, attribute(target, 'pinName')) };
  const spot = placeKey(childNamed(target, 'objPosition'));
  return at.has(spot) ? { source: from, pin, to: spot } : null;
}

function boxElement(
  xml: XmlElement,
  draft: PartDraft,
  of: (key: string) => End[],
  isNamed: (instance: string) => boolean,
  findings: Findings,
  where: readonly string[],
): XmlElement {
  const instance = attribute(xml, 'instanceName');
  const description = childNamed(xml, 'descriptionFFB');
  const after = attribute(description, 'execAfter');
  for (const part of elements(xml))
    if (!['objPosition', 'descriptionFFB', 'comment'].includes(part.name)) keep(findings, where, part);
  const inputs = writtenPins(description, 'input')
    .map(pin => ({ ...pin, from: of(pinKey(instance, pin.name)) }))
    .filter(pin => !isEnabling(pin.name) || pin.from.length > 0 || pin.written !== '');
  // A function has a number and no name of its own; the number is told where its output is read by it.
  const named = isNamed(instance);
  if (!named) leaveOut(findings, 'object-id', `${attribute(xml, 'typeName')} ${instance}`, xml.line);
  return block({
    ...draft,
    id: `block ${instance}`,
    type: attribute(xml, 'typeName'),
    instance: named ? instance : '',
    inputs: [...inputs, ...(after === '' ? [] : [orderPin(after)])],
    outputs: writtenPins(description, 'output').filter(
      ({ name, negated, written }) => !isEnabling(name) || negated || written !== '',
    ),
    comment: commentOf(xml),
  });
}

/** Which block an engineer has put before this one, against the order of drawing. */
function orderPin(after: string) {
  return { name: 'execAfter', negated: false, from: [], written: after };
}
