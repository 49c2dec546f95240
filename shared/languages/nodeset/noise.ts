import type { NoiseRule } from '../model/index.ts';

const owner = 'languages/nodeset';

/** The date a model was published stands in its version and is compared; so is each value a server shows. */
export const nodeSetNoise: readonly NoiseRule[] = [
  { rule: 'export-time', owner, because: 'when the file was last written; the nodes do not follow from it' },
  { rule: 'tool-version', owner, because: 'which modelling tool wrote the file, and its hash of it' },
  { rule: 'alias', owner, because: 'a short name within the file; nodes are compared by what it stands for' },
  { rule: 'schema', owner, because: 'which schema the document names for its form' },
  {
    rule: 'inverse-reference',
    owner,
    because: 'a reference that is written at its other end too; one of both is compared',
  },
];
