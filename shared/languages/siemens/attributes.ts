import type { Attribute } from '../model/index.ts';

/** What a source says of a block, a member or a network in braces or in an attribute list, as written. */
export type WrittenAttributes = ReadonlyMap<string, string>;

/**
 * One name for what each form calls its own way. Source: names as TIA Portal V16 to V21 export them (Openness
 * `AttributeList`, external sources, SIMATIC SD).
 */
const unitNames: Readonly<Record<string, string>> = {
  S7_OPTIMIZED_ACCESS: 'Optimized',
  S7_OPTIMIZED: 'Optimized',
  S7_VERSION: 'Version',
  HEADERVERSION: 'Version',
  S7_PREFERREDLANGUAGE: 'Language',
  S7_EDITORMODE: 'Language',
  PROGRAMMINGLANGUAGE: 'Language',
  S7_STANDARDRETAIN: 'Retain',
  S7_SETENO: 'SetENO',
  SETENOAUTOMATICALLY: 'SetENO',
  S7_IECCHECK: 'IECCheck',
  ISIECCHECKENABLED: 'IECCheck',
  HEADERAUTHOR: 'Author',
  HEADERFAMILY: 'Family',
  HEADERNAME: 'UserName',
  ISKNOWHOWPROTECTED: 'KnowHowProtected',
};

/** A value that is meant where nothing is written: forms differ in whether they write it. */
const unitDefaults: Readonly<Record<string, string>> = {
  Version: '0.1',
  SetENO: 'false',
  IECCheck: 'false',
  KnowHowProtected: 'false',
  MemoryReserve: '100',
  Author: '',
  Family: '',
  UserName: '',
  Namespace: '',
};

/** Attributes of a block under one name each, without those at their default, in the order of their names. */
export function unitAttributes(written: WrittenAttributes): Attribute[] {
  const named = new Map<string, string>();
  for (const [name, value] of written) named.set(unitNames[name.toUpperCase()] ?? name, truth(value));
  return sorted(named, unitDefaults);
}

const memberNames: Readonly<Record<string, string>> = {
  S7_SETPOINT: 'SetPoint',
  LIBVERSION: 'Version',
  EXTERNALACCESSIBLE: 'ExternalAccessible',
  EXTERNALVISIBLE: 'ExternalVisible',
  EXTERNALWRITABLE: 'ExternalWritable',
};
/** The first version of an instruction is written by some forms and not by others; any later one is told. */
const memberDefaults: Readonly<Record<string, string>> = {
  SetPoint: 'false',
  Version: '1.0',
  ExternalAccessible: 'true',
  ExternalVisible: 'true',
  ExternalWritable: 'true',
};

/** Attributes of a member in the same way; `type` is the member's. */
export function memberAttributes(written: WrittenAttributes, type: string): Attribute[] {
  const named = new Map<string, string>();
  for (const [name, value] of written) {
    const upper = name.toUpperCase();
    if (upper === 'INSTRUCTIONNAME' && value.toUpperCase() === type.toUpperCase()) continue;
    const [, aspect, whom] = /^(\w+) := (\w+)$/.exec(value) ?? [];
    if (upper === 'S7_ACCESS' && aspect === 'ReadOnly' && whom === 'External')
      named.set('ExternalWritable', 'false');
    else if (upper === 'S7_VISIBILITY' && aspect === 'Hidden' && whom === 'External')
      named.set('ExternalAccessible', 'false');
    else named.set(memberNames[upper] ?? name, truth(value));
  }
  // What cannot be reached from outside cannot be seen there either.
  if (named.get('ExternalAccessible') === 'false') named.delete('ExternalVisible');
  return sorted(named, memberDefaults);
}

function sorted(named: ReadonlyMap<string, string>, defaults: Readonly<Record<string, string>>): Attribute[] {
  return [...named]
    .filter(([name, value]) => defaults[name] !== value)
    .map(([name, value]) => ({ name, value }))
    .sort((one, other) => (one.name < other.name ? -1 : one.name > other.name ? 1 : 0));
}

function truth(value: string): string {
  return /^(?:true|false)$/i.test(value) ? value.toLowerCase() : value;
}
