import { errorEntries } from './entry.ts';

export const configErrors = errorEntries({
  'config.invalid': {
    status: 422,
    happened: 'the configuration does not fit its schema',
    remedy: 'Correct the line named; the last good configuration stays in force.',
  },
  'config.unreadable': {
    status: 422,
    happened: 'the configuration file cannot be read',
    remedy: 'Check the path and the rights of the account the agent runs under.',
  },
  'config.secret-inline': {
    status: 422,
    happened: 'the configuration holds a secret',
    remedy: 'Give it as {env: NAME} or {file: path}, and change the secret: it may have been copied already.',
  },
  'config.secret-missing': {
    status: 422,
    happened: 'the secret that the configuration names is not there',
    remedy: 'Set the environment variable or write the file, then reload.',
  },
  'config.secret-exposed': {
    status: 422,
    happened: 'the secret file can be read by others',
    remedy: 'Give it to the account of the agent alone: chmod 600.',
  },
});
