/** Milliseconds to wait after `failures` failures in a row: doubling, bounded, with full jitter above half. */
export function backOffMs(failures: number, random: () => number, firstMs = 500, mostMs = 60_000): number {
  const ceiling = Math.min(mostMs, firstMs * 2 ** Math.min(failures - 1, 20));
  return Math.round(ceiling / 2 + (ceiling / 2) * random());
}
