import { actingIn } from './actors.ts';
import type { Attribution } from './attribution.ts';
import { type Around, bracketOf } from './bracket.ts';
import { Candidates } from './candidates.ts';
import { type Effecting, isOfCause, recipePaths, whenOf } from './causes.ts';
import { claimedBy, tellOtherClaims } from './claimed.ts';
import { tellConditions, tellPaths, tellReach } from './conditions.ts';
import type { Cause, Evidence } from './evidence.ts';
import { Facts } from './facts.ts';
import { meets } from './intervals.ts';
import type { AttributionPolicy } from './policy.ts';
import type { Interval, Part, Question } from './question.ts';
import { around, bearingOn } from './reach.ts';
import { Reasons } from './reasons.ts';
import type { KnownRecord } from './records.ts';
import { openWith, sessionsAround } from './sessions.ts';
import { type LastWrite, lastWrite, loadsAndWrites, type Write, writesOn } from './writes.ts';

/**
 * Who did it: one judgement for each part of the question, in its order. The same whatever order evidence comes in,
 * and nothing but these three decides: no clock, no store, no chance. Takes time that grows with the number of parts
 * and of records, not with their product, as long as records say what they touch.
 */
export function judge(question: Question, evidence: Evidence, policy: AttributionPolicy): Attribution[] {
  return judgeAll(question, bearingOn(question, evidence), policy);
}

/** The same, with all the evidence there is. */
export function judgeAll(question: Question, evidence: Evidence, policy: AttributionPolicy): Attribution[] {
  const facts = new Facts(evidence, around(question), policy);
  return question.parts.map(part => new PartJudgement(part, facts).attribution());
}

type Found = Pick<Attribution, 'actor' | 'reach' | 'verdict' | 'session' | 'identity' | 'station' | 'path'>;

const nobody: Omit<Found, 'verdict'> = {
  actor: { kind: 'unknown' },
  reach: 'nothing',
  session: null,
  identity: null,
  station: null,
  path: null,
};

class PartJudgement {
  readonly #part: Part;
  readonly #window: Interval;
  readonly #facts: Facts;
  readonly #reasons = new Reasons();
  readonly #around: Around;
  /** Records that somebody could touch the part, or tried to. */
  readonly #able: readonly KnownRecord[];

  constructor(part: Part, facts: Facts) {
    this.#part = part;
    this.#facts = facts;
    this.#window = { from: part.lastClean ?? Number.NEGATIVE_INFINITY, to: part.firstDirty };
    const { path, member } = part;
    const touching = facts.touches.of(path, member);
    const unnamed = facts.unnamed(part, this.#window);
    const writes = writesOn(part, this.#window, touching, unnamed, facts.places);
    const { here, elsewhere } = sessionsAround(facts.sessions, part, this.#window, facts.policy);
    const ways = facts.paths.ways(part);
    this.#around = {
      part,
      sessions: here,
      paths: facts.paths.states(ways, this.#window),
      seen: facts.seen.in(this.#window, ways),
      writes,
      claims: facts.claims.of(part),
    };
    this.#able = touching.flatMap(({ known }) =>
      known.role === 'present' && meets(known.span, this.#window) ? [known] : [],
    );
    for (const { known } of touching) {
      if (known.trust === 'hint' && meets(known.span, this.#window))
        this.#reasons.add('record-unauthenticated', { witness: known.record.witness }, known.record.ref);
    }
    for (const { id } of elsewhere) this.#reasons.add('session-outside-scope', { session: id });
    if (facts.tooMuch) this.#reasons.add('too-much-evidence');
    tellConditions(this.#around, this.#reasons);
  }

  attribution(): Attribution {
    const found = this.#found();
    const candidates = this.#candidates(found);
    if (found?.verdict === 'witnessed') tellOtherClaims(this.#around, found.actor, this.#reasons);
    const { path, member } = this.#part;
    const ambiguous = found === null && candidates.some(({ by }) => by !== 'path');
    if (found === null && !ambiguous) this.#reasons.add('nobody-known');
    const sessions = candidates.filter(({ by }) => by === 'session');
    const verdict = ambiguous ? 'ambiguous' : 'unattributed';
    const open = {
      ...nobody,
      verdict,
      session: sessions.length === 1 ? (sessions[0]?.session ?? null) : null,
    } as const;
    return {
      part: { path, member },
      ...(found ?? open),
      candidates: found === null && !ambiguous ? [] : candidates,
      reasons: this.#reasons.list(),
    };
  }

  /** The surest thing that can be said; null where nobody can be named. */
  #found(): Found | null {
    const { effects, loads } = this.#facts.causes.of(this.#part);
    const { policy } = this.#facts;
    const writes = loads.length === 0 ? this.#around.writes : this.#withLoads(loads);
    const last = lastWrite(this.#part, this.#window, writes, policy, this.#reasons);
    if (effects.length > 0) return this.#effect(effects, last);
    if (last !== null && last.write.acting.actor.kind !== 'unknown') return this.#witnessed(last);
    // A trail that ends at an account, a station or a way leaves room for somebody's name.
    return this.#bracketed() ?? this.#claimed() ?? (last === null ? null : this.#witnessed(last));
  }

  /** What follows from something else, unless somebody surely wrote this very value afterwards. */
  #effect(effects: readonly Effecting[], last: LastWrite | null): Found | null {
    for (const { causes } of effects)
      this.#reasons.add('effect-of-cause', {}, ...causes.map(({ ref }) => ref));
    const [effect] = effects;
    if (effect === undefined || effects.length > 1) {
      this.#reasons.add('causes-compete');
      return null;
    }
    const when = whenOf(effect, this.#window);
    if (last !== null && last.write.at.from > when.to) return this.#witnessed(last);
    const rivals = this.#around.writes.filter(
      ({ known, telling, at }) =>
        (telling === 'explains' || telling === 'untold') && at.to >= when.from && !isOfCause(effect, known),
    );
    if (rivals.length === 0) return { ...nobody, actor: effect.actor, verdict: 'witnessed' };
    this.#reasons.add('causes-compete', {}, ...rivals.map(({ known }) => known.record.ref));
    return null;
  }

  #witnessed({ write, refs }: LastWrite): Found {
    const { acting, known } = write;
    const { actor, reach, identity, station, path } = acting;
    this.#reasons.add(
      'record-explains-value',
      { witness: known.record.witness, ...(path === null ? {} : { path }) },
      ...refs,
    );
    tellReach(write, this.#reasons);
    return {
      actor,
      reach,
      verdict: 'witnessed',
      session: this.#sessionOf(write),
      identity,
      station,
      path,
    };
  }

  /** The session of the person who is named by a record, where it was his at that time. */
  #sessionOf({ acting, at }: Write): string | null {
    const own = this.#around.sessions.filter(({ session, names }) => {
      const { from, to } = openWith(session, this.#facts.policy);
      const his = acting.actor.kind === 'person' && acting.actor.person === session.person;
      return names && his && from <= at.from && at.to <= to;
    });
    return own.length === 1 ? (own[0]?.session.id ?? null) : null;
  }

  #withLoads(loads: readonly Cause[]): readonly Write[] {
    this.#reasons.add('load-of-recipe', {}, ...loads.map(({ ref }) => ref));
    const { touches, places } = this.#facts;
    const ofRecipe = recipePaths(loads).flatMap(path => touches.of(path, null));
    return loadsAndWrites(this.#around.writes, writesOn(this.#part, this.#window, ofRecipe, [], places));
  }

  #bracketed(): Found | null {
    tellPaths(this.#around, this.#reasons);
    const session = bracketOf(this.#around, this.#reasons);
    if (session === null) return null;
    const actor = { kind: 'person', person: session.person } as const;
    return { ...nobody, actor, reach: 'person', verdict: 'bracketed', session: session.id };
  }

  #claimed(): Found | null {
    const person = claimedBy(this.#around, this.#reasons);
    if (person === null) return null;
    return { ...nobody, actor: { kind: 'person', person }, reach: 'person', verdict: 'claimed' };
  }

  /** Where nobody is named all who can have done it; else who besides had access. */
  #candidates(found: Found | null): Attribution['candidates'] {
    const candidates = new Candidates();
    for (const write of this.#around.writes) candidates.addWrite(write);
    const inSession = new Set(
      this.#around.sessions.flatMap(({ session, names }) => (names ? [session.person] : [])),
    );
    // Whose session it can have been in is named for that; that he was seen besides says nothing more.
    for (const seen of this.#around.seen) {
      const { actor } = seen.acting;
      if (actor.kind !== 'person' || !inSession.has(actor.person)) candidates.addSeen(seen);
    }
    for (const known of this.#able) candidates.addAble(known, actingIn(known, this.#facts.places));
    for (const view of this.#around.sessions) candidates.addSession(view);
    for (const claim of this.#around.claims) candidates.addClaim(claim);
    if (found === null) {
      for (const effect of this.#facts.causes.of(this.#part).effects) candidates.addEffect(effect);
      for (const { path, state } of this.#around.paths) if (state === 'not-watched') candidates.addPath(path);
      return candidates.list();
    }
    const { actor, identity } = found;
    return candidates.list().filter(candidate => {
      if (actor.kind !== 'unknown') return !isSame(candidate.actor, actor);
      return candidate.actor.kind !== 'unknown' || (candidate.identity ?? null) !== identity;
    });
  }
}

function isSame(a: Attribution['actor'], b: Attribution['actor']): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
