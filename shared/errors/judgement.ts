import { errorEntries } from './entry.ts';

export const judgementErrors = errorEntries({
  'judgement.change-failed': {
    status: 500,
    happened: 'a change could not be judged',
    remedy: 'It stands without a judgement and is tried again; all others are judged. Report the cause.',
  },
  'judgement.entry-failed': {
    status: 500,
    happened: 'an entry of the log could not be looked at for what it makes to be judged anew',
    remedy: 'It is tried again; judgements it would change stand as they are until then. Report the cause.',
  },
});
