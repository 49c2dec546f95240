import type { Mnemonics } from './mnemonics.ts';
import { type Area, areas } from './operand.ts';

/** A pointer of 32 bits; areas that are none, or bits set where none belong, leave it in hex. */
export function pointerText(value: number, mnemonics: Mnemonics): string | null {
  const code = value >>> 24;
  const at = value & 0xffffff;
  if (at >= 0x80000) return null;
  if (code === 0) return `P#${at >> 3}.${at & 7}`;
  const area = areas[code - 0x80];
  return area === undefined ? null : `P#${areaLetters(area, mnemonics)} ${at >> 3}.${at & 7}`;
}

export function pointerBits(letters: string | undefined, at: number, mnemonics: Mnemonics): number | null {
  if (at >= 0x80000) return null;
  if (letters === undefined) return at;
  const code = areas.findIndex(area => areaLetters(area, mnemonics) === letters);
  return code < 0 ? null : (0x80 + code) * 0x1000000 + at;
}

/** How an area is written before a bit address: inputs and outputs are E and A in German. */
export function areaLetters(area: Area, mnemonics: Mnemonics): string {
  if (area === 'I') return mnemonics === 'german' ? 'E' : 'I';
  if (area === 'Q') return mnemonics === 'german' ? 'A' : 'Q';
  return area === 'DB' ? 'DBX' : area === 'DI' ? 'DIX' : area;
}
