import { randomBytes } from 'node:crypto';
import type { Grant, GrantScope, Role } from '@witnessmark/shared/api';
import { WitnessError } from '@witnessmark/shared/errors';
import type { Account, AccountAct, AccountStore, Doer } from './accounts.ts';
import { sha256 } from './digest.ts';
import { setUpMs } from './limits.ts';
import { hashedPassword } from './new-password.ts';
import { normalUser } from './normal-user.ts';
import type { PasswordHasher } from './password.ts';

export interface WantedGrant {
  readonly role: Role;
  readonly scope: GrantScope;
}

export interface NewPerson {
  readonly user: string;
  readonly name: string;
  readonly grants: readonly WantedGrant[];
  readonly sponsor: string | null;
  readonly expiresAt: string | null;
}

/** A one-time secret with which a person chooses a password; shown once. */
export interface SetUp {
  readonly secret: string;
  readonly expiresAt: string;
}

export type PersonState = 'active' | 'not-set-up' | 'disabled' | 'expired' | 'sponsor-gone';

const grantsAtMost = 50;

/** Those who may come in: added, granted, disabled by an administrator. Every act is an event. */
export class People {
  readonly #store: AccountStore;
  readonly #now: () => number;
  readonly #hasher: PasswordHasher;
  readonly #changed: (person: string) => void;
  readonly #endAll: (person: string) => Promise<void>;

  constructor(parts: {
    readonly store: AccountStore;
    readonly now: () => number;
    readonly hasher: PasswordHasher;
    readonly changed: (person: string) => void;
    readonly endAll: (person: string) => Promise<void>;
  }) {
    this.#store = parts.store;
    this.#now = parts.now;
    this.#hasher = parts.hasher;
    this.#changed = parts.changed;
    this.#endAll = parts.endAll;
  }

  /**
   * Makes the first administrator where there is no account yet, and gives the password that is shown
   * once; null where accounts exist.
   */
  async ensureAdministrator(password?: string): Promise<{ user: string; password: string } | null> {
    if ((await this.#store.accounts()).length > 0) return null;
    const secret = password ?? randomBytes(12).toString('base64url');
    const wanted: NewPerson = {
      user: 'admin',
      name: 'Administrator',
      grants: [{ role: 'admin', scope: { of: 'site' } }],
      sponsor: null,
      expiresAt: null,
    };
    const hash = await this.#hasher.hash(secret);
    if (hash === null) throw new WitnessError('http.busy', 'password');
    await this.#create(wanted, { password: hash, setUp: null }, { person: null, request: null });
    return { user: 'admin', password: secret };
  }

  /**
   * Adds a person who chooses a password by a one-time link. Throws http.conflict where the user name is
   * taken, identity.grant-invalid, identity.vendor-unsponsored.
   */
  async add(wanted: NewPerson, by: Doer): Promise<{ account: Account; setUp: SetUp }> {
    const setUp = this.#drawSetUp();
    const account = await this.#create(wanted, { password: null, setUp: hidden(setUp) }, by);
    return { account, setUp };
  }

  /** Adds a person with a password that somebody else chose and hands over. Throws as `add`, and http.password-weak. */
  async addWithPassword(wanted: NewPerson, password: string, by: Doer): Promise<Account> {
    const hash = await hashedPassword(this.#hasher, password, normalUser(wanted.user));
    return this.#create(wanted, { password: hash, setUp: null }, by);
  }

  accounts(): Promise<readonly Account[]> {
    return this.#store.accounts();
  }

  byPerson(person: string): Promise<Account | null> {
    return this.#store.byPerson(person);
  }

  /** How many sign-ins and tokens of a person stand. */
  async inUse(person: string): Promise<{ signIns: number; tokens: number }> {
    const signIns = (await this.#store.signIns()).filter(each => each.person === person);
    return { signIns: signIns.length, tokens: (await this.#store.tokensOf(person)).length };
  }

  /** How an account stands. Only an active one lets its person in. */
  async stateOf(account: Account): Promise<PersonState> {
    if (account.disabledAt !== null) return 'disabled';
    if (this.#isOver(account)) return 'expired';
    if (account.sponsor !== null) {
      const sponsor = await this.#store.byPerson(account.sponsor);
      if (!sponsor || sponsor.disabledAt !== null || this.#isOver(sponsor)) return 'sponsor-gone';
    }
    return account.password === null ? 'not-set-up' : 'active';
  }

  async isOpen(account: Account): Promise<boolean> {
    return (await this.stateOf(account)) === 'active';
  }

  /** Throws http.not-found, http.conflict for a grant that stands already, identity.grant-invalid, identity.vendor-unsponsored. */
  async grant(person: string, wanted: WantedGrant, by: Doer): Promise<Grant> {
    const [grant] = toGrants([wanted]);
    if (!grant) throw new WitnessError('identity.grant-invalid', person);
    await this.#change(person, by, (account, all) => {
      if (account.grants.some(each => isSameGrant(each, wanted)))
        throw new WitnessError('http.conflict', person, 'this grant stands already');
      const next = { ...account, grants: [...account.grants, grant] };
      this.#assertSound(next, all);
      return { account: next, acts: [granted(grant)] };
    });
    return grant;
  }

  /** Throws http.not-found, and http.conflict where nobody could manage people any more. */
  async revoke(person: string, id: string, by: Doer): Promise<void> {
    await this.#change(person, by, (account, all) => {
      const grant = account.grants.find(each => each.id === id);
      if (!grant) throw new WitnessError('http.not-found', id);
      const next = { ...account, grants: account.grants.filter(each => each.id !== id) };
      assertAdministrated(next, all);
      return { account: next, acts: [{ ...granted(grant), type: 'person.revoked' }] };
    });
  }

  /** Closes the account at once: sign-ins and tokens end. Throws http.not-found, and http.conflict for the last administrator. */
  async disable(person: string, by: Doer): Promise<void> {
    const disabledAt = new Date(this.#now()).toISOString();
    await this.#change(person, by, (account, all) => {
      if (account.disabledAt !== null) throw new WitnessError('http.conflict', person, 'disabled already');
      const next = { ...account, disabledAt, setUp: null };
      assertAdministrated(next, all);
      return { account: next, acts: [{ type: 'person.disabled', body: {} }] };
    });
    await this.#endAll(person);
    await this.#endTokens(person, by);
    // Whoever this person sponsors is out with them.
    for (const account of await this.#store.accounts())
      if (account.sponsor === person) await this.#endAll(account.person);
  }

  /**
   * Erases a disabled account for good, with what `names` erases of the person elsewhere, and gives what that was.
   * What the person did stays, by a random id that nobody can name any more. May be done again for what came since.
   * Throws http.not-found, and http.conflict where the account is not disabled.
   *
   * @param under the rule it is done under, as the log keeps it.
   */
  async erase<Gone extends { readonly identities: number; readonly records: number }>(
    person: string,
    under: string,
    names: () => Promise<Gone>,
    by: Doer,
  ): Promise<Gone> {
    const account = await this.#store.byPerson(person);
    if (account === null && !(await this.#store.isErased(person)))
      throw new WitnessError('http.not-found', person);
    if (account !== null && account.disabledAt === null)
      throw new WitnessError('http.conflict', person, 'disable the account first');
    // The account goes last: where this ends half way, it is there to be erased again.
    const gone = await names();
    await this.#store.erase(person, { under, identities: gone.identities, records: gone.records }, by);
    this.#changed(person);
    return gone;
  }

  /** Opens the account again, with the grants it had; tokens stay ended. */
  async enable(person: string, by: Doer): Promise<void> {
    await this.#change(person, by, (account, all) => {
      if (account.disabledAt === null) throw new WitnessError('http.conflict', person, 'not disabled');
      const next = { ...account, disabledAt: null };
      this.#assertSound(next, all);
      return { account: next, acts: [{ type: 'person.enabled', body: {} }] };
    });
  }

  /** Who answers for the account, and until when it opens. Throws http.not-found, identity.vendor-unsponsored. */
  async setSponsor(
    person: string,
    { sponsor, expiresAt }: Pick<Account, 'sponsor' | 'expiresAt'>,
    by: Doer,
  ): Promise<void> {
    await this.#change(person, by, (account, all) => {
      const next = { ...account, sponsor, expiresAt };
      this.#assertSound(next, all);
      assertAdministrated(next, all);
      return {
        account: next,
        acts: [{ type: 'person.sponsored', body: { sponsor, expires: expiresAt } }],
      };
    });
  }

  /**
   * A new one-time link, for somebody who forgot the password; with `dropSecondFactor` also for somebody
   * who lost it. Password and second factor before hold until the link is used.
   */
  async issueSetUp(person: string, dropSecondFactor: boolean, by: Doer): Promise<SetUp> {
    const setUp = this.#drawSetUp();
    await this.#change(person, by, account => {
      if (account.disabledAt !== null) throw new WitnessError('http.conflict', person, 'disabled');
      return {
        account: { ...account, setUp: { ...hidden(setUp), dropSecondFactor } },
        acts: [{ type: 'person.set-up-issued', body: { expires: setUp.expiresAt } }],
      };
    });
    return setUp;
  }

  /**
   * A person chooses a password with the one-time secret, which opens nothing from then on. Sign-ins and
   * tokens end: somebody else may hold them, and be the reason for the link. Throws
   * identity.set-up-over, http.password-weak or http.busy.
   */
  async setUp(secret: string, password: string): Promise<Account> {
    const hash = sha256(secret);
    const now = this.#now();
    const opens = (account: Account) =>
      account.setUp?.hash === hash &&
      Date.parse(account.setUp.expiresAt) > now &&
      account.disabledAt === null;
    const found = (await this.#store.accounts()).find(opens);
    if (!found) throw new WitnessError('identity.set-up-over', 'set-up link');
    const hashed = await hashedPassword(this.#hasher, password, found.user);
    const taken = await this.#store.change(
      found.person,
      account => {
        if (!opens(account)) return null;
        const drop = account.setUp?.dropSecondFactor === true && account.totp !== null;
        const acts: AccountAct[] = [
          { type: 'person.credential-changed', body: { credential: 'password', act: 'set' } },
        ];
        if (drop)
          acts.push({ type: 'person.credential-changed', body: { credential: 'totp', act: 'removed' } });
        return {
          account: {
            ...account,
            password: hashed,
            passwordBy: 'self',
            setUp: null,
            ...(drop ? { totp: null, recovery: [] } : {}),
          },
          acts,
        };
      },
      { person: found.person, request: null },
    );
    if (!taken) throw new WitnessError('identity.set-up-over', 'set-up link');
    await this.#endAll(found.person);
    await this.#endTokens(found.person, { person: found.person, request: null });
    this.#changed(found.person);
    return found;
  }

  async #create(
    wanted: NewPerson,
    credentials: Pick<Account, 'password' | 'setUp'>,
    by: Doer,
  ): Promise<Account> {
    const grants = toGrants(wanted.grants);
    const account: Account = {
      person: `person-${randomBytes(8).toString('hex')}`,
      user: normalUser(wanted.user),
      name: wanted.name,
      grants,
      ...credentials,
      passwordBy: 'other',
      totp: null,
      recovery: [],
      sponsor: wanted.sponsor,
      expiresAt: wanted.expiresAt,
      createdAt: new Date(this.#now()).toISOString(),
      disabledAt: null,
    };
    this.#assertSound(account, await this.#store.accounts());
    const acts: AccountAct[] = [
      { type: 'person.added', body: { roles: [...new Set(grants.map(({ role }) => role))] } },
      ...grants.map(granted),
    ];
    if (account.sponsor !== null || account.expiresAt !== null)
      acts.push({
        type: 'person.sponsored',
        body: { sponsor: account.sponsor, expires: account.expiresAt },
      });
    if (account.setUp !== null)
      acts.push({ type: 'person.set-up-issued', body: { expires: account.setUp.expiresAt } });
    await this.#store.add(account, acts, by);
    return account;
  }

  async #endTokens(person: string, by: Doer): Promise<void> {
    for (const token of await this.#store.tokensOf(person))
      await this.#store.revokeToken(person, token.id, by.person ?? 'server');
  }

  async #change(person: string, by: Doer, work: Parameters<AccountStore['change']>[1]): Promise<void> {
    if (!(await this.#store.change(person, work, by))) throw new WitnessError('http.not-found', person);
    this.#changed(person);
  }

  #assertSound(account: Account, all: readonly Account[]): void {
    if (account.grants.length > grantsAtMost)
      throw new WitnessError('identity.grant-invalid', account.person, `at most ${grantsAtMost} grants`);
    if (account.grants.some(({ role, scope }) => role === 'admin' && scope.of !== 'site'))
      throw new WitnessError(
        'identity.grant-invalid',
        account.person,
        'admin holds for the whole site alone',
      );
    const vendor = account.grants.some(({ role }) => role === 'vendor');
    if (vendor && (account.sponsor === null || account.expiresAt === null))
      throw new WitnessError('identity.vendor-unsponsored', account.person);
    if (this.#isOver(account))
      throw new WitnessError('http.invalid-request', 'expiresAt', 'it must lie ahead');
    if (account.sponsor === null) return;
    const sponsor = all.find(({ person }) => person === account.sponsor);
    if (
      !sponsor ||
      sponsor.person === account.person ||
      sponsor.disabledAt !== null ||
      sponsor.password === null ||
      this.#isOver(sponsor) ||
      sponsor.grants.some(({ role }) => role === 'vendor')
    )
      throw new WitnessError('identity.vendor-unsponsored', account.person, 'nobody here who could sponsor');
  }

  #isOver({ expiresAt }: Account): boolean {
    return expiresAt !== null && Date.parse(expiresAt) <= this.#now();
  }

  #drawSetUp(): SetUp {
    return {
      secret: `setup_${randomBytes(24).toString('base64url')}`,
      expiresAt: new Date(this.#now() + setUpMs).toISOString(),
    };
  }
}

function hidden({ secret, expiresAt }: SetUp): NonNullable<Account['setUp']> {
  return { hash: sha256(secret), expiresAt };
}

function granted({ id, role, scope }: Grant) {
  return { type: 'person.granted', body: { grant: id, role, scope } } as const;
}

function toGrants(wanted: readonly WantedGrant[]): Grant[] {
  return wanted.map(({ role, scope }) => ({
    id: `grant-${randomBytes(8).toString('hex')}`,
    role,
    scope,
  }));
}

function isSameGrant(a: WantedGrant, b: WantedGrant): boolean {
  return a.role === b.role && JSON.stringify(a.scope) === JSON.stringify(b.scope);
}

/** Somebody must be left who can manage people. */
function assertAdministrated(next: Account, all: readonly Account[]): void {
  const administers = ({ disabledAt, expiresAt, password, grants }: Account) =>
    disabledAt === null &&
    expiresAt === null &&
    password !== null &&
    grants.some(({ role }) => role === 'admin');
  if (![next, ...all.filter(({ person }) => person !== next.person)].some(administers))
    throw new WitnessError('http.conflict', next.person, 'the last administrator');
}
