export { Agent, identityFolder } from './agent.ts';
export { build } from './build.ts';
export { createLog } from './log.ts';
export { type AgentStatus, readStatus, statusEveryMs } from './status-file.ts';
export { planStreams } from './streams.ts';
export { planWitnesses } from './witnesses.ts';
