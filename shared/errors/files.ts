import { errorEntries } from './entry.ts';

export const filesErrors = errorEntries({
  'files.folder-missing': {
    status: 404,
    happened: 'the watched folder does not exist or cannot be read',
    remedy: 'Check the path, the share and the rights of the account the agent runs under.',
  },
  'files.too-many': {
    status: 507,
    happened: 'the watched folder holds more than its bounds allow',
    remedy: 'Narrow the folder with ignore globs or raise bounds in the configuration.',
  },
  'files.changed-while-read': {
    status: 409,
    happened: 'the watched folder was exchanged while it was being read',
    remedy: 'The next reading tries again; look for a share that comes and goes.',
  },
});
