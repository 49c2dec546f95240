import { RuleSet, ruleFileSchema, type Told } from '@witnessmark/shared/witnesses';
import { TrailWitness } from '../trail/index.ts';
import type { PlannedWitness } from '../witness.ts';
import type { WindowsEventsConfig } from './config.ts';
import powershell from './mappings/powershell.json' with { type: 'json' };

export { windowsEventsSchema } from './config.ts';

/** The kind in statements and policies: who was logged on where. */
const statementKind = 'windows';

/**
 * Log-ons of the people who sit at a Windows station, from its security log (events 4624, 4634, 4647, 4778 and 4779 of
 * Microsoft's security auditing). All its assets are told of each.
 */
export async function planWindowsEvents(config: WindowsEventsConfig): Promise<PlannedWitness> {
  const rules = new RuleSet(ruleFileSchema.parse(powershell));
  const parts = {
    kind: statementKind,
    config,
    rules,
    about: (told: Told) => config.assets.map(asset => ({ asset, told })),
    byPath: false,
  };
  return { reads: '', create: context => new TrailWitness(parts, context) };
}
