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
export { candidateSentence } from './candidate-text.ts';
export { type ClassContext, type Classified, classify } from './change-class.ts';
export { causesOf, effectsOf, type HeldBlock, type Moved, type Start } from './effects.ts';
export { type Effect, type MovedItem, type Restart, soonAfterMs } from './effects-move.ts';
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
export { type Explanation, explain, explainChange } from './explain.ts';
export { matches } from './globs.ts';
export type { Names } from './names.ts';
export { type Declared, notDone, type Planned, plannedAs } from './plan.ts';
export {
  type AttributionPolicy,
  type ChangeClass,
  changeClasses,
  type Judged,
  type OperatorItems,
  type SitePolicy,
} from './policy.ts';
export { parsePolicy, policySchema, sitePolicyOf, strictPolicy } from './policy-file.ts';
export type { Interval, Moment, Part, PartName, Question } from './question.ts';
export {
  around,
  bearing,
  edgeMs,
  graceMs,
  lifeOf,
  presenceActs,
  presentMs,
  reachOf,
  unboundMs,
} from './reach.ts';
export { unvouched } from './trust.ts';
export { judge } from './verdict.ts';
