/** Judges changes: brings evidence together, asks the pure rules, and appends what they come to. */
export { type By, Claims } from './claims.ts';
export type { AgentClocks } from './clock.ts';
export { EvidenceCollector } from './evidence.ts';
export { Judgement, type JudgementPorts } from './judgement.ts';
export { partsOfItem } from './parts.ts';
export { sessionsAround } from './sessions.ts';
