import { baseName } from '../iec/index.ts';
import type { Parsed, Unit } from '../model/index.ts';
import { type Findings, Refusal, reading, siemensLimits } from '../siemens/index.ts';
import { assignmentUnits, isAssignments } from './assignments.ts';
import { csvForm, csvUnits } from './csv.ts';
import { jsonUnits } from './json-units.ts';
import { isPanelRecipe, panelUnits } from './panel.ts';
import { xmlUnits } from './xml-units.ts';

export { recipeNoise } from './noise.ts';

/** A file or its folder is called a recipe or a set of parameters. */
const called =
  /(?:^|[^a-z])(?:recipes?|rezepte?|(?:parameter|param)[-_ ]?sets?|parameter(?:satz|saetze|sätze))(?:$|[^a-z])/i;

function isCalled(path: string): boolean {
  const parts = path.split(/[/\\]/).slice(-2);
  return parts.some(part => called.test(part.replace(/([a-z\d])([A-Z])/g, '$1 $2')));
}

/**
 * Recipes and parameter sets as delimited text, JSON or XML, data records of panels of SIMATIC, data objects of B&R, and
 * recipes and recipe managers of TwinCAT and CODESYS.
 * Never throws for what is in the file.
 */
export function parseRecipe(content: Uint8Array | string, path: string): Parsed {
  return reading('recipe', content, (text, findings) => {
    const units = unitsOf(text, path, findings);
    if (units.length > siemensLimits.units) throw new Refusal(`more than ${siemensLimits.units} recipes`);
    const version = /<TcPlcObject\b[^>]{0,400}\bProductVersion="([^"]{1,60})"/.exec(
      text.slice(0, 1_000),
    )?.[1];
    return { units, writtenBy: version === undefined ? null : `TwinCAT ${version}` };
  });
}

function unitsOf(text: string, path: string, findings: Findings): Unit[] {
  const name = baseName(path);
  const start = text.trimStart()[0];
  if (start === '<') return xmlUnits(text, name, findings);
  if (start === '{' || start === '[') return jsonUnits(text, name, findings);
  if (isPanelRecipe(text)) return panelUnits(text, findings);
  if (isTextRecipe(path)) return assignmentUnits(text, name, findings);
  return csvUnits(text, name, isCalled(path), findings);
}

/** Files of a recipe manager have an ending of their own and, in between, the name of the definition. */
function isTextRecipe(path: string): boolean {
  return /\.txtrecipe$/i.test(path);
}

const roots =
  /^(?:recipes?|recipelist|rezepte?|parameter-?sets?|parametersetlist|parametersatz|parametersaetze)$/i;

/** The name of a document's outermost element without its prefix. */
function rootName(text: string): string {
  const start = text.slice(0, 4_000).replace(/<!--[\s\S]*?-->/g, '');
  return /<(?:[\w.-]{1,80}:)?([A-Za-z_][\w.-]{0,80})/.exec(start)?.[1] ?? '';
}

/** Only what clearly is a recipe, by what it holds or by what it and its folder are called; all else stays text. */
export function recogniseRecipe(path: string, text: string): boolean {
  if (isTextRecipe(path)) return isAssignments(text);
  const ending = /\.(\w{1,8})$/.exec(path.toLowerCase())?.[1] ?? '';
  if (ending === 'tcrmo') return /<TcPlcObject\b/.test(text);
  if (ending === 'dob') return /<DataObject[\s>]/.test(text);
  if (ending === 'xml') return roots.test(rootName(text));
  if (['csv', 'tsv', 'txt'].includes(ending))
    return isPanelRecipe(text) || csvForm(text.replace(/^\uFEFF/, ''), isCalled(path)) !== null;
  if (ending !== 'json' || !/^\uFEFF?\s*[[{]/.test(text)) return false;
  return (
    isCalled(path) ||
    /"recipe(?:Type)?List"\s*:\s*\{/.test(text) ||
    /"tagType"\s*:\s*"(?:AtomicTag|UdtType|UdtInstance|Folder|Provider)"/.test(text)
  );
}
