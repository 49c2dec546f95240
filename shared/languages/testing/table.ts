import type { NoiseRule } from '../model/index.ts';
import type { Meaningless, Proof } from './proof.ts';
import { noiseRules } from './rules.ts';
import { forms } from './specimen.ts';

/** For people: how each form of each language is shown to be read right, and all that is taken for nothing in it. */
export function proofTable(): string {
  return `${head}\n${forms.map(({ language, proof }) => section(proof, noiseRules[language])).join('\n')}`;
}

function section({ form, files, edits, layouts, meaningless }: Proof, rules: readonly NoiseRule[]): string {
  const recorded = files.length === 0 ? 'a made file' : `made files and ${files.length} recorded ones`;
  return [
    `## ${form}\n`,
    `With ${recorded}. One edit is told as that and as nothing else: ${edits.map(({ says }) => says).join('; ')}.`,
    `The same: ${layouts.map(({ says }) => says).join('; ')}.\n`,
    ...reasons(meaningless, rules).map(reason => `- ${reason}`),
    '',
  ].join('\n');
}

/** What may be altered and is told as noise or not at all, each with its reason once. */
function reasons(meaningless: readonly Meaningless[], rules: readonly NoiseRule[]): string[] {
  const all = meaningless.map(each => {
    if (each.rule === null) return `not told: ${each.because}`;
    const rule = rules.find(({ rule: id }) => id === each.rule);
    return rule === undefined
      ? 'written by: said beside the source'
      : `noise \`${rule.rule}\`: ${rule.because}`;
  });
  return [...new Set(all)];
}

const head = `# How each language is shown to be read right

Every form of every language stands below: a language without a proof does not compile. For each, files are altered at
places of every sort there is in them, and each alteration has to be told: as a change, as something not understood that
differs, as a place that does not compile, or as a file that can no longer be read. What is told as noise, or not at all,
is listed with its reason and is all there is. The same files written otherwise and in seven encodings do not differ; one
edit is one change; and files with faults in them are answered for. The tests are \`shared/languages/testing\`; this page
is written from them by \`npm run docs\`.
`;
