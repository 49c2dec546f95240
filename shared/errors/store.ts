import { errorEntries } from './entry.ts';

export const storeErrors = errorEntries({
  'store.second-writer': {
    status: 409,
    happened: 'the repository moved under the store',
    remedy: 'Something else wrote to it. Stop that writer; the store never overwrites a branch.',
  },
});
