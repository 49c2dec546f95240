/** Area letters, German and international, to international ones. */
const areas: Readonly<Record<string, string>> = { E: 'I', I: 'I', A: 'Q', Q: 'Q', M: 'M' };
const blocks: ReadonlySet<string> = new Set(['OB', 'FC', 'FB', 'DB', 'SFC', 'SFB', 'UDT']);

/**
 * An absolute address or block as `NamedAddress` has it, whichever mnemonics a file uses: `E      0.0`, `%I0.0`,
 * `AW 4`, `PEW 256`, `%IW256:P`, `Z 3`, `FB    10`. Null for what names neither.
 */
export function canonicalAddress(text: string): string | null {
  if (text.length > 40) return null;
  const [, letters = '', digits = '', bit, periphery] =
    /^%?\s*([A-Z]{1,3})\s*(\d{1,5})(?:\s*\.\s*([0-7]))?(:P)?$/.exec(text.trim().toUpperCase()) ?? [];
  const number = Number(digits);
  if (letters === '' || number > 65_535) return null;
  if (bit === undefined && periphery === undefined) {
    if (blocks.has(letters)) return `${letters} ${number}`;
    if (letters === 'T') return `T ${number}`;
    if (letters === 'C' || letters === 'Z') return `C ${number}`;
  }
  return memory(letters, number, bit, periphery !== undefined);
}

function memory(
  letters: string,
  byte: number,
  bit: string | undefined,
  tiaPeriphery: boolean,
): string | null {
  const [, outer, letter = '', width = ''] = /^(P?)([A-Z])([BWDX]?)$/.exec(letters) ?? [];
  const area = areas[letter];
  if (area === undefined) return null;
  const periphery = outer === 'P' || tiaPeriphery;
  if (periphery && area === 'M') return null;
  const name = `${periphery ? 'P' : ''}${area}`;
  if (width === '' || width === 'X') return bit === undefined || periphery ? null : `${name} ${byte}.${bit}`;
  return bit === undefined ? `${name}${width} ${byte}` : null;
}
