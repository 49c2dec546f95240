import { errorEntries } from './entry.ts';

export const identityErrors = errorEntries({
  'identity.code-needed': {
    status: 401,
    happened: 'a code of the second factor is needed to sign in',
    remedy: 'Send user, password and the six digits of the authenticator app, or a recovery code.',
  },
  'identity.step-up-needed': {
    status: 403,
    happened: 'this needs a fresh proof of who you are',
    remedy: 'Prove it with what the detail names (POST /api/v1/step-up), then send the request again.',
  },
  'identity.proof-failed': {
    status: 403,
    happened: 'this proves nothing: it is wrong, or was used before',
    remedy: 'Wait for the next code of the authenticator app, or type the password again.',
  },
  'identity.token-cannot-step-up': {
    status: 403,
    happened: 'this API token was not issued for acts that need a fresh proof',
    remedy: 'Make a token with the scope step-up, or act in a browser.',
  },
  'identity.code-wrong': {
    status: 422,
    happened: 'the code does not fit the secret just shown',
    remedy: 'Check that the clock of the device is right, and type the code it shows now.',
  },
  'identity.nothing-to-confirm': {
    status: 409,
    happened: 'no enrolment is waiting for a code',
    remedy: 'Begin the enrolment anew.',
  },
  'identity.no-second-factor': {
    status: 409,
    happened: 'the account has no second factor',
    remedy: 'Enrol an authenticator app first.',
  },
  'identity.set-up-over': {
    status: 403,
    happened: 'this set-up link was used, has expired, or never was one',
    remedy: 'Ask an administrator for a new one.',
  },
  'identity.grant-invalid': {
    status: 422,
    happened: 'this role cannot be granted like that',
    remedy: 'See the detail and choose another role or scope.',
  },
  'identity.vendor-unsponsored': {
    status: 422,
    happened: "a vendor's account needs a sponsor of the site and a day on which it ends",
    remedy: 'Name an active person who is no vendor as sponsor, and a day that lies ahead.',
  },
});
