import type { JudgedGroup } from '@witnessmark/shared/api';
import {
  type Attribution,
  type AttributionJudged,
  type Candidate,
  candidateSentence,
  explain,
  type Names,
  type Reason,
} from '../attribution/index.ts';

type Class = AttributionJudged['classes'][number];
type Said = JudgedGroup['reasons'][number];

const partsAtMost = 200;
const groupsAtMost = 200;
const saidAtMost = 100;

interface Group {
  readonly first: Attribution;
  readonly class: Class;
  readonly parts: Attribution[];
}

/**
 * Parts that are judged alike and for the same reasons stand together; two people's work in one change stands apart.
 * What differs from member to member is only which records say it, and these are told together.
 */
export function judgedGroups(
  parts: readonly Attribution[],
  classes: readonly Class[],
  names: Names,
): { groups: JudgedGroup[]; truncated: boolean } {
  const found = new Map<string, Group>();
  for (const [n, part] of parts.entries()) {
    const own = classes[n] ?? unclassified;
    const key = keyOf(part, own);
    const group = found.get(key);
    if (group) group.parts.push(part);
    else found.set(key, { first: part, class: own, parts: [part] });
  }
  const all = [...found.values()].sort((a, b) => b.parts.length - a.parts.length);
  return {
    groups: all.slice(0, groupsAtMost).map(group => shown(group, names)),
    truncated: all.length > groupsAtMost,
  };
}

/** A judgement always says what policy makes of each of its parts; one that does not leaves it to somebody. */
const unclassified: Class = { class: 'engineering', judged: 'each', rule: null, namesShown: true };

function keyOf(part: Attribution, { class: of, judged, rule }: Class): string {
  const { actor, reach, verdict, session, identity, station, path, reasons, candidates } = part;
  return JSON.stringify([
    [actor, reach, verdict, session, identity, station, path, of, judged, rule],
    reasons.filter(({ code }) => !ofPresence.has(code)).map(reason => withoutRefs(reason)),
    candidates.map(candidate => withoutRefs(candidate)),
  ]);
}

/** Who else was about is told of each member by itself, and tells no one's work from another's. */
const ofPresence: ReadonlySet<string> = new Set(['somebody-had-access']);

function shown({ first, class: of, parts }: Group, names: Names): JudgedGroup {
  const candidates = merged(parts.flatMap(part => part.candidates));
  const all = { ...first, candidates, reasons: merged(parts.flatMap(part => part.reasons)) };
  const { label, sentence, evidence, who, reasons } = explain(all, names);
  const { verdict, reach, actor } = who;
  return {
    parts: parts.slice(0, partsAtMost).map(({ part }) => part),
    count: parts.length,
    who: { verdict, reach, actor, label },
    sentence,
    evidence,
    reasons: all.reasons.map((reason, n) => said(reason, reasons[n] ?? reason.code, names)),
    candidates: candidates.map(candidate =>
      said({ ...candidate, code: candidate.by }, candidateSentence(candidate, names), names),
    ),
    session: sessionOf(first.session, names),
    class: of.class,
    judged: of.judged,
    rule: of.rule,
  };
}

/** Each once, with all records that speak for it. */
function merged<One extends Reason | Candidate>(all: readonly One[]): One[] {
  const found = new Map<string, { one: One; refs: Set<number> }>();
  for (const one of all) {
    const key = JSON.stringify(withoutRefs(one));
    const known = found.get(key) ?? { one, refs: new Set() };
    for (const ref of one.refs) known.refs.add(ref);
    found.set(key, known);
  }
  return [...found.values()]
    .slice(0, saidAtMost)
    .map(({ one, refs }) => ({ ...one, refs: [...refs].sort((a, b) => a - b).slice(0, saidAtMost) }));
}

function withoutRefs(one: Reason | Candidate): object {
  return { ...one, refs: [] };
}

function said(
  { code, session, refs }: { readonly code: string; readonly session?: string | undefined; refs: number[] },
  says: string,
  names: Names,
): Said {
  return { code, says, session: sessionOf(session ?? null, names), entries: refs };
}

function sessionOf(session: string | null, names: Names): string | null {
  return session === null ? null : names.session(session);
}
