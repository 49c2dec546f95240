export { findSecrets, type Redacted, redact } from './redact.ts';
export type { SecretSpan } from './span.ts';
