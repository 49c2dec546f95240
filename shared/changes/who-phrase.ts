import type { ToldWho } from './told.ts';
import { plain } from './words.ts';

/** An ambiguity names several candidates and the ways nobody watched: cut short it would say less than is known. */
const labelAtMost = 300;

/**
 * Who, as a sentence of its own. Only who is witnessed stands by name alone: a bracket, a claim and an
 * ambiguity say what they are, also where the label forgot to.
 */
export function whoSentence(who: ToldWho): string {
  const label = plain(who.label, labelAtMost);
  const evidence = who.evidence === undefined ? '' : `: ${plain(who.evidence)}`;
  switch (who.verdict) {
    case 'witnessed': {
      const person = who.actor === 'person' || who.actor === 'system' || who.actor === 'unknown';
      // A name or an account stays as it is written; `restart` or `the program` begins a sentence.
      if (!person) return `${capital(label)}, witnessed${evidence}.`;
      if (who.reach === 'person') return `${label}, witnessed${evidence}.`;
      return `${label}, ${who.reach === 'nothing' ? 'witnessed' : `${who.reach} witnessed`}; person unknown${evidence}.`;
    }
    case 'bracketed':
      return `${capital(/\bsession\b/i.test(label) ? label : `in the session of ${label}`)}${evidence}.`;
    case 'claimed':
      return `${capital(/\bclaimed\b/i.test(label) ? label : `claimed by ${label}`)}${evidence}.`;
    case 'ambiguous':
      // A claim nobody answered yet is shown as itself.
      return `${capital(/\bambiguous\b|^claimed by .*, (awaiting confirmation|disputed)$/i.test(label) ? label : `ambiguous: ${label}`)}${evidence}.`;
    case 'unattributed':
      return 'Nobody is named yet.';
  }
}

export function capital(text: string): string {
  const [first = ''] = text;
  return first.toUpperCase() + text.slice(first.length);
}
