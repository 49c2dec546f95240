import type { XmlElement } from '../../xml/index.ts';
import type { Findings } from '../iec/index.ts';
import { elements, keep, numberOf } from './element.ts';

/** Something that stands in cells of a row: a contact, a coil, a block. */
export interface GridPart {
  readonly xml: XmlElement;
  readonly row: number;
  readonly column: number;
  /** Cells of its row. */
  readonly width: number;
}

/** Rows and columns of one ladder: what stands in it and which points wires join. */
export interface Grid {
  readonly parts: readonly GridPart[];
  /** Rows in which anything stands. */
  readonly rows: ReadonlySet<number>;
  /** The net of a point, told by one of its points. */
  readonly netOf: (row: number, column: number) => string;
  /** Whether a wire or an element of a row ends in a point, from the left or the right. */
  readonly touches: (row: number, column: number, side: 'left' | 'right') => boolean;
  /** Whether a wire from row to row passes a point. */
  readonly passes: (row: number, column: number) => boolean;
}

/** The left rail: all that stands in the first column is at it. */
export const rail = 'rail';

/** Cells of a block in its row, however wide it is drawn. */
const blockCells = 2;
const furthest = 1_000_000;

/**
 * Reads the rows of a `networkLD`. A wire down stands at the right end of the cell or the element it is written with;
 * a block takes two cells of its first row and is left out of the rows it covers; empty lines count as many rows as
 * they say. Source: sections that Unity Pro and Control Expert export.
 */
export function gridOf(xml: XmlElement, findings: Findings, where: readonly string[]): Grid {
  const reader = new GridReader(findings, where);
  for (const line of elements(xml)) if (line.name === 'typeLine') reader.line(line);
  return reader;
}

class GridReader implements Grid {
  readonly parts: GridPart[] = [];
  readonly rows = new Set<number>();
  readonly #findings: Findings;
  readonly #where: readonly string[];
  readonly #joined = new Map<string, string>();
  readonly #touched = new Set<string>();
  readonly #passed = new Set<string>();
  #row = 0;

  constructor(findings: Findings, where: readonly string[]) {
    this.#findings = findings;
    this.#where = where;
  }

  line(line: XmlElement): void {
    const cells = elements(line);
    const [only] = cells;
    if (only?.name === 'emptyLine' && cells.length === 1) {
      this.#row = Math.min(this.#row + Math.max(numberOf(only, 'nbRows', 1), 0), furthest);
      return;
    }
    if (cells.length > 0) this.rows.add(this.#row);
    let column = 0;
    for (const cell of cells) column = Math.min(this.#cell(cell, column), furthest);
    this.#row++;
  }

  netOf(row: number, column: number): string {
    let point = pointOf(row, column);
    for (let up = this.#joined.get(point); up !== undefined; up = this.#joined.get(point)) {
      const above = this.#joined.get(up);
      if (above !== undefined) this.#joined.set(point, above);
      point = up;
    }
    return point;
  }

  touches(row: number, column: number, side: 'left' | 'right'): boolean {
    return this.#touched.has(`${side} ${pointOf(row, column)}`);
  }

  passes(row: number, column: number): boolean {
    return this.#passed.has(pointOf(row, column));
  }

  /** The column behind a cell. */
  #cell(cell: XmlElement, column: number): number {
    switch (cell.name) {
      case 'emptyCell':
        return column + cellsOf(cell, 'nbCells');
      case 'HLink': {
        const end = column + cellsOf(cell, 'nbCells');
        this.#join(this.#row, column, this.#row, end);
        this.#touch(column, end);
        return end;
      }
      case 'VLink':
        this.#down(column + 1);
        return column + 1;
      case 'shortCircuit': {
        let end = column;
        for (const inner of elements(cell))
          if (inner.name !== 'VLink') end = Math.min(this.#cell(inner, end), furthest);
        if (end === column) end++;
        if (elements(cell).some(({ name }) => name === 'VLink')) this.#down(end);
        return end;
      }
      case 'contact':
      case 'coil':
      case 'control':
        return this.#part(cell, column, 1);
      case 'labelCell':
        this.parts.push({ xml: cell, row: this.#row, column, width: 1 });
        return column + 1;
      case 'compareBlock':
      case 'operateBlock':
        return this.#part(cell, column, cellsOf(cell, 'width'));
      case 'FFBBlock':
        this.parts.push({ xml: cell, row: this.#row, column, width: blockCells });
        return column + blockCells;
      default:
        keep(this.#findings, this.#where, cell);
        return column + 1;
    }
  }

  #part(xml: XmlElement, column: number, width: number): number {
    this.parts.push({ xml, row: this.#row, column, width });
    this.#touch(column, column + width);
    return column + width;
  }

  #touch(from: number, to: number): void {
    this.#touched.add(`right ${pointOf(this.#row, from)}`);
    this.#touched.add(`left ${pointOf(this.#row, to)}`);
  }

  #down(column: number): void {
    this.#join(this.#row, column, this.#row + 1, column);
    this.#passed.add(pointOf(this.#row, column)).add(pointOf(this.#row + 1, column));
  }

  #join(row: number, column: number, toRow: number, toColumn: number): void {
    const [from, to] = [this.netOf(row, column), this.netOf(toRow, toColumn)];
    if (from === to) return;
    if (from === rail) this.#joined.set(to, from);
    else this.#joined.set(from, to);
  }
}

function pointOf(row: number, column: number): string {
  return column === 0 ? rail : `${row} ${column}`;
}

function cellsOf(cell: XmlElement, name: string): number {
  return Math.min(Math.max(Math.trunc(numberOf(cell, name, 1)), 1), furthest);
}
