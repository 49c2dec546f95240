import type { Edit } from './proof.ts';

/** Another number of as many digits. */
export function otherNumber(it: string): string {
  return it.replace(/\d(?=\D*$)/, digit => String((Number(digit) + 1) % 10));
}

const otherName = (it: string) => `${it}x`;

/** Edits of text in the manner of ST, at places that no comment holds. */
export const textEdits: readonly Edit[] = [
  {
    says: 'a constant that is assigned, or that a declaration begins with',
    at: /:=[ \t]*(?<it>\d+(?:\.\d+)?)[ \t]*;/dgu,
    to: otherNumber,
    class: 'value',
  },
  {
    says: 'AND for OR, OR for AND',
    at: /^[ \t]*(?:ELS)?IF\b[^;\n]*?\b(?<it>AND|OR)\b/dgmu,
    to: it => (it === 'AND' ? 'OR' : 'AND'),
    class: 'logic',
  },
  {
    says: 'a signal that a condition reads',
    at: /^[ \t]*(?:ELS)?IF[ \t(]+(?:NOT[ \t]+)?(?<it>#?[A-Za-z_]\w*)(?=[ \t]*(?:AND|OR|[<>=]|THEN|\)))/dgmu,
    to: otherName,
    class: 'logic',
  },
  {
    says: 'the type of a variable',
    at: /^[ \t]*\w+[ \t]*:[ \t]*(?<it>INT|DINT|REAL|BOOL|Int|DInt|Real|Bool)[ \t]*;/dgmu,
    to: it => (/^int$/i.test(it) ? 'LINT' : 'INT'),
    class: 'interface',
  },
  {
    says: 'a statement that is gone',
    at: /^[ \t]*(?<it>#?[A-Za-z_]\w*[ \t]*:=[ \t]*[^;:=\n{()]*;)[ \t]*\r?$/dgmu,
    to: () => '',
    class: 'logic',
  },
];

/** A text with comments, names of regions and quoted texts blanked out, as long as it was: places in it are places in the text. */
export function withoutProse(text: string): string {
  return text.replace(/\(\*[\s\S]*?\*\)|\/\/[^\n]*|'[^'\n]*'|\bREGION\b[^\n]*/g, found =>
    found.replace(/[^\n]/g, ' '),
  );
}
