import { errorEntries } from './entry.ts';

export const httpErrors = errorEntries({
  'http.not-found': {
    status: 404,
    happened: 'there is nothing at this address',
    remedy: 'Check the address or go back to the list.',
  },
  'http.invalid-request': {
    status: 400,
    happened: 'the request does not fit what this address takes',
    remedy: 'Correct the fields named and send it again.',
  },
  'http.too-large': {
    status: 413,
    happened: 'the request is larger than this address takes',
    remedy: 'Send less at once.',
  },
  'http.not-signed-in': {
    status: 401,
    happened: 'nobody is signed in',
    remedy: 'Sign in, or send an API token as a bearer.',
  },
  'http.not-allowed': {
    status: 403,
    happened: 'your roles do not allow this here',
    remedy: 'Ask an administrator for a role that does, with a scope that reaches here.',
  },
  'http.csrf': {
    status: 403,
    happened: 'the request did not come from this page',
    remedy: 'Reload the page and try again.',
  },
  'http.sign-in-failed': {
    status: 401,
    happened: 'user name, password and code do not fit together',
    remedy: 'Check them and try again.',
  },
  'http.slow-down': {
    status: 429,
    happened: 'too many tries',
    remedy: 'Wait for the time named and try again.',
  },
  'http.busy': {
    status: 503,
    happened: 'the server has too much to do at the moment',
    remedy: 'Try again in a few seconds.',
  },
  'http.conflict': {
    status: 409,
    happened: 'this cannot be done as things stand',
    remedy: 'See the detail; change that first, then try again.',
  },
  'http.unexpected': {
    status: 500,
    happened: 'something failed inside the server',
    remedy: "Look for the request's id in the server's log, and report it.",
  },
  'http.password-weak': {
    status: 422,
    happened: 'the new password is too weak',
    remedy: 'Take at least 12 characters, and none of your user name.',
  },
  'http.plain-beyond-loopback': {
    status: 500,
    happened: 'plain HTTP would be served beyond the loopback interface',
    remedy: 'Give people.tls a certificate and key, or listen on 127.0.0.1 behind a reverse proxy.',
  },
});
