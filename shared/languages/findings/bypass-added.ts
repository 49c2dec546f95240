import { type Difference, nodeText } from '../compare/index.ts';
import type { Token } from '../model/index.ts';
import { andTerms, changedPiece, conditionOf, shortText } from './pieces.ts';
import type { Found, Rule } from './rule.ts';

export const bypassAdded: Rule = {
  id: 'bypass-added',
  words:
    'There is another way around conditions that had to be true before: a branch laid in parallel to contacts, or a term joined by OR to a condition that stays as it was.',
  fires: {
    old: 'rung 2: Guard_Closed Start {Motor}',
    new: 'rung 2: ( Guard_Closed | Service_Key ) Start {Motor}',
  },
  quiet: { old: 'rung 2: Guard_Closed {Motor}', new: 'rung 2: Guard_Closed Start {Motor}' },
  look: ({ differences }) => differences.flatMap(bypass),
};

function bypass(difference: Difference): Found[] {
  const { piece, sign } = difference;
  const added = sign === 'added' ? (piece?.new ?? null) : null;
  if (added?.node.kind === 'branch' && added.place.old !== null) {
    const around = added.within.at(-1)?.holds.find(({ id }) => id !== added.node.id);
    const way = added.node.holds.length === 0 ? 'a wire' : shortText(nodeText(added.node));
    return around === undefined
      ? []
      : [{ difference, says: `${way} put in parallel to ${shortText(nodeText(around))}` }];
  }
  const changed = changedPiece(difference);
  const [before, after] = [
    changed && conditionOf(changed.old.node),
    changed && conditionOf(changed.new.node),
  ];
  if (!before || !after) return [];
  const [was, is] = [alternativesOf(before), alternativesOf(after)];
  const kept = new Set(is.map(({ key }) => key));
  const known = new Set(was.map(({ key }) => key));
  const more = is.filter(({ key }) => !known.has(key));
  if (more.length === 0 || !was.every(({ key }) => kept.has(key))) return [];
  return more.map(({ text }) => ({
    difference,
    says: `${text} is enough beside ${shortText(was.map(each => each.text).join(' OR '))}`,
  }));
}

/** What stands between `OR`s, each as the terms it is of. */
function alternativesOf(tokens: readonly Token[]): { readonly key: string; readonly text: string }[] {
  const parts: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (token.key === '(' || token.key === '[') depth++;
    if (token.key === ')' || token.key === ']') depth--;
    if (depth === 0 && (token.key === 'OR' || token.key === 'OR_ELSE')) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts.map(part => {
    const terms = andTerms(part);
    return {
      key: terms
        .map(({ key }) => key)
        .sort()
        .join(' AND '),
      text: terms.map(({ text }) => text).join(' AND '),
    };
  });
}
