import type { Member, Unit } from '../model/index.ts';
import { type Findings, MemberCount, Refusal } from '../siemens/index.ts';
import { delimited, type Row } from './delimited.ts';
import type { Given } from './given.ts';
import { plainMember, rangeOf, writtenValue } from './members.ts';
import { recipeUnit } from './unit.ts';

/** Headings of the columns in English and German, in lower case. */
const headings = {
  name: ['name', 'parameter', 'element', 'variable', 'key', 'tag', 'setting', 'bezeichnung', 'value_name'],
  value: ['value', 'wert', 'setpoint', 'sollwert', 'recipe_value'],
  unit: ['unit', 'einheit'],
  min: ['min', 'minimum', 'min.', 'lower limit'],
  max: ['max', 'maximum', 'max.', 'upper limit'],
  type: ['type', 'data type', 'datatype', 'datentyp', 'data_type'],
  comment: ['comment', 'description', 'kommentar', 'beschreibung'],
  set: ['recipe', 'rezept', 'data record', 'datensatz', 'parameter set', 'parametersatz', 'recipe_name'],
  /** The thing whose value it is; recipes of Ignition (Sepasoft MES) give one to several. */
  item: ['item_path'],
} as const;
type Column = keyof typeof headings;
const times = /^(?:time|date|timestamp|date ?time|zeit|datum|zeitstempel)(?:$|[ ([])/;

interface Form {
  readonly separator: string;
  /** A row for each parameter, or a row for each recipe. */
  readonly rows: 'parameters' | 'records';
}

/** How a text is laid out whose headings are those of a recipe; `named` where its file is called one. Null for any other. */
export function csvForm(text: string, named: boolean): Form | null {
  const first = text.slice(0, 16_384).split(/\r\n|\r|\n/, 1)[0] ?? '';
  for (const separator of [';', '\t', ',']) {
    const cells = first.split(separator).map(cell => cell.replaceAll('"', '').trim().toLowerCase());
    if (cells.length < 2 || cells.some(cell => times.test(cell))) continue;
    const has = (column: Column) => cells.some(cell => isColumn(column, cell));
    if (has('name') && has('value') && (named || has('set') || (has('unit') && (has('min') || has('max')))))
      return { separator, rows: 'parameters' };
    // What a controller of SIMATIC writes with RecipeExport: a number, a name and the values of each record.
    if (named && cells[0] === 'index' && cells.every(cell => cell !== ''))
      return { separator, rows: 'records' };
  }
  return null;
}

function isColumn(column: Column, cell: string): boolean {
  const names: readonly string[] = headings[column];
  return names.includes(cell);
}

export function csvUnits(text: string, name: string, named: boolean, findings: Findings): Unit[] {
  const form = csvForm(text, named);
  if (form === null) throw new Refusal('its headings are not those of a recipe');
  const [head, ...rows] = delimited(text, form.separator);
  if (head === undefined) throw new Refusal('it holds no rows');
  return form.rows === 'records'
    ? recordUnits(head.cells, rows)
    : parameterUnits(head.cells, rows, name, findings);
}

/** A cell beyond the headings keeps its place as its name. */
function heading(head: readonly string[], at: number): string {
  const own = head[at] ?? '';
  return own === '' ? `column ${at + 1}` : own;
}

function recordUnits(head: readonly string[], rows: readonly Row[]): Unit[] {
  const count = new MemberCount();
  const named = (head[1] ?? '').toLowerCase().includes('name');
  return rows.map(({ cells, line }) => {
    const own = named && (cells[1] ?? '') !== '' ? (cells[1] ?? '') : `record ${cells[0] ?? ''}`;
    const members = cells.map((cell, at) => {
      count.another();
      return plainMember('values', heading(head, at), line, '', writtenValue('written', cell, false));
    });
    return recipeUnit(own, members, line);
  });
}

function parameterUnits(
  head: readonly string[],
  rows: readonly Row[],
  name: string,
  findings: Findings,
): Unit[] {
  const count = new MemberCount();
  const lower = head.map(cell => cell.toLowerCase());
  const columns = new Map<Column, number>();
  for (const column of Object.keys(headings) as Column[]) {
    const at = lower.findIndex(cell => isColumn(column, cell));
    if (at >= 0) columns.set(column, at);
  }
  const sets = new Map<string, Member[]>();
  for (const { cells, line } of rows) {
    count.another();
    const of = (column: Column) => cells[columns.get(column) ?? -1] ?? '';
    if (of('name') === '') {
      findings.say(line, 'a parameter without a name');
      findings.keep([], cells.join(';'), line);
      continue;
    }
    const named = of('item') === '' ? of('name') : `${of('item')}\\${of('name')}`;
    const used = new Set(columns.values());
    const limit = (column: 'min' | 'max'): Given | undefined =>
      of(column) === '' ? undefined : { name: column, kind: 'written', text: of(column), children: [], line };
    const range = rangeOf(limit('min'), limit('max'), new Set());
    const further: number[] = cells.flatMap((cell, at) => (used.has(at) || cell === '' ? [] : [at]));
    // One limit alone, or what is no number, is a value of its own.
    if (range === null)
      for (const column of ['min', 'max'] as const)
        if (of(column) !== '') further.push(columns.get(column) ?? 0);
    const isNumber = range !== null || of('unit') !== '' || /int|real|float|number|double/i.test(of('type'));
    const made = {
      ...plainMember('values', named, line, of('type'), writtenValue('written', of('value'), isNumber)),
      unit: of('unit') === '' ? null : of('unit'),
      range,
      comment: of('comment') === '' ? null : of('comment'),
      members: further.map(at =>
        plainMember('values', heading(head, at), line, '', writtenValue('written', cells[at] ?? '', false)),
      ),
    };
    const members = sets.get(of('set')) ?? [];
    members.push(made);
    sets.set(of('set'), members);
  }
  return [...sets].map(([set, members]) =>
    recipeUnit(set === '' ? name : set, members, 1, { key: set === '' ? 'document' : `recipe:${set}` }),
  );
}
