/** What stands in the events: one schema a type, for those who write them and those who project them. */
export { type BodyOf, type BodyType, bodyOf, bodySchemas, hasBody, toBody } from './bodies.ts';
export type {
  CoverageBody,
  FactHead,
  NoticeBody,
  ObservationBody,
  ObservedItem,
  RefusedBody,
  StatementBody,
} from './fact-bodies.ts';
export { accessPathSchema, type IdentityMeaning, identityMeaningSchema } from './registry-bodies.ts';
export { widestWindow } from './widest-window.ts';
