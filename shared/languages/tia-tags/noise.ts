import type { NoiseRule } from '../model/index.ts';
import { noiseRules as exportRules } from '../simaticml/index.ts';

export const noiseRules: readonly NoiseRule[] = [
  ...exportRules,
  {
    rule: 'type-id',
    owner: 'languages/tia-tags',
    because: 'numbers by which the tool finds a library type again',
  },
];
