import type { Code } from './code.ts';

type Change = Code['changes'][number];

/** Names that the text of a change holds: its own, and, where a network came or went whole, those of the network. */
export function namesOfChange({ names, network, unit, place }: Change, networks: Code['networks']): string[] {
  if (network === null || place !== null) return names;
  const whole = networks.find(
    each => each.unit === unit && each.number.old === network.old && each.number.new === network.new,
  );
  return [...names, ...(whole?.names ?? [])];
}
