import { type Difference, nodeText } from '../compare/index.ts';
import { changedPiece, conditionOf, shortText } from './pieces.ts';
import type { Found, Rule } from './rule.ts';
import { alternativesOf, termsOf } from './terms.ts';
import { ruleWords } from './words.ts';

export const bypassAdded: Rule = {
  id: 'bypass-added',
  words: ruleWords['bypass-added'],
  fires: {
    old: 'rung 2: Guard_Closed Start {Motor}',
    new: 'rung 2: ( Guard_Closed | Service_Key ) Start {Motor}',
  },
  quiet: { old: 'rung 2: Guard_Closed {Motor}', new: 'rung 2: Guard_Closed Start {Motor}' },
  look: ({ differences }) => differences.flatMap(bypass),
};

/** Terms of two conditions that are set against each other; no engineer reads a condition that has more. */
const weighedAtMost = 100_000;

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
  const [oldTerms, newTerms] = [termsOf(before), termsOf(after)];
  if (oldTerms.length * newTerms.length > weighedAtMost) return [];
  // The whole condition, and each term of it that has to be true.
  const terms = [before, ...oldTerms.map(({ tokens }) => tokens)].map(alternativesOf);
  const [whole, ...inner] = [after, ...newTerms.map(({ tokens }) => tokens)].map(alternativesOf);
  const wider = whole === undefined || whole.length > 1 ? [whole ?? []] : inner;
  return wider.flatMap(is => {
    const kept = new Set(is.map(({ key }) => key));
    const was = terms.find(each => each.length < is.length && each.every(({ key }) => kept.has(key)));
    if (was === undefined) return [];
    const known = new Set(was.map(({ key }) => key));
    const beside = shortText(was.map(each => each.text).join(' OR '));
    return is
      .filter(({ key }) => !known.has(key))
      .map(({ text }) => ({ difference, says: `${text} is enough beside ${beside}` }));
  });
}
