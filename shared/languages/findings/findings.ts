import type { Difference } from '../compare/index.ts';
import { force, protectionLowered, retainLost, safetyTouched } from './attributes.ts';
import { bypassAdded } from './bypass-added.ts';
import { callRemoved } from './call-removed.ts';
import { chartPlace } from './chart-place.ts';
import { constantCondition } from './constant-condition.ts';
import { edgeRemoved } from './edge-removed.ts';
import { interlockRemoved } from './interlock-removed.ts';
import { latchedWithoutReset } from './latched.ts';
import { comparisonChanged, limitWidened } from './limit.ts';
import { presetChanged } from './preset-changed.ts';
import type { Evidence, Rule } from './rule.ts';
import { scalingChanged } from './scaling-changed.ts';
import { typeNarrowed } from './type-narrowed.ts';

/** All rules, those first that a reader is to see first. */
export const rules: readonly Rule[] = [
  safetyTouched,
  force,
  interlockRemoved,
  bypassAdded,
  constantCondition,
  edgeRemoved,
  callRemoved,
  latchedWithoutReset,
  limitWidened,
  comparisonChanged,
  presetChanged,
  scalingChanged,
  typeNarrowed,
  retainLost,
  protectionLowered,
];

export interface Finding {
  readonly rule: string;
  readonly says: string;
  readonly difference: Difference;
}

/** What the rules find in a comparison, in the order of the rules; the same finding of one difference once. */
export function findings(evidence: Evidence): Finding[] {
  const found: Finding[] = [];
  if (evidence.differences.length === 0) return found;
  for (const { id, look } of rules) {
    const said = new Map<Difference, Set<string>>();
    for (const { says, difference } of look(evidence)) {
      const before = said.get(difference) ?? new Set<string>();
      if (before.has(says)) continue;
      said.set(difference, before.add(says));
      found.push({ rule: id, says: `${says}${chartPlace(difference)}`, difference });
    }
  }
  return found;
}
