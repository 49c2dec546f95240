import { iecNoise, shortened } from '../iec/index.ts';
import type { Noise, NoiseRule } from '../model/index.ts';

const owner = 'languages/l5x';

export const l5xNoise: readonly NoiseRule[] = [
  ...iecNoise,
  {
    rule: 'export-time',
    owner,
    because: 'when the file was exported; the program was there before',
  },
  {
    rule: 'export-options',
    owner,
    because: 'what the engineer asked the export to hold, and of what; it is seen in what it holds',
  },
  {
    rule: 'tool-version',
    owner,
    because: 'which release of the tool wrote the file or a definition; firmware is told by other attributes',
  },
  {
    rule: 'edit-record',
    owner,
    because: 'who made or edited a part and when; what was edited is in the part itself',
  },
  {
    rule: 'object-id',
    owner,
    because: 'a GUID the tool gives by itself; nothing refers to it in the controller',
  },
  {
    rule: 'comm-path',
    owner,
    because: 'how the workstation reaches the controller',
  },
  {
    rule: 'dependencies',
    owner,
    because: 'a list of what a definition uses, derived from its parts and exported on request',
  },
  {
    rule: 'raw-duplicate',
    owner,
    because: 'a value in the L5K writing beside the same value in a readable one; alone, it is the value',
  },
  {
    rule: 'bit-host',
    owner,
    because: 'the hidden member that holds the bits of BOOL members, derived from their order',
  },
  {
    rule: 'encryption',
    owner,
    because:
      'protected code is encrypted anew at each export; its date of edit is compared, and where there is none the code is',
  },
  {
    rule: 'layout',
    owner,
    because: 'where and how a sheet draws its elements, and the numbers by which it wires them',
  },
];

/** Kept one by one; beyond it they are counted. */
const noises = 50_000;
const shown = 1_000;

export function noise(list: Noise[], rule: string, text: string, line: number): void {
  if (list.length < noises) list.push({ rule, text: shortened(text, shown), line });
  else {
    const counted = Number(/^\d+/.exec(list[noises - 1]?.text ?? '')?.[0] ?? 0);
    const before = list[noises - 1]?.rule === 'beyond-limit' ? counted : 1;
    list[noises - 1] = { rule: 'beyond-limit', text: `${before + 1} more`, line };
  }
}
