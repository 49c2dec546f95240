import { z } from 'zod';
import { WitnessError } from '../errors/index.ts';
import { decodeIfCanonical, encodeSegment } from './segment.ts';

/** The folders at the top of an asset's store. */
export const topFolders = ['config', 'logic', 'raw', 'setpoints', 'recipes', 'files', 'text'] as const;
export type TopFolder = (typeof topFolders)[number];

/** A path has at most this many UTF-8 bytes and segments, the top folder counted. */
export const pathBytes = 1024;
export const pathDepth = 16;

const tops: ReadonlySet<string> = new Set(topFolders);

/** Order of item paths: by their UTF-8 bytes, as git orders a tree's full names. */
export function comparePaths(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const [x, y] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (x !== y) return codePointOrder(x) - codePointOrder(y);
  }
  return a.length - b.length;
}

// UTF-8 orders by code point; in UTF-16 the halves of a pair (D800..DFFF) come before E000..FFFF.
function codePointOrder(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

/**
 * Joins names below a top folder such as `setpoints`. Knows nothing of other items: where two names may
 * differ only by case, `PathNamer` does. Throws as `encodeSegment` does, and for too deep or too long a path.
 */
export function itemPath(top: string, ...names: readonly string[]): string {
  return joinSegments(top, names.map(encodeSegment));
}

/** Joins segments that are encoded already. */
export function joinSegments(top: string, segments: readonly string[]): string {
  const path = [top, ...segments].join('/');
  if (segments.length >= pathDepth || Buffer.byteLength(path) > pathBytes) {
    throw new WitnessError('items.path-too-long', JSON.stringify(path.slice(0, 200)));
  }
  if (!tops.has(top) || segments.length === 0) {
    throw new WitnessError('items.path-invalid', JSON.stringify(path.slice(0, 200)));
  }
  return path;
}

/** The names a path was made of, the top folder first; null for what is no item path. */
export function pathNames(path: string): readonly string[] | null {
  if (path.length > pathBytes || Buffer.byteLength(path) > pathBytes) return null;
  const [top = '', ...segments] = path.split('/');
  if (!tops.has(top) || segments.length === 0 || segments.length >= pathDepth) return null;
  const names = [top];
  for (const segment of segments) {
    const name = decodeIfCanonical(segment);
    if (name === null) return null;
    names.push(name);
  }
  return names;
}

/** True for exactly what `itemPath` and `PathNamer` can give; no `..`, no empty segment, nothing encoded needlessly. */
export function isItemPath(path: string): boolean {
  return pathNames(path) !== null;
}

export const itemPathSchema = z.string().max(pathBytes).refine(isItemPath, 'an item path');
