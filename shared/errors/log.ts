import { errorEntries } from './entry.ts';

export const logErrors = errorEntries({
  'log.not-holding': {
    status: 409,
    happened: 'the log does not hold',
    remedy: 'Keep the data as it is and compare with the last backup and the checkpoints agents keep.',
  },
});
