import { childNamed, readXml, type XmlElement } from '../../xml/index.ts';
import { type Findings, inputText, noFindings, parsed, refused, tooLong, unitOf } from '../iec/index.ts';
import type { Attribute, Parsed, Unit } from '../model/index.ts';
import { attribute, commentOf, elements, flat, keep, leaveOut } from './element.ts';
import { hardware } from './hardware.ts';
import { programUnit, resourceAttributes, screenUnits, settingsUnit, taskUnits } from './project.ts';
import { typeUnit } from './types.ts';
import { variables } from './variables.ts';

const roots = /^[A-Z]\w{1,40}ExchangeFile$/;

/** Roots of whole projects; of all others some part is what was exported, and the rest is what it needs. */
const projects: ReadonlySet<string> = new Set(['FEFExchangeFile', 'ZEFExchangeFile']);
const types: ReadonlySet<string> = new Set(['FBSource', 'EFBSource', 'EFSource', 'DDTSource']);
/** What an export of each kind is asked for besides. */
const asked: Readonly<Record<string, ReadonlySet<string>>> = {
  FBExchangeFile: types,
  DDTExchangeFile: types,
  VariablesExchangeFile: new Set(['dataBlock']),
};

/**
 * A project of Schneider Unity Pro or Control Expert (`.xef`), or a part of one: a section (`.xst`, `.xld`, `.xbd`,
 * `.xil`, `.xsf`), a derived block (`.xdb`) or type (`.xdd`), variables (`.xsy`), hardware (`.xhw`). All are in one
 * form, each under an element of its own. Source: files that the tools export; Schneider FA140253 on their endings.
 */
export function parseXef(content: Uint8Array | string, _path: string): Parsed {
  const long = tooLong(content);
  if (long !== null) return refused(long);
  const { text, encoding } = inputText(content);
  const result = readXml(text);
  if (result.state === 'refused') return refused(result.says);
  const { root } = result;
  if (!roots.test(root.name)) return refused('no export of Unity Pro or Control Expert');
  const findings = noFindings();
  const units = new FileReader(root, findings).units();
  const writtenBy = attribute(childNamed(root, 'fileHeader'), 'product');
  return parsed('xef', encoding, writtenBy === '' ? null : writtenBy, units, findings);
}

/** By its outermost element and who wrote it; `text` is the file's beginning at least. */
export function recogniseXef(_path: string, text: string): boolean {
  const start = text.slice(0, 4_000);
  return /<[A-Z]\w{1,40}ExchangeFile[\s>]/.test(start) && /company="Schneider/.test(start);
}

class FileReader {
  readonly #root: XmlElement;
  readonly #findings: Findings;
  readonly #isProject: boolean;
  readonly #asked: ReadonlySet<string>;
  readonly #about: Attribute[] = [];

  constructor(root: XmlElement, findings: Findings) {
    this.#root = root;
    this.#findings = findings;
    this.#isProject = projects.has(root.name);
    this.#asked = asked[root.name] ?? new Set();
  }

  units(): Unit[] {
    const parts = elements(this.#root);
    const units: Unit[] = [];
    const programs = new Set(
      parts.map(part => attribute(childNamed(part, 'identProgram'), 'name').toUpperCase()),
    );
    programs.delete('');
    for (const part of parts) for (const unit of this.#part(part, programs)) units.push(unit);
    const controller = this.#controller();
    return controller === null ? units : [controller, ...units];
  }

  /** In a whole project the parts of a library alone are there for others. */
  #isContext(part: XmlElement): boolean {
    if (this.#isProject) return part.name === 'EFSource' || part.name === 'EFBSource';
    if (part.name !== 'dataBlock' && !types.has(part.name)) return false;
    return !this.#asked.has(part.name) || part.name === 'EFSource' || part.name === 'EFBSource';
  }

  #part(part: XmlElement, programs: ReadonlySet<string>): Unit[] {
    const findings = this.#findings;
    const isContext = this.#isContext(part);
    if (types.has(part.name)) return [inContext(typeUnit(part, findings), isContext)];
    switch (part.name) {
      case 'fileHeader':
      case 'contentHeader':
        this.#header(part);
        return [];
      case 'program':
      case 'SFCProgram':
        return [programUnit(part, findings)];
      case 'dataBlock':
        return this.#dataBlock(part, isContext);
      case 'logicConf':
        return taskUnits(part, programs, findings);
      case 'IOConf':
        return [];
      case 'settings':
        return [settingsUnit(part)];
      case 'IOScreen':
        return screenUnits(part, findings);
      case 'animationTable':
        leaveOut(findings, 'animation-table', attribute(part, 'name'), part.line);
        return [];
      case 'Documentation':
        leaveOut(findings, 'print-settings', `${part.children.length} settings`, part.line);
        return [];
      case 'commParameters':
        this.#about.push(...elements(part).flatMap(each => flat(each)));
        return [];
      default:
        // A part that is not used stands there empty.
        if (part.children.length > 0) keep(findings, [], part);
        else for (const each of flat(part)) this.#about.push(each);
        return [];
    }
  }

  /** Variables that a section is exported with each stand for themselves: which of them do follows from its code. */
  #dataBlock(part: XmlElement, isContext: boolean): Unit[] {
    const members = variables(part, 'variables', this.#findings, []);
    if (!isContext) return [unitOf({ kind: 'variable-list', name: 'Variables', line: part.line, members })];
    return members.map(member =>
      inContext(
        unitOf({ kind: 'variable-list', name: member.name, line: member.line, members: [member] }),
        true,
      ),
    );
  }

  /** The hardware, what the tasks run on, and how the tool reaches it. */
  #controller(): Unit | null {
    const configuration = childNamed(this.#root, 'IOConf');
    const { attributes, members, units } = hardware(configuration);
    const all = [...attributes, ...resourceAttributes(childNamed(this.#root, 'logicConf')), ...this.#about];
    const content = childNamed(this.#root, 'contentHeader');
    if (!this.#isProject && configuration === undefined && all.length === 0) return null;
    return {
      ...unitOf({
        kind: 'controller',
        name: attribute(content, 'name'),
        line: (configuration ?? this.#root).line,
        comment: this.#isProject && content !== undefined ? commentOf(content) : null,
        attributes: all,
        members,
        units,
      }),
      key: 'controller',
    };
  }

  #header(part: XmlElement): void {
    for (const [name, value] of part.attributes)
      if (this.#isProject && part.name === 'contentHeader' && name === 'name')
        this.#about.push({ name: 'project', value });
      else leaveOut(this.#findings, headerRule(part.name, name), `${name} ${value}`, part.line);
    for (const inner of elements(part))
      if (inner.name !== 'comment') keep(this.#findings, [], inner);
      else if (!this.#isProject) leaveOut(this.#findings, 'document-information', 'comment', inner.line);
  }
}

function inContext(unit: Unit, isContext: boolean): Unit {
  return isContext ? { ...unit, context: true } : unit;
}

function headerRule(part: string, name: string): string {
  if (part === 'fileHeader') return name === 'dateTime' ? 'export-time' : 'tool-version';
  return name === 'name' ? 'document-information' : 'edit-record';
}
