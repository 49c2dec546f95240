import { literalKind, unitName } from '../compare/index.ts';
import type {
  Access,
  Body,
  Circuit,
  FunctionBox,
  Language,
  Member,
  Operand,
  Pin,
  Source,
  Statement,
  Token,
  Unit,
  UnitKind,
} from '../model/index.ts';

export const referenceAccesses = ['read', 'write', 'call', 'type', 'declared'] as const;
/** What is done with a name; `declared`: it is a unit or a member of one. */
export type ReferenceAccess = Access | 'declared';

export interface Reference {
  /** As it is written. */
  readonly name: string;
  /** In the one case that names are looked for in, without quotes and marks of the language. */
  readonly key: string;
  readonly access: ReferenceAccess;
  /** The unit it stands in, with those around it. */
  readonly unit: string;
  /** As the engineering tool shows it; null outside of networks and where there is none. */
  readonly network: string | null;
  readonly line: number | null;
}

/** References told of one source; a file with more is cut, and says so by having exactly this many. */
const referencesAtMost = 200_000;

/** All references of a source in its order. Time grows with its size. */
export function references(source: Source): Reference[] {
  const found: Reference[] = [];
  const collector = new Collector(source.language, null, reference => {
    if (found.length < referencesAtMost) found.push(reference);
  });
  for (const unit of source.units) collector.unit(unit, []);
  return found;
}

/** What units call, by its key, and where it is called last; of each unit what stands in it, not in units within it. */
export function callsIn(units: readonly UnitPlace[], language: Language): Map<string, Reference> {
  const found = new Map<string, Reference>();
  const collector = new Collector(language, 'call', reference => found.set(reference.key, reference));
  for (const { unit, within } of units) collector.code(unit, within);
  return found;
}

/** A unit with the units it stands in, from the outside in. */
export interface UnitPlace {
  readonly unit: Unit;
  readonly within: readonly Unit[];
}

/** The key under which a name is looked for: `"Tank".Level`, `#level` and `TANK.LEVEL` are found by one. Reading past the process image (`:P`) reads the same tag. */
export function referenceKey(name: string): string {
  return name
    .replace(/["'`\s]/g, '')
    .replace(/^[#%]/, '')
    .replace(/:P$/i, '')
    .toUpperCase();
}

class Collector {
  readonly #language: Language;
  readonly #only: ReferenceAccess | null;
  readonly #give: (reference: Reference) => void;
  #unit = '';
  #network: string | null = null;

  /** Gives each reference, those of one access alone where one is named. */
  constructor(language: Language, only: ReferenceAccess | null, give: (reference: Reference) => void) {
    this.#language = language;
    this.#only = only;
    this.#give = give;
  }

  unit(unit: Unit, within: readonly Unit[]): void {
    const name = unitName({ unit, within, language: this.#language });
    this.#at(name, null);
    if (unit.name !== '') this.#put(unit.name, 'declared', unit.line);
    const outer = isQualifying(unit.kind) ? unit.name : '';
    for (const member of unit.members) this.#member(member, '', outer);
    for (const { name: attribute, value } of unit.attributes)
      if (/^(?:extends|implements|base|type|of)$/i.test(attribute)) this.#put(value, 'type', unit.line);
    this.code(unit, within);
    for (const inner of unit.units) this.unit(inner, [...within, unit]);
  }

  code(unit: Unit, within: readonly Unit[]): void {
    const name = unitName({ unit, within, language: this.#language });
    for (const network of unit.networks) {
      this.#at(name, network.number === '' ? null : network.number);
      this.#body(network.body, network.line);
    }
  }

  #at(unit: string, network: string | null): void {
    this.#unit = unit;
    this.#network = network;
  }

  #put(name: string, access: ReferenceAccess, line: number | null): void {
    if (this.#only !== null && access !== this.#only) return;
    const key = referenceKey(name);
    if (key !== '') this.#give({ name, key, access, unit: this.#unit, network: this.#network, line });
  }

  /** `qualified` is the unit by which others name its members; empty where they do not. */
  #member(member: Member, outer: string, qualified: string): void {
    const point = outer === '' || member.name.startsWith('[') ? '' : '.';
    const path = `${outer}${point}${member.name}`;
    this.#put(path, 'declared', member.line);
    if (qualified !== '') this.#put(`${qualified}.${path}`, 'declared', member.line);
    const type = member.type.replace(/^ARRAY ?\[[^\]]*\] ?OF |\[[\d,]+\]$/gi, '');
    if (type !== '' && !elementary.test(type)) this.#put(type, 'type', member.line);
    for (const inner of member.members) this.#member(inner, path, qualified);
  }

  #body(body: Body, line: number): void {
    switch (body.form) {
      case 'statements':
        for (const statement of body.statements) this.#statement(statement);
        return;
      case 'circuits':
        for (const circuit of body.circuits) this.#circuit(circuit, line);
        return;
      case 'blocks':
        for (const box of body.blocks) this.#box(box, line);
        return;
      case 'chart':
        for (const step of body.chart.steps) {
          for (const { does } of step.actions) {
            if ('key' in does) this.#operand(does, 'write', line);
            else for (const statement of does) this.#statement(statement);
          }
          for (const { body: condition } of step.conditions ?? []) this.#body(condition, line);
        }
        for (const transition of body.chart.transitions) this.#body(transition.condition, line);
    }
  }

  #statement({ tokens, holds, line }: Statement): void {
    for (const token of tokens) this.#token(token, line);
    for (const held of holds) this.#statement(held);
  }

  #token({ text, access }: Token, line: number): void {
    if (access !== undefined) this.#put(text, access, line);
  }

  #circuit(circuit: Circuit, line: number): void {
    switch (circuit.is) {
      case 'series':
        for (const part of circuit.parts) this.#circuit(part, line);
        return;
      case 'parallel':
        for (const branch of circuit.branches) this.#circuit(branch, line);
        return;
      case 'contact':
        this.#operand(circuit.operand, 'read', line);
        return;
      case 'coil':
        this.#operand(circuit.operand, 'write', line);
        return;
      case 'box':
        this.#box(circuit.box, line);
        return;
      case 'verbatim':
        return;
    }
  }

  #box(box: FunctionBox, line: number): void {
    this.#put(box.type, 'call', line);
    if (box.instance !== null) this.#operand(box.instance, 'write', line);
    const isRoutineCall = this.#language === 'l5x' && box.type.toUpperCase() === 'JSR';
    for (const [at, pin] of box.inputs.entries())
      this.#pin(pin, isRoutineCall && at === 0 ? 'call' : 'read', line);
    for (const pin of box.outputs) this.#pin(pin, 'write', line);
  }

  #pin({ from }: Pin, access: Access, line: number): void {
    if (from === null) return;
    if ('is' in from) this.#circuit(from, line);
    else if ('inputs' in from) this.#box(from, line);
    else this.#operand(from, access, line);
  }

  #operand({ text }: Operand, access: Access, line: number): void {
    if (literalKind(text) === null) this.#put(text, access, line);
  }
}

/** Whether members of such a unit are named with it wherever else they stand. */
export function isQualifying(kind: UnitKind): boolean {
  return kind === 'data-block' || kind === 'variable-list';
}

const elementary =
  /^(?:BOOL|BYTE|WORD|DWORD|LWORD|U?[SDL]?INT|L?REAL|L?TIME|S5TIME|DATE|L?TOD|L?DT|DTL|L?TIME_OF_DAY|L?DATE_AND_TIME|W?CHAR|W?STRING.*|STRUCT|UNION|VOID|ANY.*|BIT)$/i;
