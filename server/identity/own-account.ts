import { randomBytes } from 'node:crypto';
import { WitnessError } from '@witnessmark/shared/errors';
import type { AccountStore, ApiToken, Doer, SignIn, SignInEnd } from './accounts.ts';
import type { Caller } from './caller.ts';
import { sha256 } from './digest.ts';
import { enrolMs, tokensAtMost } from './limits.ts';
import { hashedPassword } from './new-password.ts';
import type { PasswordHasher } from './password.ts';
import type { TokenScope } from './permissions.ts';
import {
  drawRecoveryCodes,
  offerTotp,
  recoveryHash,
  type SecondFactor,
  type TotpOffer,
} from './second-factor.ts';

const dayMs = 86_400_000;

/** What people do with their own account: password, second factor, sign-ins, tokens. */
export class OwnAccount {
  readonly #store: AccountStore;
  readonly #now: () => number;
  readonly #hasher: PasswordHasher;
  readonly #secondFactor: SecondFactor;
  readonly #changed: (person: string) => void;
  readonly #endSignIn: (signIn: SignIn, why: SignInEnd) => Promise<void>;
  readonly #prove: (caller: Caller, password: string) => Promise<void>;
  /** Secrets offered and not confirmed yet, by person: of no use to anybody before, gone at a restart. */
  readonly #offers = new Map<string, { readonly secret: string; readonly until: number }>();

  constructor(parts: {
    readonly store: AccountStore;
    readonly now: () => number;
    readonly hasher: PasswordHasher;
    readonly secondFactor: SecondFactor;
    readonly changed: (person: string) => void;
    readonly endSignIn: (signIn: SignIn, why: SignInEnd) => Promise<void>;
    readonly prove: (caller: Caller, password: string) => Promise<void>;
  }) {
    this.#store = parts.store;
    this.#now = parts.now;
    this.#hasher = parts.hasher;
    this.#secondFactor = parts.secondFactor;
    this.#changed = parts.changed;
    this.#endSignIn = parts.endSignIn;
    this.#prove = parts.prove;
  }

  /**
   * Changes one's own password and ends one's other sign-ins, and with `endTokens` one's tokens, which
   * programs may live by. Throws identity.proof-failed or http.password-weak.
   */
  async changePassword(
    caller: Caller,
    { current, next, endTokens }: { current: string; next: string; endTokens: boolean },
  ): Promise<void> {
    await this.#prove(caller, current);
    const password = await hashedPassword(this.#hasher, next, caller.account.user);
    await this.#store.change(
      caller.person,
      account => ({
        account: { ...account, password, passwordBy: 'self', setUp: null },
        acts: [{ type: 'person.credential-changed', body: { credential: 'password', act: 'set' } }],
      }),
      byOwner(caller),
    );
    await this.#endOthers(caller, 'password-changed');
    if (!endTokens) return;
    for (const { id } of await this.tokensOf(caller)) await this.revokeToken(caller, id);
  }

  /** Offers a new TOTP secret; nothing changes before it is confirmed with a code. */
  offerTotp(caller: Caller, site: string): TotpOffer {
    const now = this.#now();
    for (const [person, offer] of this.#offers) if (offer.until < now) this.#offers.delete(person);
    const offer = offerTotp(site, caller.account.user);
    this.#offers.set(caller.person, { secret: offer.secret, until: now + enrolMs });
    return offer;
  }

  /**
   * Enrols the secret offered last, given a code made with it, and draws new recovery codes, which are
   * shown this once. Throws identity.nothing-to-confirm or identity.code-wrong.
   */
  async confirmTotp(caller: Caller, code: string): Promise<readonly string[]> {
    const now = this.#now();
    const offer = this.#offers.get(caller.person);
    if (!offer || offer.until < now) throw new WitnessError('identity.nothing-to-confirm', 'second factor');
    const typed = code.replace(/\s/g, '');
    if (!(await this.#secondFactor.useStep(caller.person, offer.secret, typed, now)))
      throw new WitnessError('identity.code-wrong', 'second factor');
    this.#offers.delete(caller.person);
    const codes = drawRecoveryCodes();
    await this.#store.change(
      caller.person,
      account => ({
        account: {
          ...account,
          totp: { secret: offer.secret, since: new Date(now).toISOString() },
          recovery: codes.map(recoveryHash),
        },
        acts: [
          { type: 'person.credential-changed', body: { credential: 'totp', act: 'set' } },
          { type: 'person.credential-changed', body: { credential: 'recovery-codes', act: 'set' } },
        ],
      }),
      byOwner(caller),
    );
    await this.#endOthers(caller, 'second-factor-changed');
    return codes;
  }

  /** Goes back to the password alone; recovery codes end with the second factor. */
  async removeTotp(caller: Caller): Promise<void> {
    await this.#store.change(
      caller.person,
      account =>
        account.totp === null
          ? null
          : {
              account: { ...account, totp: null, recovery: [] },
              acts: [{ type: 'person.credential-changed', body: { credential: 'totp', act: 'removed' } }],
            },
      byOwner(caller),
    );
    this.#changed(caller.person);
  }

  /** Ten new recovery codes, shown this once; the ones before open nothing any more. Throws identity.no-second-factor. */
  async drawRecoveryCodes(caller: Caller): Promise<readonly string[]> {
    const codes = drawRecoveryCodes();
    const drawn = await this.#store.change(
      caller.person,
      account =>
        account.totp === null
          ? null
          : {
              account: { ...account, recovery: codes.map(recoveryHash) },
              acts: [
                { type: 'person.credential-changed', body: { credential: 'recovery-codes', act: 'set' } },
              ],
            },
      byOwner(caller),
    );
    if (!drawn) throw new WitnessError('identity.no-second-factor', 'recovery codes');
    return codes;
  }

  /** One's own sign-ins, newest use first. */
  async signInsOf(caller: Caller): Promise<readonly SignIn[]> {
    const own = (await this.#store.signIns()).filter(({ person }) => person === caller.person);
    return own.sort((a, b) => b.lastUsedAt.localeCompare(a.lastUsedAt));
  }

  /** False where the person has no such sign-in. */
  async endSignIn(caller: Caller, id: string): Promise<boolean> {
    const found = (await this.signInsOf(caller)).find(signIn => signIn.id === id);
    if (!found) return false;
    await this.#endSignIn(found, 'ended-by-person');
    return true;
  }

  async endOtherSignIns(caller: Caller): Promise<void> {
    await this.#endOthers(caller, 'ended-by-person');
  }

  async addToken(
    caller: Caller,
    wanted: { readonly name: string; readonly scopes: readonly TokenScope[]; readonly days: number },
  ): Promise<{ token: ApiToken; secret: string }> {
    if ((await this.#store.tokensOf(caller.person)).length >= tokensAtMost)
      throw new WitnessError('http.conflict', 'tokens', `${tokensAtMost} stand already; end one first`);
    const secret = `wm_${randomBytes(32).toString('base64url')}`;
    const now = this.#now();
    const token: ApiToken = {
      id: `token-${randomBytes(8).toString('hex')}`,
      hash: sha256(secret),
      person: caller.person,
      name: wanted.name,
      scopes: wanted.scopes,
      createdAt: new Date(now).toISOString(),
      expiresAt: new Date(now + wanted.days * dayMs).toISOString(),
      lastUsedAt: null,
    };
    await this.#store.addToken(token);
    return { token, secret };
  }

  tokensOf(caller: Caller): Promise<readonly ApiToken[]> {
    return this.#store.tokensOf(caller.person);
  }

  async revokeToken(caller: Caller, id: string): Promise<boolean> {
    const revoked = await this.#store.revokeToken(caller.person, id, caller.person);
    if (revoked) this.#changed(caller.person);
    return revoked;
  }

  async #endOthers(caller: Caller, why: SignInEnd): Promise<void> {
    for (const signIn of await this.signInsOf(caller))
      if (signIn.id !== caller.signIn?.id) await this.#endSignIn(signIn, why);
  }
}

function byOwner({ person }: Caller): Doer {
  return { person, request: null };
}
