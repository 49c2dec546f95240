import type { NamedText, NamesFrom } from '@witnessmark/shared/api';
import { namedText } from '@witnessmark/shared/names';
import { type Paint, printable } from './paint.ts';

/** Names as they stand behind a statement: `// "Start_Button"`, and old → new where both sides differ. */
export function nameNote(
  old: readonly NamedText[] | undefined,
  now: readonly NamedText[] | undefined = old,
): string {
  const [before, after] = [old, now].map(names => (names ?? []).map(namedText).join(', '));
  if (!before && !after) return '';
  const text = before && after && before !== after ? `${before} → ${after}` : after || before;
  return `// ${printable(text ?? '')}`;
}

/** A line with its names behind it. */
export function withNote(text: string, names: readonly NamedText[] | undefined): string {
  const note = nameNote(names);
  return note === '' ? text : `${text} ${note}`;
}

/** Where the names come from, and which declarations were not used. */
export function originLines(from: NamesFrom | null | undefined, paint: Paint): string[] {
  if (!from) return [];
  const files = from.files.map(({ path, form, change, says }) => {
    const version = [form, change === null ? null : `change ${change}`].filter(part => part !== null);
    const what = version.length === 0 ? '' : ` (${version.join(', ')})`;
    return `names from ${printable(path)}${what}${says === null ? '' : `: ${printable(says)}`}`;
  });
  const unused = from.verdicts.flatMap(({ file, block, says }) =>
    says === null
      ? []
      : [`names from ${printable(from.files[file]?.path ?? '')} for ${printable(block)}: ${printable(says)}`],
  );
  const later = from.later ? ['The asset held no names then; these are of its newest state.'] : [];
  return [...later, ...files, ...unused].map(line => paint.dim(line));
}
