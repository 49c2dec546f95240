import { errorEntries } from './entry.ts';

export const itemsErrors = errorEntries({
  'items.path-too-long': {
    status: 422,
    happened: 'the name is too long for an item path',
    remedy:
      'Give it a shorter name, or leave it out by a rule; an encoded segment holds 100 bytes, a path 1024.',
  },
  'items.path-invalid': {
    status: 422,
    happened: 'the name cannot be part of an item path',
    remedy: 'Use a name that is not empty, has no unpaired surrogates and lies under a known top folder.',
  },
});
