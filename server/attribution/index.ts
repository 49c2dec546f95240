/**
 * Who did it: a pure function over a change, what witnesses said, and policy. No clock, no database, no names.
 */
export {
  type Actor,
  type Attribution,
  type AttributionJudged,
  actorSchema,
  attributionJudgedSchema,
  attributionSchema,
  type Candidate,
  type Reason,
  ruleSetVersion,
  type Verdict,
} from './attribution.ts';
export { causesOf, effectsOf, type HeldBlock, type Moved, type Start } from './effects.ts';
export { type Effect, type MovedItem, soonAfterMs } from './effects-move.ts';
export type {
  AccessPath,
  Cause,
  Claim,
  Evidence,
  ResolvedIdentity,
  SessionEvidence,
  Touch,
  Watch,
  WitnessRecord,
} from './evidence.ts';
export type { AttributionPolicy } from './policy.ts';
export type { Interval, Moment, Part, PartName, Question } from './question.ts';
