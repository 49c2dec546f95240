import { errorEntries } from './entry.ts';

export const configErrors = errorEntries({
  'config.invalid': {
    status: 422,
    happened: 'the configuration does not fit its schema',
    remedy: 'Correct the line named; the last good configuration stays in force.',
  },
});
