import type { ChangeSummary } from '@witnessmark/shared/api';
import type { Query } from '../api/index.ts';

const verdicts = new Set(['witnessed', 'bracketed', 'claimed', 'ambiguous', 'unattributed']);

function holds(text: string, part: string): boolean {
  return text.toLowerCase().includes(part.toLowerCase());
}

/**
 * Whether a pushed change belongs into a list with this filter, by the same rules as the server's.
 * A summary carries five items at most; for what may stand in the rest the answer is `unsure`.
 */
export function matches(change: ChangeSummary, filter: Query): 'yes' | 'no' | 'unsure' {
  const { asset, area, kind, who, review, sort, since, until, item, search } = filter as Record<
    string,
    string | undefined
  >;
  if (asset && change.asset.id !== asset) return 'no';
  if (area && change.asset.area !== area) return 'no';
  if (kind && !change.kinds.some(each => each === kind)) return 'no';
  if (review && change.review !== review) return 'no';
  if (sort && change.sort !== sort) return 'no';
  if (who && !(verdicts.has(who) ? change.who.verdict === who : holds(change.who.label, who))) return 'no';
  if (since && Date.parse(change.window.to) < Date.parse(since)) return 'no';
  if (until && Date.parse(change.window.to) >= Date.parse(until)) return 'no';
  const hidden = change.itemCount > change.items.length;
  if (item && !change.items.some(each => each.path === item)) return hidden ? 'unsure' : 'no';
  if (search) {
    const found = holds(change.sentence, search) || change.items.some(each => holds(each.path, search));
    if (!found) return hidden ? 'unsure' : 'no';
  }
  // Its cause may stand in the list already, and then it does not; a filter holds only some of a snapshot.
  if (change.effectOf?.whole) return 'unsure';
  if (change.folded && change.folded.changes > 1 && (kind || item || search || since || until))
    return 'unsure';
  return 'yes';
}
