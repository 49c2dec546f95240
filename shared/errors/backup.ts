import { errorEntries } from './entry.ts';

export const backupErrors = errorEntries({
  'backup.incomplete': {
    status: 409,
    happened: 'the backup is not whole',
    remedy: 'A file of it is missing or altered. Use another backup, or the copy it was made from.',
  },
  'backup.target-in-use': {
    status: 409,
    happened: 'data stands where the backup should go',
    remedy: 'Restore into an empty folder and an empty database; nothing is ever overwritten.',
  },
  'backup.unfit': {
    status: 422,
    happened: 'the backup does not fit this target',
    remedy: 'Restore with the same kind of database and the same site name as it was taken from.',
  },
});
