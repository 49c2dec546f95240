/** Does everything still hold? Names the first entry that does not. */
export type { Finding, Progress } from './finding.ts';
export { type VerifyOptions, type VerifyResult, verify } from './verify.ts';
