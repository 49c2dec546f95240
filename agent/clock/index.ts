export { createAgentClock } from './agent-clock.ts';
export { type AgentClock, earlierInstant, laterInstant, millisecondsBetween } from './instants.ts';
export { type ClockJump, JumpDetector } from './jump.ts';
