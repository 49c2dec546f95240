/** Judges changes: brings evidence together, asks the pure rules, and appends what they come to. */

export type { JudgementPorts } from './change-judge.ts';
export { type By, Claims } from './claims.ts';
export { type AgentClocks, windowErrorMs } from './clock.ts';
export { EvidenceCollector } from './evidence.ts';
export { Judgement } from './judgement.ts';
export { partsOfItem } from './parts.ts';
export { sessionsAround } from './sessions.ts';
