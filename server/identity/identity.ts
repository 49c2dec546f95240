import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { WitnessError } from '@witnessmark/shared/errors';
import type { Account, AccountStore, ApiToken, SignIn } from './accounts.ts';
import { PasswordHasher } from './password.ts';
import type { Principal, TokenScope } from './permissions.ts';
import { Throttle } from './throttle.ts';

const minute = 60_000;
/** A browser left alone is signed out after an hour, any browser after twelve. */
const idleMs = 60 * minute;
const absoluteMs = 12 * 60 * minute;
/** Last use is stored at most once a minute: it is for people to read, not a fact. */
const touchEveryMs = minute;

/** Who is asking, and by what. */
export interface Caller extends Principal {
  readonly account: Account;
  /** Present for a browser: the secret of its CSRF token. */
  readonly cookie: string | null;
}

/** Accounts, sign-ins and tokens: who is asking, and may they come in. */
export class Identity {
  readonly #store: AccountStore;
  readonly #now: () => number;
  readonly #hasher = new PasswordHasher();
  readonly #byUser = new Throttle({ free: 5, windowMs: 15 * minute, longestMs: 5 * minute });
  readonly #byAddress = new Throttle({ free: 30, windowMs: 15 * minute, longestMs: 5 * minute });
  readonly #csrfKey = randomBytes(32);
  #failed = { count: 0, digest: '' };

  constructor(store: AccountStore, now: () => number = Date.now) {
    this.#store = store;
    this.#now = now;
  }

  /**
   * Makes the first administrator where there is no account yet, and gives the password that is shown
   * once; null where accounts exist.
   */
  async ensureAdministrator(password?: string): Promise<{ user: string; password: string } | null> {
    if ((await this.#store.accounts()).length > 0) return null;
    const secret = password ?? randomBytes(12).toString('base64url');
    await this.addAccount({ user: 'admin', name: 'Administrator', roles: ['admin'], password: secret }, null);
    return { user: 'admin', password: secret };
  }

  async addAccount(
    wanted: { user: string; name: string; roles: Account['roles']; password: string },
    by: string | null,
  ): Promise<Account> {
    const hash = await this.#hasher.hash(wanted.password);
    if (hash === null) throw new WitnessError('http.busy', wanted.user);
    const account: Account = {
      person: `person-${randomBytes(8).toString('hex')}`,
      user: wanted.user.toLowerCase(),
      name: wanted.name,
      roles: wanted.roles,
      password: hash,
      createdAt: this.#iso(),
      disabledAt: null,
    };
    await this.#store.add(account, by);
    return account;
  }

  /**
   * Checks user and password. An unknown user costs the same time and gets the same answer as a wrong
   * password. Throws http.sign-in-failed, http.slow-down (detail: seconds) or http.busy.
   */
  async signIn(
    user: string,
    password: string,
    from: { address: string; browser: string },
  ): Promise<{ cookie: string; account: Account }> {
    const name = user.normalize('NFKC').toLowerCase();
    const now = this.#now();
    const wait = Math.max(this.#byUser.wait(name, now), this.#byAddress.wait(from.address, now));
    if (wait > 0) throw new WitnessError('http.slow-down', 'sign-in', `${Math.ceil(wait / 1000)} s`);

    const account = await this.#store.byUser(name);
    const right = await this.#hasher.verify(password, account?.password ?? decoyHash);
    if (right === null) throw new WitnessError('http.busy', 'sign-in');
    if (!account || account.disabledAt !== null || !right) {
      this.#byUser.fail(name, now);
      this.#byAddress.fail(from.address, now);
      this.#countFailure(name, from.address);
      throw new WitnessError('http.sign-in-failed', 'sign-in');
    }
    this.#byUser.succeed(name);
    const cookie = randomBytes(32).toString('base64url');
    const at = this.#iso();
    await this.#store.addSignIn({
      hash: sha256(cookie),
      person: account.person,
      createdAt: at,
      lastUsedAt: at,
      address: from.address.slice(0, 100),
      browser: from.browser.slice(0, 300),
    });
    return { cookie, account };
  }

  async signOut(cookie: string): Promise<void> {
    await this.#store.endSignIn(sha256(cookie), 'signed-out');
  }

  /** The browser that sends this cookie; null where it is not signed in any more. */
  async byCookie(cookie: string): Promise<Caller | null> {
    const signIn = await this.#store.signIn(sha256(cookie));
    if (!signIn) return null;
    const now = this.#now();
    const ended = this.#endOf(signIn, now);
    if (ended) {
      await this.#store.endSignIn(signIn.hash, ended);
      return null;
    }
    if (now - Date.parse(signIn.lastUsedAt) > touchEveryMs)
      await this.#store.touchSignIn(signIn.hash, this.#iso());
    return this.#caller(signIn.person, null, cookie);
  }

  /** Whether this cookie still stands, without counting as use. */
  async isSignedIn(cookie: string): Promise<boolean> {
    const signIn = await this.#store.signIn(sha256(cookie));
    return signIn !== null && this.#endOf(signIn, this.#now()) === null;
  }

  /** Who holds this API token; null where there is no such token any more. */
  async byToken(secret: string): Promise<Caller | null> {
    const token = await this.#store.token(sha256(secret));
    const now = this.#now();
    if (!token || Date.parse(token.expiresAt) <= now) return null;
    if (!token.lastUsedAt || now - Date.parse(token.lastUsedAt) > touchEveryMs)
      await this.#store.touchToken(token.id, this.#iso());
    return this.#caller(token.person, token.scopes, null);
  }

  /** The token unsafe requests of this browser must carry: useless to whoever does not hold the cookie. */
  csrfToken(cookie: string): string {
    return createHmac('sha256', this.#csrfKey).update(cookie).digest('base64url');
  }

  isCsrfToken(cookie: string, token: string): boolean {
    const expected = Buffer.from(this.csrfToken(cookie));
    const given = Buffer.from(token);
    return given.length === expected.length && timingSafeEqual(given, expected);
  }

  async addToken(
    caller: Caller,
    wanted: { name: string; scopes: readonly TokenScope[]; days: number },
  ): Promise<{ token: ApiToken; secret: string }> {
    const secret = `wm_${randomBytes(32).toString('base64url')}`;
    const token: ApiToken = {
      id: `token-${randomBytes(8).toString('hex')}`,
      hash: sha256(secret),
      person: caller.person,
      name: wanted.name,
      scopes: wanted.scopes,
      createdAt: this.#iso(),
      expiresAt: new Date(this.#now() + wanted.days * 24 * 60 * minute).toISOString(),
      lastUsedAt: null,
    };
    await this.#store.addToken(token);
    return { token, secret };
  }

  tokensOf(caller: Caller): Promise<readonly ApiToken[]> {
    return this.#store.tokensOf(caller.person);
  }

  revokeToken(caller: Caller, id: string): Promise<boolean> {
    return this.#store.revokeToken(caller.person, id);
  }

  /** Changes one's own password and ends one's other sign-ins. Throws http.sign-in-failed or http.password-weak. */
  async changePassword(caller: Caller, current: string, next: string): Promise<void> {
    const right = await this.#hasher.verify(current, caller.account.password);
    if (right === null) throw new WitnessError('http.busy', 'password');
    if (!right) throw new WitnessError('http.sign-in-failed', 'password');
    if (next.length < 12 || next.toLowerCase().includes(caller.account.user))
      throw new WitnessError('http.password-weak', 'password');
    const hash = await this.#hasher.hash(next);
    if (hash === null) throw new WitnessError('http.busy', 'password');
    await this.#store.changePassword(caller.person, hash, caller.person);
    const own = caller.cookie === null ? null : sha256(caller.cookie);
    for (const signIn of await this.#store.signInsOf(caller.person)) {
      if (signIn.hash !== own) await this.#store.endSignIn(signIn.hash, 'password-changed');
    }
  }

  /** Logs how many sign-ins failed since the last call; called from time to time and at the end. */
  async flushFailures(): Promise<void> {
    const { count, digest } = this.#failed;
    if (count === 0) return;
    this.#failed = { count: 0, digest: '' };
    await this.#store.countFailedSignIns(count, digest);
  }

  #countFailure(user: string, address: string): void {
    this.#failed = {
      count: this.#failed.count + 1,
      digest: sha256(`${this.#failed.digest}\n${user}\n${address}`),
    };
  }

  #endOf(signIn: SignIn, now: number): 'idle' | 'expired' | null {
    if (now - Date.parse(signIn.createdAt) > absoluteMs) return 'expired';
    return now - Date.parse(signIn.lastUsedAt) > idleMs + touchEveryMs ? 'idle' : null;
  }

  async #caller(
    person: string,
    scopes: readonly TokenScope[] | null,
    cookie: string | null,
  ): Promise<Caller | null> {
    const account = await this.#store.byPerson(person);
    if (!account || account.disabledAt !== null) return null;
    return { person, roles: account.roles, scopes, account, cookie };
  }

  #iso(): string {
    return new Date(this.#now()).toISOString();
  }
}

/** A hash no password fits, with the cost of a real one. */
const decoyHash = [
  'argon2id',
  65_536,
  3,
  4,
  randomBytes(16).toString('base64url'),
  randomBytes(32).toString('base64url'),
].join('$');

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
