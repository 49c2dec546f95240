export { type BufferLine, type BufferRecord, bufferLines, freshEventsIn } from './buffer-record.ts';
export {
  type Capability,
  type CapabilityServes,
  type CapabilityState,
  type CapabilityWord,
  capabilitiesSchema,
  capability,
  capabilitySays,
  capabilitySchema,
  capabilityServes,
  capabilityStates,
  capabilityWords,
} from './capability.ts';
export { checksumKey, checksumOf, checksumSchema, readChecksum } from './checksum.ts';
export {
  type Coverage,
  type CoverageChange,
  type CoverageState,
  coverageSchema,
  type GapReason,
  gapReasons,
} from './coverage.ts';
export { type Fact, type FactKey, factHash, factKey, factSchema, parseFactKey } from './fact.ts';
export { factLimits } from './limits.ts';
export { type Notice, type NoticeCode, noticeCodes, noticeSchema } from './notice.ts';
export {
  type Basis,
  type Cause,
  type ItemObservation,
  itemObservationSchema,
  type Load,
  type Observation,
  observationSchema,
} from './observation.ts';
export { type ReadingCost, type ReadingSort, readingCostSchema, readingSorts } from './reading-cost.ts';
export { type Statement, statementSchema } from './statement.ts';
