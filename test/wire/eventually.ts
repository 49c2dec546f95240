/** Polls until `holds` gives something true; fails with what `otherwise` says at the deadline. */
export async function eventually<T>(
  holds: () => T | Promise<T>,
  otherwise: () => unknown = () => '',
  deadlineMs = 10_000,
): Promise<NonNullable<T>> {
  const until = performance.now() + deadlineMs;
  for (;;) {
    const value = await holds();
    if (value !== null && value !== undefined && (value as unknown) !== false) return value as NonNullable<T>;
    if (performance.now() > until)
      throw new Error(`not within ${deadlineMs} ms: ${String(holds)} ${JSON.stringify(otherwise())}`);
    await new Promise(resolve => setTimeout(resolve, 5));
  }
}
