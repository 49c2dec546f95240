import { iecNoise } from '../iec/index.ts';
import type { NoiseRule } from '../model/index.ts';

const owner = 'languages/twincat';

export const twincatNoise: readonly NoiseRule[] = [
  ...iecNoise,
  {
    rule: 'tool-version',
    owner,
    because: 'which TwinCAT wrote the file; the program is in the file, whoever wrote it',
  },
  {
    rule: 'object-id',
    owner,
    because: 'the number TwinCAT gives an object; it is kept beside the unit and never compared',
  },
  { rule: 'line-ids', owner, because: 'numbers by which the editor finds its lines again' },
  {
    rule: 'folder',
    owner,
    because: 'where the tool shows an object in its tree; the controller has no folders',
  },
];
