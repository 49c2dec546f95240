/** What a change does to the machine, by rule and never by guess. The list for people is docs/findings.md. */
export { type Finding, findings, rules } from './findings.ts';
export { move } from './pieces.ts';
export type { Example, Rule } from './rule.ts';
