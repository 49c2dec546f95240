import { randomBytes } from 'node:crypto';
import type { Account, AccountStore } from './accounts.ts';
import { type PasswordHasher, passwordHashName } from './password.ts';

/** What somebody claims at the door. `user` is normalised, `secret` is as typed. */
export interface Attempt {
  readonly user: string;
  readonly secret: string;
}

/**
 * The first proof at sign-in: who this is, by one way of knowing. A directory or an identity provider is
 * another implementation, composed in `Identity`; what follows (second factor, throttling, the sign-in
 * itself) is the same for all.
 *
 * DO take as long for an unknown user as for a wrong secret. DON'T decide here whether the account may
 * come in: that is asked after every way.
 */
export interface Authenticator {
  /** The account the attempt proves; null where it proves none; `busy` where that cannot be told now. */
  authenticate(attempt: Attempt): Promise<Account | null | 'busy'>;
}

/** User name and password, as they rest in the vault. */
export class PasswordAuthenticator implements Authenticator {
  readonly #store: AccountStore;
  readonly #hasher: PasswordHasher;

  constructor(store: AccountStore, hasher: PasswordHasher) {
    this.#store = store;
    this.#hasher = hasher;
  }

  async authenticate({ user, secret }: Attempt): Promise<Account | null | 'busy'> {
    const account = await this.#store.byUser(user);
    const right = await this.#hasher.verify(secret, account?.password ?? decoyHash);
    if (right === null) return 'busy';
    return right ? account : null;
  }
}

/** A hash no password fits, with the cost of a real one. */
const decoyHash = [
  passwordHashName,
  randomBytes(16).toString('base64url'),
  randomBytes(32).toString('base64url'),
].join('$');
