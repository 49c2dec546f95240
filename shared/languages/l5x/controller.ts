import { childNamed, type XmlElement } from '../../xml/index.ts';
import { type Findings, unitOf } from '../iec/index.ts';
import type { Attribute, Unit } from '../model/index.ts';
import { dataType } from './data-type.ts';
import { attribute, descriptionOf, elements, keepElement, ownAttributes } from './element.ts';
import { addOnInstruction, encrypted } from './instruction-unit.ts';
import { moduleUnit } from './module.ts';
import { noise } from './noise.ts';
import { restOf } from './rest.ts';
import { routine } from './routine.ts';
import { tagMember, tagMembers } from './tag.ts';

const lists: ReadonlySet<string> = new Set([
  'DataTypes',
  'AddOnInstructionDefinitions',
  'Modules',
  'Programs',
  'Tasks',
]);
const sections: ReadonlySet<string> = new Set([...lists, 'Description', 'Tags']);

/**
 * A controller with all that is in it. In an export of one part the controller is no more than where the part stands:
 * then its units are told without it, and all but the part as context.
 */
export function controllerUnits(xml: XmlElement, findings: Findings): Unit[] {
  const isHolder = attribute(xml, 'Use') === 'Context';
  const units = [...lists].flatMap(name =>
    elements(childNamed(xml, name)).flatMap(part => partUnits(part, isHolder, findings)),
  );
  if (isHolder) {
    noise(findings.noise, 'export-options', `${xml.name} ${attribute(xml, 'Name')}`, xml.line);
    return [...units, ...contextTags(xml, findings)];
  }
  return [
    unitOf({
      kind: 'controller',
      name: attribute(xml, 'Name'),
      line: xml.line,
      comment: descriptionOf(xml),
      attributes: [...ownAttributes(xml, findings, new Set()), ...restOf(xml, sections, findings)],
      members: tagMembers(childNamed(xml, 'Tags'), 'Tag', findings),
      units,
    }),
  ];
}

function partUnits(part: XmlElement, isHeld: boolean, findings: Findings): Unit[] {
  const unit = partUnit(part, findings);
  if (unit === null) return [];
  const isContext = isHeld ? attribute(part, 'Use') !== 'Target' : attribute(part, 'Use') === 'Context';
  return [isContext ? { ...unit, context: true } : unit];
}

function partUnit(part: XmlElement, findings: Findings): Unit | null {
  switch (part.name) {
    case 'DataType':
      return dataType(part, findings);
    case 'AddOnInstructionDefinition':
      return addOnInstruction(part, findings);
    case 'Module':
      return moduleUnit(part, findings);
    case 'Program':
      return program(part, findings);
    case 'Task':
      return task(part, findings);
    case 'EncodedData':
      return attribute(part, 'EncodedType') === 'Program' || attribute(part, 'EncodedType') === 'Routine'
        ? encodedUnit(part, findings)
        : addOnInstruction(part, findings);
    default:
      keepElement(findings, [], part);
      return null;
  }
}

const encodedParts: ReadonlySet<string> = new Set(['Description']);

/** A program or a routine of which nothing but its name is open. */
function encodedUnit(xml: XmlElement, findings: Findings): Unit {
  return unitOf({
    kind: attribute(xml, 'EncodedType') === 'Program' ? 'program' : 'routine',
    name: attribute(xml, 'Name'),
    line: xml.line,
    comment: descriptionOf(xml),
    attributes: [...encrypted(xml, findings), ...restOf(xml, encodedParts, findings)],
  });
}

const programParts: ReadonlySet<string> = new Set(['Description', 'Tags', 'Routines']);

function program(xml: XmlElement, findings: Findings): Unit {
  const name = attribute(xml, 'Name');
  return unitOf({
    kind: 'program',
    name,
    line: xml.line,
    comment: descriptionOf(xml),
    attributes: [...ownAttributes(xml, findings, new Set()), ...restOf(xml, programParts, findings)],
    members: tagMembers(childNamed(xml, 'Tags'), 'Tag', findings),
    units: elements(childNamed(xml, 'Routines')).map(part => {
      const unit =
        part.name === 'EncodedData' ? encodedUnit(part, findings) : routine(part, findings, [name]);
      return attribute(part, 'Use') === 'Context' ? { ...unit, context: true } : unit;
    }),
  });
}

const taskParts: ReadonlySet<string> = new Set(['Description', 'ScheduledPrograms']);

/** Programs run in the order in which they are scheduled. */
function task(xml: XmlElement, findings: Findings): Unit {
  const programs = elements(childNamed(xml, 'ScheduledPrograms')).map(part => attribute(part, 'Name'));
  const scheduled: Attribute[] =
    programs.length === 0
      ? []
      : [{ name: 'Programs', value: programs.join(', '), key: programs.join(', ').toUpperCase() }];
  return unitOf({
    kind: 'task',
    name: attribute(xml, 'Name'),
    line: xml.line,
    comment: descriptionOf(xml),
    attributes: [
      ...ownAttributes(xml, findings, new Set()),
      ...scheduled,
      ...restOf(xml, taskParts, findings),
    ],
  });
}

/** Tags that an exported part uses, each by itself: which of them are in the file follows from the part. */
function contextTags(xml: XmlElement, findings: Findings): Unit[] {
  const tags = childNamed(xml, 'Tags');
  return elements(tags).map(tag => {
    const unit = unitOf({
      kind: 'variable-list',
      name: attribute(tag, 'Name'),
      line: tag.line,
      members: [tagMember(tag, 'Tag', findings)],
    });
    return attribute(tag, 'Use') === 'Target' ? unit : { ...unit, context: true };
  });
}
