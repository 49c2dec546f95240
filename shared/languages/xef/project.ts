import { childNamed, type XmlElement } from '../../xml/index.ts';
import { type Findings, memberOf, unitOf } from '../iec/index.ts';
import type { Attribute, Member, Network, Unit } from '../model/index.ts';
import { bodyNetworks } from './body.ts';
import { chartNetwork } from './chart.ts';
import { attribute, commentOf, elements, flat, keep, leaveOut, numberOf } from './element.ts';

/** A section, a subroutine or an event: code with its task. */
export function programUnit(xml: XmlElement, findings: Findings): Unit {
  const ident = childNamed(xml, 'identProgram');
  const name = attribute(ident, 'name');
  const where = [name];
  const networks: Network[] = [];
  const units: Unit[] = [];
  const attributes: Attribute[] = [...identity(ident), ...own(xml)];
  for (const part of elements(xml)) {
    if (part === ident || part.name === 'comment') continue;
    if (part.name === 'chartSource') networks.push(chartNetwork(part, findings, where));
    else if (part.name === 'actionSource' || part.name === 'transitionSource')
      units.push(sectionUnit(part, findings, where));
    else networks.push(...bodyNetworks(part, findings, where));
  }
  return unitOf({
    kind: 'program',
    name,
    line: xml.line,
    comment:
      [xml, ident].map(part => (part === undefined ? null : commentOf(part))).find(text => text) ?? null,
    attributes,
    networks,
    units,
  });
}

/** The order of sections is told by their task. */
function identity(ident: XmlElement | undefined): Attribute[] {
  if (ident === undefined) return [];
  return [...ident.attributes]
    .filter(([name]) => name !== 'name' && name !== 'SectionOrder')
    .map(([name, value]) => ({ name, value }))
    .concat(elements(ident).flatMap(part => (part.name === 'comment' ? [] : flat(part))));
}

function own(xml: XmlElement): Attribute[] {
  return [...xml.attributes].map(([name, value]) => ({ name, value }));
}

/** An action or a condition of a chart that is written as a section of its own. */
function sectionUnit(xml: XmlElement, findings: Findings, where: readonly string[]): Unit {
  const name = attribute(xml, 'name');
  return unitOf({
    kind: xml.name === 'actionSource' ? 'action' : 'transition',
    name,
    line: xml.line,
    comment: commentOf(xml),
    networks: elements(xml).flatMap(part =>
      part.name === 'comment' ? [] : bodyNetworks(part, findings, [...where, name]),
    ),
  });
}

/** Tasks of a controller: sections run in their order; subroutines say themselves which task they are of. */
export function taskUnits(xml: XmlElement, programs: ReadonlySet<string>, findings: Findings): Unit[] {
  const units: Unit[] = [];
  for (const resource of elements(xml))
    if (resource.name !== 'resource') keep(findings, [], resource);
    else
      for (const part of elements(resource))
        if (part.name === 'taskDesc') units.push(task(part, programs, findings));
        else if (part.name === 'FMDesc')
          leaveOut(findings, 'project-folder', attribute(part, 'name'), part.line);
        else keep(findings, [], part);
  return units;
}

/** What is said of the controller that the tasks run on. */
export function resourceAttributes(xml: XmlElement | undefined): Attribute[] {
  return elements(xml).flatMap(resource => own(resource));
}

function task(xml: XmlElement, programs: ReadonlySet<string>, findings: Findings): Unit {
  const name = attribute(xml, 'task');
  const sections = elements(xml)
    .filter(part => part.name === 'sectionDesc')
    .sort((a, b) => numberOf(a, 'SectionOrder') - numberOf(b, 'SectionOrder'));
  const attributes: Attribute[] = own(xml).filter(each => each.name !== 'task');
  const order = sections.map(part => attribute(part, 'name')).join(', ');
  if (order !== '') attributes.push({ name: 'Sections', value: order, key: order.toUpperCase() });
  for (const part of elements(xml)) {
    const named = attribute(part, 'name');
    if (part.name === 'SRDesc' && programs.has(named.toUpperCase()))
      leaveOut(findings, 'said-twice', `${name} ${named}`, part.line);
    else if (part.name !== 'sectionDesc') attributes.push(...flat(part));
    else
      for (const [key, value] of part.attributes)
        if (key !== 'name' && key !== 'SectionOrder') attributes.push({ name: `${named} ${key}`, value });
  }
  return unitOf({ kind: 'task', name, line: xml.line, comment: commentOf(xml), attributes });
}

/** Settings of a project: how it is built and what the controller does. */
export function settingsUnit(xml: XmlElement): Unit {
  const members: Member[] = [];
  const attributes = own(xml).filter(({ name }) => name !== 'version');
  for (const part of elements(xml))
    if (part.name === 'entryvalue')
      members.push(
        memberOf({
          section: 'settings',
          name: attribute(part, 'ident'),
          line: part.line,
          type: '',
          value: attribute(part, 'value'),
        }),
      );
    else attributes.push(...flat(part));
  return unitOf({ kind: 'other', name: 'Settings', line: xml.line, attributes, members });
}

const screenNoise: Readonly<Record<string, string>> = {
  creationDate: 'edit-record',
  modificationDate: 'edit-record',
};

/** Screens of the tool: the variables each shows and writes, and how. Where it is drawn reaches no machine. */
export function screenUnits(xml: XmlElement, findings: Findings): Unit[] {
  return elements(xml).flatMap(screen => {
    if (screen.name !== 'screen') {
      keep(findings, [], screen);
      return [];
    }
    const name = attribute(screen, 'name');
    for (const [key, value] of screen.attributes)
      if (key !== 'name')
        leaveOut(findings, screenNoise[key] ?? 'screen-picture', `${key} ${value}`, screen.line);
    leaveOut(findings, 'screen-picture', `${screen.children.length} objects`, screen.line);
    const shown = new Map<string, { readonly part: XmlElement; readonly ways: Set<string> }>();
    for (const object of elements(screen))
      for (const part of elements(object)) {
        const key = `${sectionOf(part)} ${attribute(part, 'name')}`.toUpperCase();
        const known = shown.get(key) ?? { part, ways: new Set<string>() };
        known.ways.add(`${captionOf(object)}${attribute(part, 'description')}`);
        shown.set(key, known);
      }
    const members = [...shown].map(([key, { part, ways }]) =>
      memberOf({
        section: sectionOf(part),
        name: attribute(part, 'name'),
        key,
        line: part.line,
        type: attribute(part, 'typeName'),
        attributes: [{ name: 'by', value: [...ways].sort().join('; ') }],
      }),
    );
    return [
      unitOf({
        kind: 'other',
        name: `screen ${name}`,
        line: screen.line,
        comment: commentOf(screen),
        members,
      }),
    ];
  });
}

function sectionOf({ name }: XmlElement): string {
  return name === 'varPilot' ? 'writes' : 'shows';
}

/** What stands on a button, by which an operator knows it. */
function captionOf(object: XmlElement): string {
  const caption = /\|([^|]{1,200})\|/.exec(attribute(object, 'description'))?.[1]?.trim() ?? '';
  return caption === '' ? '' : `“${caption}” `;
}
