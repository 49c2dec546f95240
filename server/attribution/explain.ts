import { type ToldWho, whoSentence } from '@witnessmark/shared/changes';
import type { Actor, Attribution, Candidate, Verdict } from './attribution.ts';
import { type Names, type ShownNames, shownNames } from './names.ts';
import { capital, reasonSentence } from './reason-text.ts';

/** A judgement in words. `who` is what the sentence of a change takes. */
export interface Explanation {
  readonly who: ToldWho;
  /** As lists show it: a name stands alone only where it is witnessed. */
  readonly label: string;
  /** One sentence with who, how surely, and the evidence. */
  readonly sentence: string;
  /** The evidence in a few words; null where there is none. */
  readonly evidence: string | null;
  /** Each step of the reasoning. */
  readonly reasons: readonly string[];
}

/** Puts a judgement on one part into words. */
export function explain(attribution: Attribution, names: Names): Explanation {
  const shown = shownNames(names);
  const { verdict, reach, actor, reasons } = attribution;
  const label = labelOf(attribution, shown);
  const evidence = evidenceOf(attribution, shown);
  const who = { verdict, reach, actor: actor.kind, label, ...(evidence === null ? {} : { evidence }) };
  return {
    who,
    label,
    sentence: whoSentence(who),
    evidence,
    reasons: reasons.map(reason => reasonSentence(reason, shown)),
  };
}

/** From the least sure to the surest. */
const sureness: readonly Verdict[] = ['unattributed', 'ambiguous', 'claimed', 'bracketed', 'witnessed'];

/**
 * Who a whole change is by: one actor only where all its parts agree. Else everybody with the number of parts, under
 * the verdict of the least sure one, so that no line says more than its weakest part.
 */
export function explainChange(parts: readonly Attribution[], names: Names): ToldWho {
  const told = new Map<string, { who: ToldWho; parts: number }>();
  for (const part of parts) {
    const { who } = explain(part, names);
    const key = JSON.stringify([part.actor, part.identity, part.session, who.verdict, who.label]);
    const known = told.get(key);
    told.set(key, { who, parts: (known?.parts ?? 0) + 1 });
  }
  const [first, ...more] = [...told.values()].sort(
    (a, b) => b.parts - a.parts || (a.who.label < b.who.label ? -1 : 1),
  );
  if (first === undefined)
    return { verdict: 'unattributed', reach: 'nothing', actor: 'unknown', label: 'nobody known' };
  if (more.length === 0) return first.who;
  const all = [first, ...more];
  const verdicts = all.map(({ who }) => who.verdict);
  const weakest = sureness.find(verdict => verdicts.includes(verdict)) ?? 'unattributed';
  const label = all.map(({ who, parts: of }) => `${who.label} (${of})`).join('; ');
  // Where one part has nobody, the line still names who the others are by: as ambiguous, which it is as a whole.
  const verdict = weakest === 'unattributed' ? 'ambiguous' : weakest;
  const actors = new Set(all.map(({ who }) => who.actor));
  const reaches = new Set(all.map(({ who }) => who.reach));
  return {
    verdict,
    reach: reaches.size === 1 ? first.who.reach : 'nothing',
    actor: actors.size === 1 ? first.who.actor : 'unknown',
    label: verdict === 'ambiguous' ? label : `${all.length} actors: ${label}`,
  };
}

function labelOf(attribution: Attribution, names: ShownNames): string {
  const { verdict, actor, candidates } = attribution;
  switch (verdict) {
    case 'witnessed':
      return atStart(witnessedLabel(attribution, names));
    case 'bracketed':
      return `in ${names.person(personOf(actor))}'s session`;
    case 'claimed':
      return `claimed by ${names.person(personOf(actor))}`;
    case 'ambiguous':
      return ambiguousLabel(candidates, attribution, names);
    case 'unattributed':
      return 'nobody known';
  }
}

/** What stands for a name that is not shown begins a sentence; a name stays as it is written. */
function atStart(label: string): string {
  return /^an? (person|system|account|path)\b/.test(label) ? capital(label) : label;
}

function witnessedLabel({ actor, reach, identity, station, path }: Attribution, names: ShownNames): string {
  if (actor.kind !== 'system' && actor.kind !== 'unknown') return actorLabel(actor, names);
  const from = station === null || station === identity ? '' : ` from ${names.identity(station)}`;
  if (reach === 'account' && identity !== null) return `${names.identity(identity)}${from}`;
  if (reach === 'station' && identity !== null) return names.identity(identity);
  return reach === 'path' && path !== null ? names.path(path) : actorLabel(actor, names);
}

function actorLabel(actor: Actor, names: ShownNames): string {
  switch (actor.kind) {
    case 'person':
      return names.person(actor.person);
    case 'system':
      return names.system(actor.system);
    case 'program':
      return 'the program';
    case 'restart':
      return 'restart';
    case 'effect':
      return actor.rule === 'own-restore'
        ? 'our restore'
        : (effectLabels[actor.rule] ?? 'effect of another change');
    case 'unknown':
      return 'somebody unknown';
  }
}

const effectLabels: Readonly<Record<string, string>> = {
  'block-download': 'effect of a block download',
  'checksum-of-blocks': 'effect of changed blocks',
};

/** More candidates than this are counted, not named. */
const named = 3;

function ambiguousLabel(
  candidates: readonly Candidate[],
  { reasons }: Attribution,
  names: ShownNames,
): string {
  const [only, ...others] = candidates.filter(({ by }) => by !== 'path');
  const awaiting = reasons.some(({ code }) => code === 'claim-awaiting');
  const paths = candidates
    .filter(({ by }) => by === 'path')
    .map(({ path }) => `by ${withArticle(names.path(path))}`);
  if (only?.by === 'claim' && others.length === 0) {
    const state = awaiting ? 'awaiting confirmation' : 'disputed';
    return `${candidateLabel(only, names)}, ${reasons.some(({ code }) => code === 'claim-disputed') ? 'disputed' : state}`;
  }
  const known = [...(only === undefined ? [] : [only, ...others])].map(candidate =>
    candidateLabel(candidate, names),
  );
  const distinct = [...new Set(known)];
  const shown = distinct.slice(0, named);
  const left = distinct.length - shown.length;
  const more = left > 0 ? [`${left} more`] : [];
  const unseen = paths.length > 0 ? [`${paths.slice(0, named).join(' or ')} (not observed)`] : [];
  // One that fits, and yet is not proven: somebody whom nothing recorded remains possible.
  const rest = distinct.length === 1 && unseen.length === 0 ? ['somebody not recorded'] : unseen;
  return [...shown, ...more, ...rest].join(', or ');
}

function candidateLabel({ actor, by, identity, path }: Candidate, names: ShownNames): string {
  switch (by) {
    case 'session':
      return `in ${names.person(personOf(actor))}'s session`;
    case 'claim':
      return `claimed by ${names.person(personOf(actor))}`;
    case 'cause':
    case 'path':
      return actorLabel(actor, names);
    case 'record':
      if (actor.kind === 'person' || actor.kind === 'system') return actorLabel(actor, names);
      return identity === undefined
        ? `somebody by ${withArticle(names.path(path))}`
        : names.identity(identity);
  }
}

/** `the panel`, and as it stands what is a name or has its article already. */
function withArticle(path: string): string {
  return /^(the|a|an) |^[A-Z]/.test(path) ? path : `the ${path}`;
}

/** The evidence in a few words, where the label does not say it already. */
function evidenceOf({ verdict, reasons, actor }: Attribution, names: ShownNames): string | null {
  const of = (code: Attribution['reasons'][number]['code']) => reasons.find(reason => reason.code === code);
  switch (verdict) {
    case 'witnessed': {
      if (actor.kind === 'effect' || actor.kind === 'restart') return 'readings prove it';
      const record = of('record-explains-value');
      if (record === undefined) return null;
      if (of('load-of-recipe') !== undefined) return `${names.witness(record.witness)} of this load`;
      return `${names.witness(record.witness)} with this value`;
    }
    case 'bracketed':
      return of('break-glass') === undefined
        ? 'every other way was watched or closed'
        : 'break-glass; every other way was watched or closed';
    case 'claimed':
      return 'confirmed by a second person';
    case 'ambiguous':
      return of('records-conflict') === undefined ? null : 'records contradict each other';
    case 'unattributed':
      return null;
  }
}

function personOf(actor: Actor): string | undefined {
  return actor.kind === 'person' ? actor.person : undefined;
}
