import { errorEntries } from './entry.ts';

export const wireErrors = errorEntries({
  'wire.fact-invalid': {
    status: 422,
    happened: 'the fact does not fit its schema',
    remedy: 'It is kept in quarantine on the agent; update the agent or report it.',
  },
});
