const minute = 60_000;

/** How long a sign-in and a proof stand. Milliseconds. */
export interface SignInLimits {
  /** A browser left alone this long is signed out. */
  readonly idleMs: number;
  /** Any browser is signed out after this long. */
  readonly absoluteMs: number;
  /** How long a proof counts as fresh for privileged acts. */
  readonly stepUpMs: number;
}

export const defaultLimits: SignInLimits = {
  idleMs: 60 * minute,
  absoluteMs: 12 * 60 * minute,
  stepUpMs: 10 * minute,
};

/** Nobody is signed in longer than this, whatever is configured: what rests of a sign-in is kept as long. */
export const longestSignInMs = 24 * 60 * minute;

/** Of one person; the one used longest ago makes room. */
export const signInsAtMost = 20;
export const tokensAtMost = 50;
/** How long a one-time set-up link opens. */
export const setUpMs = 3 * 24 * 60 * minute;
/** How long an enrolment waits for its first code. */
export const enrolMs = 15 * minute;
/** Last use is stored at most once a minute: it is for people to read, not a fact. */
export const touchEveryMs = minute;
