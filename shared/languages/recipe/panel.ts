import type { Member, Unit } from '../model/index.ts';
import { type Findings, MemberCount, Refusal, siemensLimits } from '../siemens/index.ts';
import { delimited } from './delimited.ts';
import { plainMember } from './members.ts';
import { recipeUnit } from './unit.ts';

const head = /^\uFEFF?"?List separator=(?<separator>[;,\t|])"?"?Decimal symbol=(?<point>[.,])/;

/** Characters of one line: it holds a value of each data record. */
const longestLine = 8 * 1024 * 1024;

/** Whether a text begins as panels write their recipes. */
export function isPanelRecipe(text: string): boolean {
  return head.test(text.slice(0, 200));
}

/**
 * The data records of one recipe as operator panels of SIMATIC export them (WinCC flexible, WinCC in TIA Portal): how
 * the file separates, the name of the recipe, the names of its records in each language, its number and theirs, then a
 * line for each element with its value in each record. Source: Siemens, WinCC (TIA Portal), recipes, "ExportDataRecords";
 * the lines as tools that edit such files describe them.
 */
export function panelUnits(text: string, findings: Findings): Unit[] {
  const { separator, point } = head.exec(text)?.groups ?? {};
  if (separator === undefined || point === undefined) throw new Refusal('its first line is none of a panel');
  const [first, named, ...rows] = delimited(text, separator, longestLine);
  if (first === undefined || named === undefined) throw new Refusal('it holds no recipe');
  findings.leaveOut('regional-format', first.cells.join(separator), first.line);
  const languages = rows.filter(({ cells }) => /^LANGID_[\da-f]{1,4}$/i.test(cells[0] ?? ''));
  const [numbers, ...elements] = rows.slice(languages.length);
  if (languages.length === 0 || numbers === undefined) throw new Refusal('it names no data records');
  const count = new MemberCount();
  const width = Math.max(...[numbers, ...languages, ...elements].map(({ cells }) => lastOf(cells)));
  const names = Array.from({ length: Math.max(width - 1, 0) }, (_, at) => languages[0]?.cells[at + 1] ?? '');
  if (names.length > siemensLimits.units) throw new Refusal(`more than ${siemensLimits.units} recipes`);
  const areTold = names.every(name => name !== '') && new Set(names).size === names.length;
  const units = names.map((name, at): Unit => {
    const number = numbers.cells[at + 1] ?? '';
    const members = elements.map(({ cells, line }): Member => {
      count.another();
      return plainMember('values', cells[0] ?? '', line, '', cellValue(cells[at + 1] ?? '', point));
    });
    return {
      ...recipeUnit(name === '' ? `record ${number}` : name, members, numbers.line, {
        // Several records may have one name; each has a number of its own, by which a controller asks for it.
        key: areTold ? `record:${name}` : `record ${number}`,
        id: `record ${number}`,
        attributes: languages.map(({ cells }) => ({ name: cells[0] ?? '', value: cells[at + 1] ?? '' })),
      }),
      number: numberOf(number),
    };
  });
  const own = named.cells[0] ?? '';
  return [
    {
      ...recipeUnit(own, [], named.line, {
        key: 'recipe',
        units,
        attributes: [{ name: 'Recipe', value: own }],
      }),
      number: numberOf(numbers.cells[0] ?? ''),
    },
  ];
}

/** Cells up to the last in which anything stands: short lines are filled up with empty ones. */
function lastOf(cells: readonly string[]): number {
  return cells.findLastIndex(cell => cell !== '') + 1;
}

function numberOf(text: string): number | null {
  return /^\d{1,9}$/.test(text) ? Number(text) : null;
}

/** As it is written, but for the decimal symbol, which is of the file: nothing says which value is a number. */
function cellValue(text: string, point: string) {
  const isDecimal = point === ',' && /^[-+]?\d+,\d+(?:[eE][-+]?\d+)?$/.test(text);
  return { value: text, valueKey: isDecimal ? text.replace(',', '.') : text };
}
