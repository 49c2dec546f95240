import { z } from 'zod';

/**
 * What stands for a program whose content is not known: told by the controller itself, or read out of an
 * export of it. `16#` and upper-case hexadecimal digits where it is a number; otherwise the text as it was.
 */
export const checksumSchema = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}\s](?:[^\p{Cc}]*[^\p{Cc}\s])?$/u, 'a checksum on one line');

/** A number, or bytes (most significant first), as a checksum. */
export function checksumOf(value: bigint | Uint8Array): string {
  const digits =
    typeof value === 'bigint'
      ? BigInt.asUintN(64, value).toString(16)
      : [...value].map(byte => byte.toString(16).padStart(2, '0')).join('');
  const even = digits.length % 2 === 0 ? digits : `0${digits}`;
  return `16#${even.toUpperCase()}`;
}

/**
 * A checksum as a controller or an export writes it, in the one way it is kept: `0x1a2b`, `16#1A2B` and
 * `1A_2B` give `16#1A2B`. Null where the text cannot be one.
 */
export function readChecksum(text: string): string | null {
  const trimmed = text.trim();
  const digits = /^(?:16#|0x)?([0-9a-f]+(?:_[0-9a-f]+)*)$/i.exec(trimmed)?.[1]?.replaceAll('_', '');
  if (digits !== undefined) {
    const shown = `16#${(digits.length % 2 === 0 ? digits : `0${digits}`).toUpperCase()}`;
    return checksumSchema.safeParse(shown).success ? shown : null;
  }
  return checksumSchema.safeParse(trimmed).success ? trimmed : null;
}

/** Equal for equal checksums, however wide their number is written. */
export function checksumKey(text: string): string {
  return text.replace(/^16#0+(?=[0-9A-F])/, '16#');
}
