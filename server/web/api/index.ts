export { acts } from './acts.ts';
export type { Query } from './client.ts';
export { isCodeNeeded, isSignedOut, RefusedError, UnreachableError } from './failure.ts';
export * from './queries.ts';
