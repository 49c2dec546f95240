export { type SyslogPorts, syslogLimits } from './listener.ts';
export type { UnmatchedSender } from './unmatched.ts';
export { SyslogWitness } from './witness.ts';
