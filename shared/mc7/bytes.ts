/** Big-endian words of MC7 code and block headers; callers stay inside the array. */
export function word(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

export function doubleWord(bytes: Uint8Array, at: number): number {
  return word(bytes, at) * 0x10000 + word(bytes, at + 2);
}

/** Little-endian words of the interface and the segment table. */
export function littleWord(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
}

export function littleDoubleWord(bytes: Uint8Array, at: number): number {
  return littleWord(bytes, at) + littleWord(bytes, at + 2) * 0x10000;
}

export function signed16(value: number): number {
  return (value << 16) >> 16;
}

/** `count` bytes of a number, most significant first. */
export function toBytes(value: number, count: number): number[] {
  const bytes: number[] = [];
  for (let shift = count - 1; shift >= 0; shift--) bytes.push(Math.floor(value / 256 ** shift) & 0xff);
  return bytes;
}

/** Upper-case hex without separators. */
export function hex(value: number, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, '0');
}

/** Upper-case hex, bytes apart by one blank. */
export function hexBytes(bytes: Uint8Array): string {
  return Array.from(bytes, byte => hex(byte, 2)).join(' ');
}
