import { noiseRules as awl } from '../awl/index.ts';
import { iecNoise } from '../iec/index.ts';
import { l5xNoise } from '../l5x/index.ts';
import type { Language, NoiseRule } from '../model/index.ts';
import { nodeSetNoise } from '../nodeset/index.ts';
import { plcopenNoise } from '../plcopen/index.ts';
import { recipeNoise } from '../recipe/index.ts';
import { noiseRules as s7dcl } from '../s7dcl/index.ts';
import { noiseRules as scl } from '../scl/index.ts';
import { noiseRules as simaticml } from '../simaticml/index.ts';
import { noiseRules as tiaSource } from '../tia-source/index.ts';
import { noiseRules as tiaTags } from '../tia-tags/index.ts';
import { twincatNoise } from '../twincat/index.ts';
import { xefNoise } from '../xef/index.ts';

/** The reviewed rules of each language, by which alone anything may be left out. */
export const noiseRules: Readonly<Record<Language, readonly NoiseRule[]>> = {
  awl,
  scl,
  'tia-source': tiaSource,
  'tia-tags': tiaTags,
  simaticml,
  s7dcl,
  l5x: l5xNoise,
  plcopen: plcopenNoise,
  twincat: twincatNoise,
  st: iecNoise,
  'codesys-exp': iecNoise,
  br: iecNoise,
  recipe: recipeNoise,
  nodeset: nodeSetNoise,
  xef: xefNoise,
};
