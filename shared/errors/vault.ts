import { errorEntries } from './entry.ts';

export const vaultErrors = errorEntries({
  'vault.key-missing': {
    status: 503,
    happened: 'the key that opens the vault is not there',
    remedy: 'Put the key file back from where it is kept safe; without it the sealed content cannot be read.',
  },
  'vault.key-exposed': {
    status: 503,
    happened: 'the vault key file can be read by others',
    remedy: 'Set its mode to 0600 and, if others may have read it, rotate the key.',
  },
  'vault.entry-missing': {
    status: 404,
    happened: 'the vault holds nothing under this reference',
    remedy: 'It may have been erased; the log says when and under which rule.',
  },
  'vault.damaged': {
    status: 500,
    happened: 'a vault entry does not open with its key',
    remedy: 'It was altered, or sealed with another key. Run verify and restore it from a backup.',
  },
});
