/** Who accounts, stations and addresses belong to, and by which paths assets can be written. */
export { AccessPaths, type DeclaredPath } from './access-paths.ts';
export { type IdentitiesAsked, IdentityBook } from './book.ts';
export { PersonErasure } from './erasure.ts';
export { type Declaration, Identities, type NamedIdentity, type Resolved } from './identities.ts';
export { WitnessLives } from './lives.ts';
export { PathsShown } from './paths-shown.ts';
export type { RegistryReader } from './shown.ts';
