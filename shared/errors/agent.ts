import { errorEntries } from './entry.ts';

export const agentErrors = errorEntries({
  'agent.spool-full': {
    status: 507,
    happened: 'the spool is full',
    remedy: 'Give the spool more room or bring the server back; intermediate versions are merged meanwhile.',
  },
});
