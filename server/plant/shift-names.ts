import type { Attribution, AttributionJudged } from '../attribution/index.ts';

type Classes = AttributionJudged['classes'];

/** Stands for whoever of a shift it was, where policy shows operators' changes without names. */
export const somebodyOfTheShift = 'of-the-shift';

/** Judgements as they may be shown: parts whose names policy keeps to their shift hold nobody's id any more. */
export function withoutShiftNames(parts: readonly Attribution[], classes: Classes): Attribution[] {
  return parts.map((part, n) => (classes[n]?.namesShown === false ? nameless(part) : part));
}

function nameless(part: Attribution): Attribution {
  return {
    ...part,
    actor: part.actor.kind === 'person' ? { kind: 'person', person: somebodyOfTheShift } : part.actor,
    identity: part.identity === null ? null : somebodyOfTheShift,
    station: null,
    session: null,
    candidates: part.candidates.map(({ actor, by, reach, refs, path }) => ({
      actor: actor.kind === 'person' ? { kind: 'person', person: somebodyOfTheShift } : actor,
      by,
      reach,
      refs,
      ...(path === undefined ? {} : { path }),
    })),
    reasons: part.reasons.map(({ code, refs, path, witness }) => ({
      code,
      refs,
      ...(path === undefined ? {} : { path }),
      ...(witness === undefined ? {} : { witness }),
    })),
  };
}
