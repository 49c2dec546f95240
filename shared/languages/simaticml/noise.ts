import type { NoiseRule } from '../model/index.ts';

const owner = 'languages/simaticml';

/** What the export writes of itself and of the tool, by the element it stands in. Nothing of a program is among it. */
export const exportNoise: Readonly<Record<string, string>> = {
  Created: 'export-time',
  ExportSetting: 'export-setting',
  InstalledProducts: 'tool-version',
  CodeModifiedDate: 'tool-time',
  CompileDate: 'tool-time',
  CreationDate: 'tool-time',
  InterfaceModifiedDate: 'tool-time',
  ModifiedDate: 'tool-time',
  ParameterModified: 'tool-time',
  StructureModified: 'tool-time',
  AutoNumber: 'numbering',
  IsConsistent: 'tool-state',
  LibraryConformanceStatus: 'tool-state',
  PLCSimAdvancedSupport: 'tool-state',
};

export const noiseRules: readonly NoiseRule[] = [
  { rule: 'export-time', owner, because: 'when the file was written, not when the program was' },
  {
    rule: 'export-setting',
    owner,
    because: 'how much the export was told to write; defaults are compared as such',
  },
  { rule: 'tool-version', owner, because: 'products installed on the station that exported' },
  {
    rule: 'tool-time',
    owner,
    because: 'when the tool last saved or compiled; what it saved is compared itself',
  },
  { rule: 'tool-state', owner, because: 'whether the tool had compiled; a report of the tool about itself' },
  {
    rule: 'numbering',
    owner,
    because: 'whether the tool chose the number of the block; the number is compared',
  },
];
