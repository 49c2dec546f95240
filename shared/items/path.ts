import { z } from 'zod';

/** Order of item paths: by their UTF-8 bytes, as git orders a tree's full names. */
export function comparePaths(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a, 'utf8'), Buffer.from(b, 'utf8'));
}

// Placeholder until the full encoding stands here; see the design's path rules.
export function encodeSegment(name: string): string {
  return encodeURIComponent(name.normalize('NFC'));
}

export function decodeSegment(segment: string): string {
  return decodeURIComponent(segment);
}

/** Joins encoded segments below a top folder such as `setpoints`. */
export function itemPath(top: string, ...names: readonly string[]): string {
  return [top, ...names.map(encodeSegment)].join('/');
}

export function isItemPath(path: string): boolean {
  return path.length > 0 && path.length <= 1024;
}

export const itemPathSchema = z.string().max(1024).refine(isItemPath, 'an item path');
