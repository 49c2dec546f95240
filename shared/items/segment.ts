import { WitnessError } from '../errors/index.ts';
import { isPathLetter } from './letters.ts';

/** Bytes one encoded segment may have. A longer name is refused: cut or hashed, it could not be decoded. */
export const segmentBytes = 100;

const safeAscii = /^[A-Za-z0-9._-]$/;
const ends = /^\.|\.$/g;
/** Windows opens a device for these, with any extension. COM¹ and CONIN$ need no row: `¹` and `$` are encoded anyway. */
const deviceName = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/i;

/**
 * A name as one segment of an item path, at most 100 bytes, NFC. Raw stand `[A-Za-z0-9._-]` and frozen
 * letters (see letters.ts); everything else is percent-encoded by its UTF-8 bytes, and so are a leading or
 * trailing dot, and the first letter of a DOS device name. Nothing is normalised: two names that differ in
 * any code point have two segments. `.git` and its HFS and NTFS disguises need no rule of their own: they
 * begin with a dot or hold `~`, `:`, a blank or an ignorable character.
 * Throws `items.path-invalid` for an empty name or an unpaired surrogate, `items.path-too-long`.
 */
export function encodeSegment(name: string): string {
  return encodeTwin(name, 0);
}

/**
 * As `encodeSegment`, with the first `letters` letters percent-encoded too: how a name is told from
 * another that differs only by case.
 */
export function encodeTwin(name: string, letters: number): string {
  if (name === '' || !name.isWellFormed()) throw new WitnessError('items.path-invalid', JSON.stringify(name));
  // No character takes fewer bytes encoded, so a hostile name is refused before it is worked through.
  if (name.length > segmentBytes) throw tooLong(name);
  let left = Math.max(letters, deviceName.test(name) ? 1 : 0);
  let segment = '';
  for (const character of name) {
    const letter = isLetter(character);
    const raw = letter ? left <= 0 : safeAscii.test(character);
    segment += raw ? character : percent(character);
    if (letter) left--;
  }
  segment = segment.replace(ends, percent);
  if (Buffer.byteLength(segment) > segmentBytes) throw tooLong(name);
  return segment;
}

/** The name a segment stands for. Throws `items.path-invalid` for what `encodeTwin` never gives. */
export function decodeSegment(segment: string): string {
  const name = decodeIfCanonical(segment);
  if (name === null) throw new WitnessError('items.path-invalid', JSON.stringify(segment.slice(0, 200)));
  return name;
}

/** The name a segment stands for; null for what `encodeTwin` never gives. */
export function decodeIfCanonical(segment: string): string | null {
  if (segment.length > segmentBytes) return null;
  let name: string;
  try {
    name = decodeURIComponent(segment);
  } catch {
    // Malformed percent-encoding or bytes that are no UTF-8: not one of ours.
    return null;
  }
  if (name === '' || !name.isWellFormed()) return null;
  const letters = leadingEncodedLetters(segment, name);
  try {
    return encodeTwin(name, letters) === segment ? name : null;
  } catch (error) {
    if (error instanceof WitnessError) return null;
    throw error;
  }
}

/**
 * The name with case taken away, for finding twins. Wider than any file system's own rule (full folding,
 * both ways), because an unneeded encoding does no harm and a missed twin loses a file.
 */
export function foldCase(text: string): string {
  let folded = '';
  // Letter by letter: whole-string lower-casing treats a final sigma by its neighbours.
  for (const character of text) folded += character.toLowerCase().toUpperCase().toLowerCase();
  return folded;
}

function leadingEncodedLetters(segment: string, name: string): number {
  let count = 0;
  let at = 0;
  for (const character of name) {
    const encoded = segment[at] === '%';
    at += encoded ? percent(character).length : character.length;
    if (!isLetter(character)) continue;
    if (!encoded) break;
    count++;
  }
  return count;
}

function isLetter(character: string): boolean {
  return /^[A-Za-z]$/.test(character) || isPathLetter(character.codePointAt(0) ?? 0);
}

function percent(character: string): string {
  return Array.from(
    Buffer.from(character, 'utf8'),
    byte => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
  ).join('');
}

function tooLong(name: string): WitnessError {
  return new WitnessError(
    'items.path-too-long',
    JSON.stringify(name.slice(0, 200)),
    `${name.length} characters`,
  );
}
