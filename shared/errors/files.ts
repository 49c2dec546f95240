import { errorEntries } from './entry.ts';

export const filesErrors = errorEntries({
  'files.folder-missing': {
    status: 404,
    happened: 'the watched folder does not exist or cannot be read',
    remedy: 'Check the path, the share and the rights of the account the agent runs under.',
  },
});
