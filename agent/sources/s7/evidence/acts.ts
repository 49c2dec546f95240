import type { Statement } from '@witnessmark/shared/facts';

/** The ways to a CPU that its own records tell apart, in the words of an asset's paths. */
export const path = { programmingDevice: 'programming-device', modeSwitch: 'mode-switch' } as const;
export type ActPath = (typeof path)[keyof typeof path];

/** What a moved member of the configuration item means. */
export const actOfMember: Readonly<Record<string, Statement['act']>> = {
  'Checksum.Program': 'downloaded',
  'Checksum.Hardware': 'downloaded',
  Mode: 'mode-changed',
  'Protection.ModeSwitch': 'mode-changed',
  'Protection.Level': 'other',
  'Force.Active': 'other',
};

/** From START-UP to RUN. */
export const startEvent = 17154;

/** Events by which the CPU itself says which way somebody acted on it. */
export const actOfEvent: Readonly<
  Record<number, { readonly act: Statement['act']; readonly path: ActPath }>
> = {
  17155: { act: 'mode-changed', path: path.modeSwitch },
  17156: { act: 'mode-changed', path: path.programmingDevice },
  17159: { act: 'other', path: path.programmingDevice },
  17160: { act: 'other', path: path.modeSwitch },
};
