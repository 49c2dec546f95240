import type { FamilyScore, Score } from './score.ts';

const columns = ['wrong', 'right', 'partly', 'ambiguous', 'unattributed'] as const;

/** The table the bench prints: per family what was asserted wrongly, rightly, to the account or way only, and not. */
export function renderTable(scores: readonly FamilyScore[]): string {
  const rules = [...(scores[0]?.scores.keys() ?? [])];
  const lines = scores.flatMap(({ family, plants, parts, leftOut, scores: byRule }) => [
    `${family.name}${family.truthful ? '' : ' *'}: ${plants} plants, ${parts} changed values${leftOut === 0 ? '' : `, ${leftOut} left out`}`,
    ...rules.map(rule => {
      const score = byRule.get(rule);
      const cells = columns.map(column =>
        (score === undefined ? '' : percent(score[column], parts)).padStart(10),
      );
      return `  ${rule.padEnd(24)}${cells.join('')}${score === undefined ? '' : `   (${score.wrong} wrong)`}`;
    }),
  ]);
  const head = `${''.padEnd(26)}${['wrong', 'right', 'partly', 'ambiguous', 'nobody'].map(name => name.padStart(10)).join('')}`;
  return [
    head,
    ...lines,
    '* a witness lies, or a way is neither declared nor watched: names can be wrong, and this is how often.',
    'partly: the right account, station or way, and no name. left out: see docs/attribution-benchmark.md.',
  ].join('\n');
}

function percent(count: number, of: number): string {
  if (of === 0) return '–';
  return count === 0 ? '0' : `${((count / of) * 100).toFixed(1)} %`;
}

/** Of what a rule asserted, the part that was right; 1 where it asserted nothing. */
export function precision({ wrong, right, partly }: Score): number {
  const asserted = wrong + right + partly;
  return asserted === 0 ? 1 : (right + partly) / asserted;
}
