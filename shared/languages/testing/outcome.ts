import { type CodeDiff, compare } from '../diff/index.ts';
import type { Parsed, Source } from '../model/index.ts';

/** How an alteration of a file is told. */
export type Outcome =
  /** As a difference of meaning, as something not understood that differs, or as a place that does not compile. */
  | { readonly told: 'difference'; readonly diff: CodeDiff }
  /** The file can no longer be read, and is compared as text. */
  | { readonly told: 'refused' }
  /** As noise, by these rules and by nothing else. */
  | { readonly told: 'noise'; readonly rules: readonly string[] }
  /** Not at all: no difference, and nothing counted. */
  | { readonly told: 'nothing' };

/** How the difference between a source and an alteration of it is told. */
export function outcome(before: Source, after: Parsed): Outcome {
  if (after.state === 'refused') return { told: 'refused' };
  const diff = compare(before, after);
  if (differs(diff)) return { told: 'difference', diff };
  const rules = diff.noise.filter(({ differing }) => differing > 0).map(({ rule }) => rule);
  if (diff.writtenBy.old !== diff.writtenBy.new) rules.push('written-by');
  return rules.length === 0 ? { told: 'nothing' } : { told: 'noise', rules };
}

/** Whether anything beside noise is told. */
function differs({ counts, unknown, problems }: CodeDiff): boolean {
  const says = (list: CodeDiff['problems']['old']) => list.map(each => each.says).join('\n');
  return (
    Object.values(counts).some(count => count > 0) ||
    unknown.differing > 0 ||
    says(problems.old) !== says(problems.new)
  );
}
