export const dayMs = 86_400_000;

/** Whether the pattern is `digits` decimal digits, four bits each. */
export function isDecimal(value: number, digits: number): boolean {
  return value < 16 ** digits && /^\d+$/.test(value.toString(16));
}

/** S5TIME: two bits of time base (10 ms, 100 ms, 1 s, 10 s) over three decimal digits. */
export function s5Text(value: number): string | null {
  const count = value & 0x0fff;
  if (value >= 0x4000 || !isDecimal(count, 3)) return null;
  return `S5T#${durationText(Number(count.toString(16)) * 10 ** ((value >> 12) + 1))}`;
}

/** The finest base that holds the time, as engineering chooses it. */
export function s5Bits(ms: number): number | null {
  for (let base = 0; base < 4; base++) {
    const count = ms / 10 ** (base + 1);
    if (count <= 999)
      return Number.isInteger(count) ? (base << 12) | Number.parseInt(String(count), 16) : null;
  }
  return null;
}

const units: readonly (readonly [string, number])[] = [
  ['D', dayMs],
  ['H', 3_600_000],
  ['M', 60_000],
  ['S', 1000],
  ['MS', 1],
];

/** `1H2M3S`; `0MS` for none. */
export function durationText(ms: number): string {
  let left = Math.abs(ms);
  let text = '';
  for (const [unit, length] of units) {
    const count = Math.floor(left / length);
    left -= count * length;
    if (count > 0) text += `${count}${unit}`;
  }
  return `${ms < 0 ? '-' : ''}${text === '' ? '0MS' : text}`;
}

/** NaN where a unit stands twice or out of order. */
export function milliseconds(text: string): number {
  let ms = 0;
  let last = -1;
  for (const [, count, unit] of text.matchAll(/(\d+)(MS|[DHMS])/g)) {
    const index = units.findIndex(([name]) => name === unit);
    if (index <= last) return Number.NaN;
    last = index;
    ms += Number(count) * (units[index]?.[1] ?? Number.NaN);
  }
  return text.startsWith('-') ? -ms : ms;
}
