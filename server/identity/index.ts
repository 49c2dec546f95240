export type { Account, AccountStore, ApiToken, Doer, ProofBy, SignIn } from './accounts.ts';
export type { Attempt, Authenticator } from './authenticator.ts';
export type { Caller } from './caller.ts';
export { Identity } from './identity.ts';
export { defaultLimits, longestSignInMs, type SignInLimits } from './limits.ts';
export type { Names, ShownPerson } from './names.ts';
export type { NewPerson, People, PersonState, SetUp } from './people.ts';
export {
  isAllowed,
  type Permission,
  type Principal,
  permissions,
  reachOf,
  type TokenScope,
  tokenScopes,
} from './permissions.ts';
export { isNowhere, isSameReach, isWithin, nowhere, type Place, type Reach } from './reach.ts';
export { VaultAccounts } from './vault-accounts.ts';
