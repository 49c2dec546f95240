import { errorEntries } from './entry.ts';

export const httpErrors = errorEntries({
  'http.not-found': {
    status: 404,
    happened: 'there is nothing at this address',
    remedy: 'Check the address or go back to the list.',
  },
});
