import { errorEntries } from './entry.ts';

export const sessionErrors = errorEntries({
  'session.state': {
    status: 409,
    happened: 'the session is not in a state in which this can be done',
    remedy: 'Look at the session again: somebody may have been quicker, or its time may be over.',
  },
  'session.not-yours': {
    status: 403,
    happened: 'only the person whose session it is may do this',
    remedy: 'Ask them, or somebody who may end any session.',
  },
  'session.own-approval': {
    status: 403,
    happened: 'nobody approves or reviews a session of their own',
    remedy: 'Ask another approver.',
  },
  'session.no-sponsor': {
    status: 409,
    happened: 'a vendor has no sponsor at the site',
    remedy: 'Let an administrator name the person who answers for this vendor.',
  },
  'session.too-long': {
    status: 422,
    happened: 'the session is longer than the policy allows',
    remedy: 'Ask for less time, and extend while it runs.',
  },
  'session.times': {
    status: 422,
    happened: 'the times of the session do not fit together',
    remedy: 'Let it end after it begins, and ahead of now.',
  },
});
