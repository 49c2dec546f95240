import type { Language } from '../../model/index.ts';
import type { Proof } from '../proof.ts';
import { br, codesysExp, st, twincat } from './iec.ts';
import { l5x } from './l5x.ts';
import { nodeset, recipeCsv, recipeJson, recipeXml } from './other.ts';
import { plcopen } from './plcopen.ts';
import { awl, s7dcl, scl, simaticml, tagCsv, tagTable, tiaSource } from './siemens.ts';
import { xef } from './xef.ts';

/** How each language is shown to be read right; one that has no proof does not compile. */
export const proofs: Readonly<Record<Language, readonly Proof[]>> = {
  awl: [awl],
  scl: [scl],
  'tia-source': [tiaSource],
  'tia-tags': [tagTable, tagCsv],
  simaticml: [simaticml],
  s7dcl: [s7dcl],
  l5x: [l5x],
  plcopen: [plcopen],
  twincat: [twincat],
  st: [st],
  'codesys-exp': [codesysExp],
  br: [br],
  recipe: [recipeCsv, recipeJson, recipeXml],
  nodeset: [nodeset],
  xef: [xef],
};
