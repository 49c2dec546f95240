import { errorEntries } from './entry.ts';

export const witnessErrors = errorEntries({
  'witness.forged': {
    status: 401,
    happened: 'the record is not signed as a witness of this name signs',
    remedy: 'Check the witness’s name, its secret on both sides, and that the body is signed as it is sent.',
  },
  'witness.out-of-time': {
    status: 401,
    happened: 'the record was signed at another time than it came',
    remedy:
      'Set the sender’s clock by the same source as the server’s, and sign each record when it is sent.',
  },
  'witness.replayed': {
    status: 409,
    happened: 'this signed record was taken before',
    remedy: 'Nothing is lost. If it was sent anew on purpose, sign it anew.',
  },
  'witness.not-readable': {
    status: 422,
    happened: 'these are no records that the mapping can be tried on',
    remedy: 'Send a JSON object, a list of them, or CSV with a line of headings, within the limits named.',
  },
  'witness.mapping-unknown': {
    status: 422,
    happened: 'there is no mapping or gateway of this name',
    remedy: 'Name a gateway of the configuration, or a mapping that comes with the product.',
  },
  'witness.rules-wrong': {
    status: 422,
    happened: 'the rules do not do what their own examples say',
    remedy: 'Correct the rule or the example named; each rule needs an example that it takes.',
  },
});
