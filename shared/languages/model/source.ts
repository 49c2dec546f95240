import type { Unit } from './unit.ts';

/** The languages that are read; a folder each. */
export const languages = [
  'awl',
  'scl',
  'tia-source',
  'tia-tags',
  'simaticml',
  's7dcl',
  'l5x',
  'plcopen',
  'twincat',
  'st',
  'codesys-exp',
  'xef',
  'br',
  'recipe',
  'nodeset',
] as const;
export type Language = (typeof languages)[number];

/** What a parser makes of one file. It never throws for what is in the file: what it cannot read, it says. */
export type Parsed =
  | ({ readonly state: 'read' } & Source)
  /** Beyond a limit, or no file of this language after all; it is then compared as text. */
  | { readonly state: 'refused'; readonly says: string };

export interface Source {
  readonly language: Language;
  /** As a reader knows it: `TIA Portal V17`, `RSLogix 5000 v32`; null where the file does not say. */
  readonly writtenBy: string | null;
  /** `utf-8`, `utf-16le`, `windows-1251` … */
  readonly encoding: string;
  readonly units: readonly Unit[];
  /** Comments that stand in no unit, as before and behind all blocks of a text. */
  readonly remarks?: readonly Remark[];
  /** Left out because it means nothing, and by which rule: counted, and shown on request. */
  readonly noise: readonly Noise[];
  /** Not understood: kept verbatim and compared as text, counted and shown. */
  readonly unknown: readonly Verbatim[];
  /** Where the source does not compile. What could be read around it is there all the same. */
  readonly problems: readonly Problem[];
}

/** A comment without its marks. */
export interface Remark {
  readonly text: string;
  readonly line: number;
}

export interface Noise {
  /** Id of a rule in the language's own list, e.g. `export-time`. */
  readonly rule: string;
  readonly text: string;
  readonly line: number;
}

/** A reviewed rule of what means nothing in a language. None may take a value, an initial value or a limit. */
export interface NoiseRule {
  readonly rule: string;
  /** Who answers for it. */
  readonly owner: string;
  /** Why it means nothing to the machine. */
  readonly because: string;
}

export interface Verbatim {
  /** Where it stands: names of units from the outside in. */
  readonly where: readonly string[];
  readonly text: string;
  readonly line: number;
}

export interface Problem {
  readonly line: number;
  readonly says: string;
}
