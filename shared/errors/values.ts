import { errorEntries } from './entry.ts';

export const valuesErrors = errorEntries({
  'values.duplicate-member': {
    status: 422,
    happened: 'a group of values names the same member twice',
    remedy: 'Give each member its own full name in the layout or the rules of the source.',
  },
  'values.value-invalid': {
    status: 422,
    happened: 'the value does not fit its type',
    remedy: 'Correct the type in the layout or the rules of the source.',
  },
});
