import { RuleSet, ruleFileSchema } from '@witnessmark/shared/witnesses';
import factorytalk from './mappings/factorytalk.json' with { type: 'json' };
import ignition from './mappings/ignition.json' with { type: 'json' };
import wincc from './mappings/wincc.json' with { type: 'json' };

/** The layouts that come with the agent. Their examples are tried by this folder's tests. */
const files = { factorytalk, ignition, wincc } as const;

export type MappingName = keyof typeof files;
export const mappingNames = Object.keys(files) as [MappingName, ...MappingName[]];

export function mappingRules(name: MappingName): RuleSet {
  return new RuleSet(ruleFileSchema.parse(files[name]));
}
