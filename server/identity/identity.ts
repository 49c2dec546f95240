import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { WitnessError } from '@witnessmark/shared/errors';
import { addressBlock } from '../config/index.ts';
import type { Account, AccountStore, ProofBy, SignIn, SignInEnd } from './accounts.ts';
import { type Authenticator, PasswordAuthenticator } from './authenticator.ts';
import type { Caller, Proof } from './caller.ts';
import { sha256 } from './digest.ts';
import { defaultLimits, type SignInLimits, signInsAtMost, touchEveryMs } from './limits.ts';
import { Names } from './names.ts';
import { normalUser } from './normal-user.ts';
import { OwnAccount } from './own-account.ts';
import { PasswordHasher } from './password.ts';
import { People } from './people.ts';
import { SecondFactor } from './second-factor.ts';
import { Throttle } from './throttle.ts';

const minute = 60_000;

/** Where a request comes from, as the sign-in's owner is shown it. */
export interface From {
  readonly address: string;
  readonly browser: string;
}

/** What somebody offers to prove who they are, anew. */
export interface Offered {
  readonly code?: string | undefined;
  readonly password?: string | undefined;
}

/** Accounts, sign-ins and tokens: who is asking, and may they come in. */
export class Identity {
  readonly people: People;
  readonly own: OwnAccount;
  readonly names: Names;
  readonly #store: AccountStore;
  readonly #now: () => number;
  readonly #limits: SignInLimits;
  readonly #authenticator: Authenticator;
  readonly #hasher = new PasswordHasher();
  readonly #secondFactor: SecondFactor;
  /** A user name as it is tried from one address: whoever guesses there must not lock its owner out elsewhere. */
  readonly #byPlace = new Throttle({ free: 5, windowMs: 15 * minute, longestMs: 5 * minute });
  /** A user name from everywhere: many machines that guess together. What one address may try at most never adds up. */
  readonly #byUser = new Throttle({
    free: 30,
    windowMs: 15 * minute,
    longestMs: 5 * minute,
    forgetMs: 3 * minute,
  });
  readonly #byAddress = new Throttle({ free: 30, windowMs: 15 * minute, longestMs: 5 * minute });
  readonly #byPerson = new Throttle({ free: 5, windowMs: 15 * minute, longestMs: 5 * minute });
  readonly #csrfKey = randomBytes(32);
  /** Proofs that tokens carry: gone with the process, so that they are asked for again. */
  readonly #tokenProofs = new Map<string, Proof>();
  readonly #listeners = new Set<(person: string) => void>();
  #failed = { count: 0, digest: '' };

  constructor(
    store: AccountStore,
    options: { readonly now?: () => number; readonly limits?: SignInLimits } = {},
  ) {
    this.#store = store;
    this.#now = options.now ?? Date.now;
    this.#limits = options.limits ?? defaultLimits;
    this.#authenticator = new PasswordAuthenticator(store, this.#hasher);
    this.#secondFactor = new SecondFactor(store);
    const parts = {
      store,
      now: this.#now,
      hasher: this.#hasher,
      changed: (person: string) => this.#tell(person),
    };
    this.people = new People({ ...parts, endAll: person => this.#endAll(person) });
    this.own = new OwnAccount({
      ...parts,
      secondFactor: this.#secondFactor,
      endSignIn: (signIn, why) => this.#end(signIn, why),
      prove: (caller, password) => this.#proveByPassword(caller, password),
    });
    this.names = new Names(store, this.#now);
  }

  /**
   * Checks user and password, and the second factor where the person has one. An unknown user costs the
   * same time and gets the same answer as a wrong password, a closed account, or a wrong code. Throws
   * http.sign-in-failed, identity.code-needed (the password was right), http.slow-down (detail: seconds)
   * or http.busy.
   */
  async signIn(
    offered: { readonly user: string; readonly password: string; readonly code?: string | undefined },
    from: From,
  ): Promise<{ cookie: string; caller: Caller }> {
    const user = normalUser(offered.user);
    const now = this.#now();
    const block = addressBlock(from.address);
    const place = JSON.stringify([block, user]);
    const wait = Math.max(
      this.#byPlace.wait(place, now),
      this.#byUser.wait(user, now),
      this.#byAddress.wait(block, now),
    );
    if (wait > 0) throw slowDown('sign-in', wait);
    // Counted before it is known, so that many tries at once are no way around the wait.
    this.#byPlace.fail(place, now);
    this.#byUser.fail(user, now);
    this.#byAddress.fail(block, now);
    const forgive = () => {
      this.#byPlace.forgive(place);
      this.#byUser.forgive(user);
      this.#byAddress.forgive(block);
    };

    const found = await this.#authenticator.authenticate({ user, secret: offered.password });
    if (found === 'busy') {
      forgive();
      throw new WitnessError('http.busy', 'sign-in');
    }
    if (!found || !(await this.people.isOpen(found))) throw this.#refused(user, from);
    let by: ProofBy = 'password';
    if (found.totp !== null) {
      if (offered.code === undefined) {
        forgive();
        throw new WitnessError('identity.code-needed', 'sign-in');
      }
      const proven = await this.#secondFactor.use(found, offered.code, now);
      if (proven === null) throw this.#refused(user, from);
      by = proven;
    }
    this.#byPlace.succeed(place);
    this.#byUser.forgive(user);
    this.#byAddress.forgive(block);
    return this.#letIn(found, by, from);
  }

  async signOut(cookie: string): Promise<void> {
    const signIn = await this.#store.signIn(sha256(cookie));
    if (signIn) await this.#end(signIn, 'signed-out');
  }

  /**
   * The browser that sends this cookie; null where it is not signed in any more.
   *
   * @param used false where the page asks by itself and nobody sits before it: that keeps no sign-in alive.
   */
  async byCookie(cookie: string, used = true): Promise<Caller | null> {
    const signIn = await this.#store.signIn(sha256(cookie));
    if (!signIn) return null;
    const now = this.#now();
    const ended = this.#endOf(signIn, now);
    if (ended) {
      await this.#end(signIn, ended);
      return null;
    }
    if (used && now - Date.parse(signIn.lastUsedAt) > touchEveryMs)
      await this.#store.touchSignIn(signIn.hash, this.#iso());
    return this.#browser(signIn);
  }

  /** Who holds this API token; null where there is no such token any more. */
  async byToken(secret: string): Promise<Caller | null> {
    const token = await this.#store.token(sha256(secret));
    const now = this.#now();
    if (!token || Date.parse(token.expiresAt) <= now) return null;
    const account = await this.#openAccount(token.person);
    if (!account) return null;
    if (!token.lastUsedAt || now - Date.parse(token.lastUsedAt) > touchEveryMs)
      await this.#store.touchToken(token.id, this.#iso());
    return {
      person: account.person,
      grants: account.grants,
      scopes: token.scopes,
      account,
      signIn: null,
      token,
      proof: this.#tokenProofs.get(token.id) ?? null,
    };
  }

  /** The caller as it stands now, for what lives longer than a request; null where it may not come in any more. Counts as no use. */
  async again(caller: Caller): Promise<Caller | null> {
    const account = await this.#openAccount(caller.person);
    if (!account) return null;
    if (caller.signIn) {
      // By its id: a fresh proof changes the cookie and not the sign-in.
      const { id } = caller.signIn;
      const signIn = (await this.#store.signIns()).find(each => each.id === id);
      return signIn && this.#endOf(signIn, this.#now()) === null ? this.#browser(signIn) : null;
    }
    const token = caller.token === null ? null : await this.#store.token(caller.token.hash);
    if (!token || Date.parse(token.expiresAt) <= this.#now()) return null;
    return { ...caller, grants: account.grants, account, token };
  }

  /** Calls back with the person whose sign-ins, tokens or grants changed; returns the way to stop. */
  onChange(listener: (person: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Until when the caller's proof is fresh (milliseconds since 1970); null where acts that need one would be refused. */
  provenUntil({ proof, account, token }: Caller): number | null {
    if (proof === null || (token !== null && !token.scopes.includes('step-up'))) return null;
    // Whoever has a second factor proves with it: a password alone is then no proof.
    if (account.totp !== null && proof.by === 'password') return null;
    const until = proof.at + this.#limits.stepUpMs;
    return until > this.#now() ? until : null;
  }

  /** What a fresh proof of this account is made with: a code where a second factor is enrolled, else the password, which is weaker. */
  proofBy(account: Account): 'code' | 'password' {
    return account.totp === null ? 'password' : 'code';
  }

  /**
   * Takes a fresh proof. A browser goes on under a new cookie, which is given; a token needs the scope
   * `step-up`. Throws identity.proof-failed, identity.token-cannot-step-up, http.slow-down or http.busy.
   */
  async stepUp(caller: Caller, offered: Offered): Promise<{ cookie: string | null; caller: Caller }> {
    if (caller.token !== null && !caller.token.scopes.includes('step-up'))
      throw new WitnessError('identity.token-cannot-step-up', caller.token.id);
    const by = await this.#prove(caller, offered);
    const proof: Proof = { at: this.#now(), by };
    await this.#store.tellStepUp(caller.person, by);
    if (caller.signIn === null) {
      if (caller.token) this.#tokenProofs.set(caller.token.id, proof);
      return { cookie: null, caller: { ...caller, proof } };
    }
    const cookie = randomBytes(32).toString('base64url');
    const at = this.#iso();
    const signIn: SignIn = {
      ...caller.signIn,
      hash: sha256(cookie),
      lastUsedAt: at,
      provenAt: at,
      provenBy: by,
    };
    await this.#store.renewSignIn(caller.signIn.hash, signIn);
    this.#tell(caller.person);
    return { cookie, caller: { ...caller, signIn, proof } };
  }

  /** The token unsafe requests of this browser must carry: useless to whoever does not hold its cookie. */
  csrfToken(signIn: Pick<SignIn, 'id'>): string {
    return createHmac('sha256', this.#csrfKey).update(signIn.id).digest('base64url');
  }

  isCsrfToken(signIn: Pick<SignIn, 'id'>, token: string): boolean {
    const expected = Buffer.from(this.csrfToken(signIn));
    const given = Buffer.from(token);
    return given.length === expected.length && timingSafeEqual(given, expected);
  }

  /** Ends sign-ins whose time is over and logs how many proofs failed; called from time to time and at the end. */
  async tidy(): Promise<void> {
    const now = this.#now();
    for (const signIn of await this.#store.signIns()) {
      const ended = this.#endOf(signIn, now);
      if (ended) await this.#end(signIn, ended);
    }
    const { count, digest } = this.#failed;
    if (count === 0) return;
    this.#failed = { count: 0, digest: '' };
    await this.#store.countFailedSignIns(count, digest);
  }

  async #letIn(account: Account, by: ProofBy, from: From): Promise<{ cookie: string; caller: Caller }> {
    const own = (await this.#store.signIns()).filter(({ person }) => person === account.person);
    const oldest = own.sort((a, b) => a.lastUsedAt.localeCompare(b.lastUsedAt));
    for (const signIn of oldest.slice(0, Math.max(0, own.length + 1 - signInsAtMost)))
      await this.#end(signIn, 'too-many');
    const cookie = randomBytes(32).toString('base64url');
    const at = this.#iso();
    const signIn: SignIn = {
      id: `sign-in-${randomBytes(8).toString('hex')}`,
      hash: sha256(cookie),
      person: account.person,
      createdAt: at,
      lastUsedAt: at,
      address: from.address.slice(0, 100),
      browser: from.browser.slice(0, 300),
      by,
      provenAt: at,
      provenBy: by,
    };
    await this.#store.addSignIn(signIn);
    return { cookie, caller: callerOf(account, signIn) };
  }

  async #prove(caller: Caller, offered: Offered): Promise<ProofBy> {
    const { account } = caller;
    if (account.totp === null) {
      await this.#proveByPassword(caller, offered.password ?? '');
      return 'password';
    }
    const proven = await this.#tried(caller, () =>
      this.#secondFactor.use(account, offered.code ?? '', this.#now()),
    );
    return proven;
  }

  async #proveByPassword(caller: Caller, password: string): Promise<void> {
    const { password: hash } = caller.account;
    await this.#tried(caller, async () => {
      if (hash === null) return null;
      const right = await this.#hasher.verify(password, hash);
      if (right === null) throw new WitnessError('http.busy', 'password');
      return right ? 'password' : null;
    });
  }

  /** One try of somebody who is signed in already: counted, slowed down, and said as what it is. */
  async #tried(caller: Caller, check: () => Promise<ProofBy | null>): Promise<ProofBy> {
    const now = this.#now();
    const wait = this.#byPerson.wait(caller.person, now);
    if (wait > 0) throw slowDown('proof', wait);
    this.#byPerson.fail(caller.person, now);
    let proven: ProofBy | null;
    try {
      proven = await check();
    } catch (error) {
      this.#byPerson.forgive(caller.person);
      throw error;
    }
    if (proven === null) {
      this.#countFailure(caller.person, 'proof');
      throw new WitnessError('identity.proof-failed', this.proofBy(caller.account));
    }
    this.#byPerson.succeed(caller.person);
    return proven;
  }

  #refused(user: string, from: From): WitnessError {
    this.#countFailure(user, from.address);
    return new WitnessError('http.sign-in-failed', 'sign-in');
  }

  #countFailure(who: string, where: string): void {
    this.#failed = {
      count: this.#failed.count + 1,
      digest: sha256(`${this.#failed.digest}\n${who}\n${where}`),
    };
  }

  #endOf(signIn: SignIn, now: number): 'idle' | 'expired' | null {
    if (now - Date.parse(signIn.createdAt) > this.#limits.absoluteMs) return 'expired';
    return now - Date.parse(signIn.lastUsedAt) > this.#limits.idleMs + touchEveryMs ? 'idle' : null;
  }

  async #end(signIn: SignIn, why: SignInEnd): Promise<void> {
    await this.#store.endSignIn(signIn.hash, why);
    this.#tell(signIn.person);
  }

  async #endAll(person: string): Promise<void> {
    for (const signIn of await this.#store.signIns())
      if (signIn.person === person) await this.#end(signIn, 'account-closed');
  }

  #tell(person: string): void {
    for (const listener of this.#listeners) listener(person);
  }

  async #browser(signIn: SignIn): Promise<Caller | null> {
    const account = await this.#openAccount(signIn.person);
    return account && callerOf(account, signIn);
  }

  async #openAccount(person: string): Promise<Account | null> {
    const account = await this.#store.byPerson(person);
    return account && (await this.people.isOpen(account)) ? account : null;
  }

  #iso(): string {
    return new Date(this.#now()).toISOString();
  }
}

function callerOf(account: Account, signIn: SignIn): Caller {
  const { person, grants } = account;
  const proof = { at: Date.parse(signIn.provenAt), by: signIn.provenBy };
  return { person, grants, scopes: null, account, signIn, token: null, proof };
}

function slowDown(what: string, waitMs: number): WitnessError {
  return new WitnessError('http.slow-down', what, `${Math.ceil(waitMs / 1000)} s`);
}
