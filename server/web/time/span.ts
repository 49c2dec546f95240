const units: readonly (readonly [number, string])[] = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1000, 's'],
];

/** A length of time in its two largest units, e.g. `2 h 5 min`, `10 s`, `450 ms`. */
export function spanText(ms: number): string {
  const size = Math.abs(Math.round(ms));
  if (size < 1000) return `${size} ms`;
  const first = units.findIndex(([unit]) => size >= unit);
  const parts: string[] = [];
  let rest = size;
  for (const [unit, name] of units.slice(first, first + 2)) {
    const count = Math.floor(rest / unit);
    rest -= count * unit;
    if (count > 0) parts.push(`${count} ${name}`);
  }
  return parts.join(' ');
}

/** `3 min ago`, `in 2 h`, `just now`: one unit, for use beside the absolute time. */
export function agoText(at: number, now: number): string {
  const ms = now - at;
  if (Math.abs(ms) < 5000) return 'just now';
  const [unit, name] = units.find(([size]) => Math.abs(ms) >= size) ?? [1000, 's'];
  const count = Math.floor(Math.abs(ms) / unit);
  return ms < 0 ? `in ${count} ${name}` : `${count} ${name} ago`;
}
