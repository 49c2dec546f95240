import { nameOf } from '../compare/index.ts';
import { references } from '../references/index.ts';
import { shortText } from './pieces.ts';
import type { Found, Rule } from './rule.ts';

export const callRemoved: Rule = {
  id: 'call-removed',
  words: 'A block that was called is called nowhere in the file any more.',
  fires: { old: 'st: GuardCheck(); Motor := Start;', new: 'st: Motor := Start;' },
  quiet: { old: 'st: GuardCheck(); GuardCheck();', new: 'st: GuardCheck();' },
  look: evidence => {
    const calls = (which: 'old' | 'new') =>
      new Map(
        references(evidence[which])
          .filter(({ access }) => access === 'call')
          .map(each => [each.key, each]),
      );
    const after = calls('new');
    const found: Found[] = [];
    for (const [key, call] of calls('old')) {
      if (after.has(key)) continue;
      const difference = evidence.differences.find(
        ({ unit, class: of, aspect }) =>
          of === 'logic' &&
          unit.old !== null &&
          (nameOf({ old: unit.old, new: null }) === call.unit || aspect === 'unit'),
      );
      if (difference !== undefined)
        found.push({ difference, says: `${shortText(call.name)} is no longer called` });
    }
    return found;
  },
};
