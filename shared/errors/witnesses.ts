import { errorEntries } from './entry.ts';

export const witnessErrors = errorEntries({
  'witness.rules-wrong': {
    status: 422,
    happened: 'the rules do not do what their own examples say',
    remedy: 'Correct the rule or the example named; each rule needs an example that it takes.',
  },
});
