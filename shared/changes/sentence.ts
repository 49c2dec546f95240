import { siteTime } from '../time/index.ts';
import { headline, itemPhrase, meansNothing } from './item-phrase.ts';
import type { ItemChangeSign } from './schema.ts';
import type { ToldChange, ToldItem, ToldWho } from './told.ts';
import { capital, whoSentence } from './who-phrase.ts';
import { count, itemName, name, plain, someOf } from './words.ts';

/**
 * The plain sentence a change begins with, made by rules: when (in the site's IANA zone; UTC, and marked
 * so, where that zone is not known), what, and who. Any text in it comes out short and on one line.
 */
export function sentence(change: ToldChange, zone: string): string {
  return withWho(whatSentence(change, zone), change.sort, change.who);
}

/** The sentence of a change as long as nobody asks who: when and what. */
export function whatSentence(change: Omit<ToldChange, 'who'>, zone: string): string {
  const parts = [`${capital(whenPhrase(change.window, zone))}, ${whatPhrase(change)}.`];
  if (change.unsettled) parts.push('It was still changing when it was last read.');
  if (change.sort === 'late') parts.push('It was reported late.');
  return parts.join(' ');
}

/** Adds who to what. Nobody made the first snapshot: it is where watching begins. */
export function withWho(what: string, sort: ToldChange['sort'], who: ToldWho): string {
  return sort === 'first' && who.verdict === 'unattributed' ? what : `${what} ${whoSentence(who)}`;
}

function whenPhrase({ from, to }: ToldChange['window'], zone: string): string {
  const known = siteTime(to, zone) === null ? 'UTC' : zone;
  const end = siteTime(to, known);
  const start = from === null ? null : siteTime(from, known);
  if (end === null) return 'at an unknown time';
  const mark = known === zone ? '' : ' UTC';
  if (start === null) return `by ${end.time}${mark}`;
  // The clock reads the same twice when summer time ends: then only the offsets tell the two apart.
  const turned = start.offset !== end.offset;
  const [first, last] = [start, end].map(({ date, time, offset }) =>
    [...(start.date === end.date ? [] : [date]), time, ...(turned ? [offset] : [])].join(' '),
  );
  return first === last ? `at ${last}${mark}` : `between ${first} and ${last}${mark}`;
}

function whatPhrase(change: Omit<ToldChange, 'who'>): string {
  const asset = plain(change.asset.name);
  if (change.sort === 'first')
    return `${asset} was read for the first time: ${count(change.itemCount, 'item')}`;
  if (change.load !== null) {
    return `recipe ${name(change.load.recipe)} ${plain(change.load.version)} was loaded on ${asset}`;
  }
  const [only] = change.items;
  if (only !== undefined && change.itemCount === 1) {
    return itemPhrase(only, asset, change.window.basis !== 'content');
  }
  const verb = verbFor(change);
  // Three are named and the rest is counted: what a rule speaks of must not be among the rest.
  const items = change.items.toSorted((a, b) => weightOf(b) - weightOf(a));
  const heads = items.map(item => {
    const thing = name(itemName(item.path));
    return verb === verbs.added || verb === verbs.removed ? thing : `${thing} ${headline(item)}`;
  });
  return `${count(change.itemCount, 'item')} on ${asset} ${verb}: ${someOf(heads, change.itemCount)}`;
}

const verbs: Readonly<Record<ItemChangeSign, string>> = {
  added: 'were added',
  removed: 'were removed',
  changed: 'changed',
  renamed: 'were renamed',
  unreadable: 'could not be read',
  withheld: 'are withheld',
  'readable-again': 'could be read again',
};

/** How much an item has to be told among others: what a rule found first, what means nothing last. */
function weightOf({ diff }: ToldItem): number {
  if (diff.form !== 'code') return 1;
  if (diff.findings.length > 0) return 2;
  return meansNothing(diff) ? 0 : 1;
}

/** One verb for all, where all are known and of one sign. */
function verbFor({ items, itemCount }: Pick<ToldChange, 'items' | 'itemCount'>): string {
  const [first] = items;
  const alike =
    first !== undefined && items.length === itemCount && items.every(({ sign }) => sign === first.sign);
  return alike ? verbs[first.sign] : verbs.changed;
}
