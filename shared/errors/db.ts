import { errorEntries } from './entry.ts';

export const dbErrors = errorEntries({
  'db.second-process': {
    status: 503,
    happened: 'another server already runs on this data',
    remedy: 'Stop the other one first; two writers would tear the log. Nothing was changed.',
  },
  'db.newer': {
    status: 503,
    happened: 'the database was made by a newer version of Witnessmark',
    remedy: 'Start that version again, or restore a backup made before the upgrade.',
  },
  'db.fenced': {
    status: 503,
    happened: 'another server has taken over the log',
    remedy: 'This process must be restarted; it refuses to append anything more.',
  },
  'db.closed': {
    status: 503,
    happened: 'the server is stopping',
    remedy: 'Try again in a moment.',
  },
});
