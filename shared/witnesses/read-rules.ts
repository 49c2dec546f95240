import { parseConfiguration } from '../configuration/index.ts';
import { WitnessError } from '../errors/index.ts';
import { faultsOf, unfilledPlaces } from './examples.ts';
import { RuleSet } from './match.ts';
import { ruleFileSchema } from './rule-file.ts';

/**
 * A rule file as written, YAML or JSON, with its examples tried. Throws `config.invalid` with the lines that do not fit,
 * and `witness.rules-wrong` where its own examples say that it does not do what it should.
 */
export function readRules(text: string, file: string): RuleSet {
  const read = parseConfiguration(text, file, ruleFileSchema);
  const faults = [...faultsOf(read), ...unfilledPlaces(read)];
  if (faults.length > 0) {
    const shown = faults.slice(0, 10).map(fault => fault.slice(0, 500));
    throw new WitnessError('witness.rules-wrong', file, shown.join('; '));
  }
  return new RuleSet(read);
}
