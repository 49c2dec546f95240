/** Composition of the server's core: database, vault, log, store, ingest. */
export { type Core, type CoreDirs, type CoreOptions, coreDirs, openCore, restoredMeta } from './core.ts';
export { createVaultKeyStore } from './vault-key-store.ts';
export { verifyAtRest } from './verify-at-rest.ts';
