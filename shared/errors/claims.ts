import { errorEntries } from './entry.ts';

export const claimErrors = errorEntries({
  'claim.own': {
    status: 403,
    happened: 'nobody answers a claim of their own',
    remedy: 'Ask somebody else who knows of the work to confirm or dispute it.',
  },
  'claim.not-yours': {
    status: 403,
    happened: 'only the person who made the claim may withdraw it',
    remedy: 'Dispute it instead, or ask them.',
  },
  'claim.answered': {
    status: 409,
    happened: 'the claim was answered or withdrawn already',
    remedy: 'Look at the change again; make a new claim if that is not how it stays.',
  },
  'shift.unknown': {
    status: 404,
    happened: 'no shift begins there',
    remedy: 'Take a beginning from the list of shifts; site.shifts of the server says when they begin.',
  },
  'shift.nothing': {
    status: 409,
    happened: 'the shift has nothing to sign off',
    remedy: 'Look at the list again: its changes may have been judged anew.',
  },
  'shift.list-changed': {
    status: 409,
    happened: 'the list of changes is not the one that was looked at',
    remedy: 'Look at the list again, then sign it off.',
  },
});
