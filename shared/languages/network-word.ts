/** What the tool of a language calls a piece of code that it numbers: `rung` in Logix, `network` else. */
export function networkWord(language: string | null): string {
  return (language === null ? undefined : words[language]) ?? 'network';
}

const words: Readonly<Record<string, string>> = { RLL: 'rung', SFC: 'chart', GRAPH: 'sequence' };
