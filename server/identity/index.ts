export type { Account, AccountStore, ApiToken, SignIn } from './accounts.ts';
export { type Caller, Identity } from './identity.ts';
export {
  isAllowed,
  type Permission,
  type Principal,
  permissions,
  type TokenScope,
  tokenScopes,
} from './permissions.ts';
export { VaultAccounts } from './vault-accounts.ts';
