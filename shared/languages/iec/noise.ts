import type { NoiseRule } from '../model/index.ts';

const owner = 'languages/iec';

/** What means nothing in any text of the IEC languages. White space and the case of names are no lexemes at all. */
export const iecNoise: readonly NoiseRule[] = [
  { rule: 'empty-statement', owner, because: 'a semicolon without a statement does nothing' },
  { rule: 'region', owner, because: 'a mark by which the editor folds its text' },
  {
    rule: 'export-directive',
    owner,
    because: 'CODESYS 2.3 keeps flags of its own windows and of the export in comments that begin with @',
  },
  {
    rule: 'project-folder',
    owner,
    because: 'where the tool shows an object in its tree; the controller has no folders',
  },
  {
    rule: 'beyond-limit',
    owner,
    because: 'more of these rules than are listed one by one; how many is counted',
  },
];
