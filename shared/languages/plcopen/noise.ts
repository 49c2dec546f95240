import { iecNoise } from '../iec/index.ts';
import type { NoiseRule } from '../model/index.ts';

const owner = 'languages/plcopen';

export const plcopenNoise: readonly NoiseRule[] = [
  ...iecNoise,
  { rule: 'export-time', owner, because: 'when the file was written or last saved, not what it says' },
  { rule: 'tool-version', owner, because: 'which tool wrote the file; it is said beside the source' },
  {
    rule: 'document-information',
    owner,
    because: 'title, author and company of the project; none of it reaches the controller',
  },
  {
    rule: 'layout',
    owner,
    because: 'where the editor draws an element; what is connected to what is read from the wires',
  },
  {
    rule: 'local-id',
    owner,
    because: 'numbers by which the elements of a drawing name each other; the wires are read through them',
  },
  {
    rule: 'object-id',
    owner,
    because: 'the number a tool gives an object; it is kept beside the unit and never compared',
  },
  {
    rule: 'project-folder',
    owner,
    because: 'where the tool shows an object in its tree; the controller has no folders',
  },
  {
    rule: 'said-twice',
    owner,
    because: 'an extension repeats what the standard part of the file says, and both were found equal',
  },
  { rule: 'box-kind', owner, because: 'how the editor files a box; it follows from the type of the box' },
];
