import type { NoiseRule } from '../model/index.ts';

const owner = 'languages/siemens';

/** What means nothing in any source of STEP 7 and TIA Portal. White space and the case of names are no lexemes at all. */
export const siemensNoise: readonly NoiseRule[] = [
  { rule: 'empty-statement', owner, because: 'a semicolon without a statement does nothing' },
  { rule: 'optional-semicolon', owner, because: 'END_IF and its like may be followed by a semicolon or not' },
  {
    rule: 'region',
    owner,
    because: 'a mark by which the editor folds its text; its name is kept as a comment',
  },
  {
    rule: 'text-resource',
    owner,
    because:
      'the number of a text that stands in a resource file beside the source, where it is compared itself',
  },
];
