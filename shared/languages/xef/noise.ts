import { iecNoise } from '../iec/index.ts';
import type { NoiseRule } from '../model/index.ts';

const owner = 'languages/xef';

export const xefNoise: readonly NoiseRule[] = [
  ...iecNoise,
  { rule: 'export-time', owner, because: 'when the file was written, not what it says' },
  { rule: 'tool-version', owner, because: 'which tool wrote the file; it is said beside the source' },
  {
    rule: 'edit-record',
    owner,
    because: 'when a part was last edited, and the version the tool counts up at each edit of it',
  },
  {
    rule: 'content-stamp',
    owner,
    because: 'a sum the tool makes of a type whose interface and code stand in the file themselves',
  },
  {
    rule: 'document-information',
    owner,
    because: 'name, company and comment of a project around an exported part; none of it is the part',
  },
  {
    rule: 'layout',
    owner,
    because: 'where and how large the editor draws an element; what is connected to what is read from it',
  },
  {
    rule: 'object-id',
    owner,
    because: 'the number of a function on a sheet, by which its wires name it; the wires are read through it',
  },
  {
    rule: 'project-folder',
    owner,
    because: 'where the functional view of the tool shows a section; it runs where its task says',
  },
  {
    rule: 'said-twice',
    owner,
    because: 'a task lists the subroutines that say themselves which task they are of',
  },
  {
    rule: 'animation-table',
    owner,
    because: 'which variables the tool shows while it is connected; no value is in it',
  },
  {
    rule: 'screen-picture',
    owner,
    because:
      'where and in which size a screen shows its objects; what they show and write, and how, is compared',
  },
  { rule: 'print-settings', owner, because: 'what the tool prints of a project on paper' },
];
