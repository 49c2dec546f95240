import { errorEntries } from './entry.ts';

export const logErrors = errorEntries({
  'log.not-holding': {
    status: 409,
    happened: 'the log does not hold',
    remedy: 'Keep the data as it is and compare with the last backup and the checkpoints agents keep.',
  },
  'log.entry-missing': {
    status: 404,
    happened: 'the log has no such entry',
    remedy: 'Look for it in the list of entries; positions begin at 0.',
  },
  'log.key-taken': {
    status: 409,
    happened: 'the log holds something else under this key',
    remedy: 'Each request carries its own id; send it again under a new one.',
  },
  'log.queue-full': {
    status: 503,
    happened: 'too many entries wait to be written',
    remedy: 'Try again in a few seconds; look at the disk if it stays so.',
  },
  'log.entry-invalid': {
    status: 409,
    happened: 'the bytes of a log entry are no event',
    remedy:
      'Keep the data as it is and run `witnessmark verify`, which names the first entry that does not hold.',
  },
  'log.entry-newer': {
    status: 409,
    happened: 'the log holds an event that a newer version wrote',
    remedy: 'Run the version that wrote it, or a newer one; a log is never read halfway.',
  },
});
