import type { Account, ApiToken, ProofBy, SignIn } from './accounts.ts';
import type { Principal } from './permissions.ts';

export interface Proof {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly by: ProofBy;
}

/** Who is asking, and by what. */
export interface Caller extends Principal {
  readonly account: Account;
  /** Present for a browser. */
  readonly signIn: SignIn | null;
  /** Present for a program. */
  readonly token: ApiToken | null;
  /** The newest proof of who this is, fresh or not; null where this token never carried one. */
  readonly proof: Proof | null;
}
