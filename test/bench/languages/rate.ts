const rounds = 5;

/** Milliseconds that work takes in the middle of some rounds, after two that are not counted. */
export async function milliseconds(work: () => unknown): Promise<number> {
  const times: number[] = [];
  for (let round = -2; round < rounds; round++) {
    const start = performance.now();
    await work();
    if (round >= 0) times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[rounds >> 1] ?? Number.NaN;
}

/** Megabytes a second. */
export async function rate(bytes: number, work: () => unknown): Promise<number> {
  return bytes / 1000 / (await milliseconds(work));
}
