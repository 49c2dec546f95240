import { randomInt } from 'node:crypto';
import { generateSecret, generateURI, verifySync } from 'otplib';
import type { Account, AccountStore, ProofBy } from './accounts.ts';
import { sha256 } from './digest.ts';

/** RFC 6238 with its defaults (SHA-1, six digits), which every authenticator app takes. */
const periodSeconds = 30;
/** A code of the step before or after is taken too: clocks drift, and typing takes time. */
const toleratedSeconds = periodSeconds;

const recoveryCodes = 10;
const recoveryLetters = 16;
/** Crockford's base 32: no I, L, O or U, so that a code read aloud is typed right. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** What an authenticator app is told at enrolment. */
export interface TotpOffer {
  /** Base 32, for typing in by hand. */
  readonly secret: string;
  readonly uri: string;
}

export function offerTotp(site: string, user: string): TotpOffer {
  const secret = generateSecret();
  return { secret, uri: generateURI({ issuer: `Witnessmark ${site}`, label: user, secret }) };
}

/** The step a code belongs to (30 s since 1970); null where it belongs to none near `now` (milliseconds). */
function totpStep(secret: string, code: string, now: number): number | null {
  if (!/^\d{6}$/.test(code)) return null;
  const result = verifySync({
    secret,
    token: code,
    period: periodSeconds,
    epoch: Math.floor(now / 1000),
    epochTolerance: toleratedSeconds,
  });
  if (!result.valid || !('timeStep' in result)) return null;
  return result.timeStep;
}

/** Ten codes of 80 random bits, grouped for reading: `7K3M-9QXA-…`. */
export function drawRecoveryCodes(): string[] {
  return Array.from({ length: recoveryCodes }, () => {
    const letters = Array.from({ length: recoveryLetters }, () => alphabet[randomInt(alphabet.length)]);
    return (letters.join('').match(/.{4}/g) ?? []).join('-');
  });
}

/** How a code is stored. 80 random bits cannot be guessed, so one SHA-256 protects them as argon2id protects words. */
export function recoveryHash(code: string): string {
  const letters = code.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1');
  return sha256(`recovery\n${letters}`);
}

/** Checks codes of a second factor, each of which is good once: also across a restart, also for two at the same time. */
export class SecondFactor {
  readonly #store: AccountStore;
  /** Newest steps claimed here: of two requests with one code the second is refused before the first is on disk. */
  readonly #claimed = new Map<string, number>();

  constructor(store: AccountStore) {
    this.#store = store;
  }

  /** By what the code proved the person; null where it proves nothing. Resolves after its use is on disk. */
  async use(account: Account, code: string, now: number): Promise<ProofBy | null> {
    const typed = code.trim();
    if (account.totp === null) return null;
    const digits = typed.replace(/\s/g, '');
    if (/^\d{6}$/.test(digits))
      return (await this.useStep(account.person, account.totp.secret, digits, now)) ? 'code' : null;
    return (await this.#useRecoveryCode(account.person, typed)) ? 'recovery-code' : null;
  }

  /** Whether the code is of a step that was not used yet; from then on it is. */
  async useStep(person: string, secret: string, code: string, now: number): Promise<boolean> {
    const step = totpStep(secret, code, now);
    if (step === null) return false;
    const used = Math.max((await this.#store.usedStep(person)) ?? 0, this.#claimed.get(person) ?? 0);
    if (step <= used) return false;
    this.#claimed.set(person, step);
    await this.#store.useStep(person, step);
    return true;
  }

  async #useRecoveryCode(person: string, code: string): Promise<boolean> {
    const hash = recoveryHash(code);
    return this.#store.change(
      person,
      account => {
        if (!account.recovery.includes(hash)) return null;
        const recovery = account.recovery.filter(each => each !== hash);
        return {
          account: { ...account, recovery },
          acts: [{ type: 'person.recovery-code-used', body: { left: recovery.length } }],
        };
      },
      { person, request: null },
    );
  }
}
