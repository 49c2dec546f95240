import type { Grant } from '@witnessmark/shared/api';
import type { BodyOf } from '../events/index.ts';
import type { PasswordHash } from './password.ts';
import type { TokenScope } from './permissions.ts';

/** How a person last proved to be who they are; a password alone is the weaker proof. */
export type ProofBy = 'password' | 'code' | 'recovery-code';

/** One person's account. Rests in the vault; the log knows the random ids alone. */
export interface Account {
  readonly person: string;
  /** As typed at sign-in, lower case, unique. */
  readonly user: string;
  readonly name: string;
  readonly grants: readonly Grant[];
  /** Null until the person has used the set-up link. */
  readonly password: PasswordHash | null;
  /** Whether the person chose the password, or whoever made the account. */
  readonly passwordBy: 'self' | 'other';
  readonly totp: { readonly secret: string; readonly since: string } | null;
  /** SHA-256 of each recovery code not used yet. */
  readonly recovery: readonly string[];
  /** SHA-256 of the one-time set-up secret that is out, and until when it opens. */
  readonly setUp: {
    readonly hash: string;
    readonly expiresAt: string;
    /** Whether the second factor ends with its use, and not before: until then it still guards the password. */
    readonly dropSecondFactor?: boolean;
  } | null;
  /** The person who answers for a vendor's account. */
  readonly sponsor: string | null;
  readonly expiresAt: string | null;
  readonly createdAt: string;
  readonly disabledAt: string | null;
}

/** A browser that is signed in. `hash` is SHA-256 of the cookie's value, which is stored nowhere. */
export interface SignIn {
  /** Stays while the cookie changes; for people to name it by, opens nothing. */
  readonly id: string;
  readonly hash: string;
  readonly person: string;
  readonly createdAt: string;
  readonly lastUsedAt: string;
  readonly address: string;
  readonly browser: string;
  readonly by: ProofBy;
  readonly provenAt: string;
  readonly provenBy: ProofBy;
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

export type SignInEnd =
  | 'signed-out'
  | 'idle'
  | 'expired'
  | 'password-changed'
  | 'second-factor-changed'
  | 'ended-by-person'
  | 'account-closed'
  | 'too-many';

type ActType =
  | 'person.added'
  | 'person.granted'
  | 'person.revoked'
  | 'person.disabled'
  | 'person.enabled'
  | 'person.sponsored'
  | 'person.set-up-issued'
  | 'person.recovery-code-used'
  | 'person.credential-changed';

/** What was done to an account, as the log tells it: ids, roles and scopes, no names. */
export type AccountAct = { [Type in ActType]: { readonly type: Type; readonly body: BodyOf<Type> } }[ActType];

/** Decides on the account and all others as they stand, without waiting for anything. */
export type AccountChange = (
  account: Account,
  all: readonly Account[],
) => { readonly account: Account; readonly acts: readonly AccountAct[] } | null;

/** Whose act it is, for the log: a person, or nobody but the server itself. */
export interface Doer {
  readonly person: string | null;
  readonly request: string | null;
}

/**
 * Where accounts, tokens and sign-ins rest. Every lasting write appends its event (`person.*`) with a
 * commitment to the vault row in the same transaction; sign-ins are live data and only their beginning,
 * their proofs and their end are events.
 */
export interface AccountStore {
  accounts(): Promise<readonly Account[]>;
  byUser(user: string): Promise<Account | null>;
  byPerson(person: string): Promise<Account | null>;
  /** Throws `http.conflict` where the user name is taken. */
  add(account: Account, acts: readonly AccountAct[], by: Doer): Promise<void>;
  /**
   * Stores an account as it stands after the acts that `work` says, and logs them with it; false where
   * `work` gives null or there is no such person. Changes run one after the other, so that what `work`
   * sees is what it changes; what it throws is thrown.
   */
  change(person: string, work: AccountChange, by: Doer): Promise<boolean>;

  /**
   * Removes an account for good, with its tokens, and logs under which rule; false where there is none. Throws
   * http.conflict where it is not disabled.
   */
  erase(person: string, body: BodyOf<'person.erased'>, by: Doer): Promise<boolean>;
  /** Whether there was such a person, whose account was erased. */
  isErased(person: string): Promise<boolean>;

  addSignIn(signIn: SignIn): Promise<void>;
  signIn(hash: string): Promise<SignIn | null>;
  touchSignIn(hash: string, at: string): Promise<void>;
  /** The sign-in goes on under another cookie after a fresh proof; the cookie before opens nothing any more. */
  renewSignIn(before: string, signIn: SignIn): Promise<void>;
  endSignIn(hash: string, why: SignInEnd): Promise<void>;
  signIns(): Promise<readonly SignIn[]>;
  /** Failed proofs are counted and logged as a number with a digest, never one by one. */
  countFailedSignIns(count: number, digest: string): Promise<void>;

  addToken(token: ApiToken): Promise<void>;
  token(hash: string): Promise<ApiToken | null>;
  tokensOf(person: string): Promise<readonly ApiToken[]>;
  touchToken(id: string, at: string): Promise<void>;
  revokeToken(person: string, id: string, by: string): Promise<boolean>;
  /** A token's owner gave a fresh proof; the event alone is lasting. */
  tellStepUp(person: string, by: ProofBy): Promise<void>;

  /** The newest TOTP step of a person that was accepted; null before the first. */
  usedStep(person: string): Promise<number | null>;
  /** Resolves when it is on disk. */
  useStep(person: string, step: number): Promise<void>;

  /** Logs that a reader was shown the names of these people; the same again on one day is one event. */
  tellNamesRead(reader: string, persons: readonly string[], day: string): Promise<void>;
}
