import type { Candidate } from './marks.ts';
import { type Box, isOperand, type On, type Part, type Pin, type Series } from './pieces.ts';

/** Every piece of circuits, from the outside in. */
export function circuitCandidates(circuits: readonly Series[]): Candidate[] {
  const found: Candidate[] = [];
  for (const circuit of circuits) ofSeries(circuit, 'both', found);
  return found;
}

/** Every piece of boxes, from the outside in. */
export function boxCandidates(boxes: readonly Box[]): Candidate[] {
  const found: Candidate[] = [];
  for (const box of boxes) ofPart(box, 'both', found);
  return found;
}

function ofSeries(series: Series, around: On, found: Candidate[]): void {
  found.push(candidate(series, around, ['branch'], false));
  for (const part of series.parts) ofPart(part, series.on, found);
}

function ofPart(part: Part, around: On, found: Candidate[]): void {
  switch (part.is) {
    case 'series':
      ofSeries(part, around, found);
      break;
    case 'parallel':
      found.push(candidate(part, around, ['branch'], false));
      for (const branch of part.branches) ofSeries(branch, part.on, found);
      break;
    case 'box':
      found.push(candidate(part, around, ['box', 'comment'], part.was.length > 0));
      for (const pin of [...part.inputs, ...part.outputs]) ofPin(pin, part.on, found);
      break;
    default:
      found.push(candidate(part, around, [part.is], part.was.length > 0));
  }
}

function ofPin(pin: Pin, around: On, found: Candidate[]): void {
  found.push(candidate(pin, around, ['pin'], pin.was.length > 0));
  if (pin.from === null || isOperand(pin.from)) return;
  if (pin.from.is === 'box') ofPart(pin.from, pin.on, found);
  else ofSeries(pin.from, pin.on, found);
}

function candidate(piece: Part | Pin, around: On, aspects: readonly string[], altered: boolean): Candidate {
  const { place, on } = piece;
  return { piece, place, on, aspects, altered, within: around !== 'both' };
}
