/**
 * Matches member names: `*` is any text without a dot, `**` any text; everything else is itself, brackets
 * too, so that `Step[3].*` means the third step.
 */
export function memberMatcher(patterns: readonly string[]): (name: string) => boolean {
  const expressions = patterns.map(
    pattern =>
      new RegExp(
        `^${pattern.replace(/\*\*|\*|[\\^$.+?()[\]{}|/-]/g, part =>
          part === '**' ? '.*' : part === '*' ? '[^.]*' : `\\${part}`,
        )}$`,
        's',
      ),
  );
  return name => expressions.some(expression => expression.test(name));
}
