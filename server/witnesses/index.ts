/** Witnesses that speak to the server itself, and the way their statements are taken. */
export { type Collected, Collector, type TakenBy } from './collector.ts';
export { Gateways, gatewayLimits, type RecordsTaken, signatureOf } from './gateways/index.ts';
export { type RefusalReason, Refusals } from './refusals.ts';
export { ruleFile, ruleFolder } from './rule-files.ts';
export { type SyslogPorts, SyslogWitness, type UnmatchedSender } from './syslog/index.ts';
