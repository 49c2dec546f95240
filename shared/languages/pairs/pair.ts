import type { CodeDiff } from '../diff/index.ts';

/** What is expected of two consecutive versions of one file, in our own words. */
export interface PairExpectation {
  /** Folder and name in the artefacts without version: `twincat/A.TcPOU` for `A.v1.TcPOU` and `A.v2.TcPOU`. */
  readonly file: string;
  /** What really changed, for the reader of the table. */
  readonly words: string;
  /** `sign aspect [member] in unit, old line → new line`: all, in this order; empty where nothing changed in meaning. */
  readonly changes: readonly string[];
  /** `unit: 3 logic, 1 comment` of each unit, where there are too many changes to write down: then `changes` are some of all. */
  readonly units?: readonly string[];
  /** Rules that fire, each as often as it does. */
  readonly findings?: readonly string[];
  /** Rules of noise that took something that differs. */
  readonly noise?: readonly string[];
}

/** How many changes of each class a unit has. */
export function inUnits(diff: CodeDiff): string[] {
  const units = new Map<string, Map<string, number>>();
  for (const { unit, class: of } of diff.changes) {
    const counts = units.get(unit) ?? new Map<string, number>();
    counts.set(of, (counts.get(of) ?? 0) + 1);
    units.set(unit, counts);
  }
  return [...units].map(
    ([unit, counts]) => `${unit}: ${[...counts].map(([of, count]) => `${count} ${of}`).join(', ')}`,
  );
}

/** A difference in the words of an expectation. */
export function inWords(diff: CodeDiff): Pick<Required<PairExpectation>, 'changes' | 'findings' | 'noise'> {
  return {
    changes: diff.changes.map(({ sign, aspect, member, unit, line, values }) => {
      const lines = [line.old, line.new].filter(number => number !== null).join(' → ');
      const about = member === null ? '' : ` ${member}`;
      const value = values.map(each => ` (${each.old} → ${each.new})`).join('');
      return `${sign} ${aspect}${about} in ${unit}, ${lines}${value}`;
    }),
    findings: diff.findings.map(({ rule }) => rule),
    noise: diff.noise.filter(({ differing }) => differing > 0).map(({ rule }) => rule),
  };
}
