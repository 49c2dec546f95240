/**
 * A glob over item paths or member names: `*` is any text within a segment, `**` any text, `?` one character of
 * a segment; all else, brackets too, is itself. In time proportional to glob times text, whatever either says.
 */
export function matches(glob: string, text: string): boolean {
  const tokens = glob.match(/\*\*|[\s\S]/gu) ?? [];
  let reached = skipped(new Set([0]), tokens);
  for (const character of text) {
    const next = new Set<number>();
    for (const at of reached) {
      const token = tokens[at];
      if (token === '**' || (token === '*' && character !== '/')) next.add(at);
      else if (token === character || (token === '?' && character !== '/')) next.add(at + 1);
    }
    reached = skipped(next, tokens);
    if (reached.size === 0) return false;
  }
  return reached.has(tokens.length);
}

/** Stars hold nothing as well: from before one also what is behind it is reached. */
function skipped(reached: Set<number>, tokens: readonly string[]): Set<number> {
  for (const at of reached) {
    const token = tokens[at];
    if (token === '*' || token === '**') reached.add(at + 1);
    // `**/x` is also `x`.
    if (token === '**' && tokens[at + 1] === '/') reached.add(at + 2);
  }
  return reached;
}
