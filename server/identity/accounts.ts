import type { Role } from '@witnessmark/shared/api';
import type { PasswordHash } from './password.ts';
import type { TokenScope } from './permissions.ts';

/** One person's account. Rests in the vault; the log knows the random id alone. */
export interface Account {
  readonly person: string;
  /** As typed at sign-in, lower case, unique. */
  readonly user: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly password: PasswordHash;
  readonly createdAt: string;
  readonly disabledAt: string | null;
}

/** A browser that is signed in. `hash` is SHA-256 of the cookie's value, which is stored nowhere. */
export interface SignIn {
  readonly hash: string;
  readonly person: string;
  readonly createdAt: string;
  readonly lastUsedAt: string;
  readonly address: string;
  readonly browser: string;
}

/** An API token. `hash` is SHA-256 of the secret, which is shown once and stored nowhere. */
export interface ApiToken {
  readonly id: string;
  readonly hash: string;
  readonly person: string;
  readonly name: string;
  readonly scopes: readonly TokenScope[];
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly lastUsedAt: string | null;
}

/**
 * Where accounts, tokens and sign-ins rest. Every lasting write appends its event (`person.*`) with a
 * commitment to the vault row in the same transaction; sign-ins are live data and only their beginning
 * and end are events.
 */
export interface AccountStore {
  accounts(): Promise<readonly Account[]>;
  byUser(user: string): Promise<Account | null>;
  byPerson(person: string): Promise<Account | null>;
  add(account: Account, by: string | null): Promise<void>;
  changePassword(person: string, password: PasswordHash, by: string): Promise<void>;

  addSignIn(signIn: SignIn): Promise<void>;
  signIn(hash: string): Promise<SignIn | null>;
  touchSignIn(hash: string, at: string): Promise<void>;
  endSignIn(hash: string, why: 'signed-out' | 'idle' | 'expired' | 'password-changed'): Promise<void>;
  signInsOf(person: string): Promise<readonly SignIn[]>;
  /** Failed sign-ins are counted and logged as a number with a digest, never one by one. */
  countFailedSignIns(count: number, digest: string): Promise<void>;

  addToken(token: ApiToken): Promise<void>;
  token(hash: string): Promise<ApiToken | null>;
  tokensOf(person: string): Promise<readonly ApiToken[]>;
  touchToken(id: string, at: string): Promise<void>;
  revokeToken(person: string, id: string): Promise<boolean>;
}
