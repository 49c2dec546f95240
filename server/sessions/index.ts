/** Engineer sessions: who declared to work on what, and what became of it. */
export type { Asker } from './asker.ts';
export { SessionBook, type SessionRule } from './book.ts';
export { startSessionClock } from './clock.ts';
export { SessionDesk, type SessionPorts } from './desk.ts';
export { type FoundRow, type HandoverFindings, packOf } from './handover.ts';
export { defaultSessionPolicy, needsOf, type SessionPolicy, sessionPolicySchema } from './policy.ts';
export { recordOf, type SessionRecord, sessionNumber } from './records.ts';
export { type SessionAct, stateAt } from './state.ts';
