import { errorEntries } from './entry.ts';

export const storeErrors = errorEntries({
  'store.second-writer': {
    status: 409,
    happened: 'the repository moved under the store',
    remedy: 'Something else wrote to it. Stop that writer; the store never overwrites a branch.',
  },
  'store.in-use': {
    status: 409,
    happened: 'another process uses this store',
    remedy: 'Only one server may write to a store. Stop the other one, then start again.',
  },
  'store.damaged': {
    status: 500,
    happened: 'the repository is damaged',
    remedy:
      'Run `witnessmark verify`; heal the asset from a mirror or a backup. Nothing is skipped meanwhile.',
  },
  'store.git-failed': {
    status: 500,
    happened: 'git failed',
    remedy: 'See what git said in the detail; nothing was acknowledged, the same can be tried again.',
  },
  'store.git-missing': {
    status: 500,
    happened: 'git cannot be run',
    remedy: 'Install git 2.39 or newer and put it on the PATH of the server.',
  },
  'store.disk-full': {
    status: 507,
    happened: 'the disk of the store is full',
    remedy: 'Make room; agents keep their facts and send them again by themselves.',
  },
  'store.timed-out': {
    status: 504,
    happened: 'git did not finish in time',
    remedy: 'Look at the load and the health of the disk; the same can be tried again.',
  },
  'store.busy': {
    status: 503,
    happened: 'the store serves as many readers as it may',
    remedy: 'Try again in a moment.',
  },
  'store.reader-busy': {
    status: 429,
    happened: 'this reader has as many clones and fetches under way as one may',
    remedy: 'Wait until one of them ends, or end one; clone fewer assets at the same time.',
  },
  'store.reader-slow': {
    status: 504,
    happened: 'the reader took too long over what it was sent',
    remedy:
      'Clone again over a faster connection, or less of it: `git clone --depth` or a later `git fetch`.',
  },
  'store.closed': {
    status: 503,
    happened: 'the store is being closed',
    remedy: 'Try again when the server is up again.',
  },
  'store.asset-invalid': {
    status: 422,
    happened: 'this is not the id of an asset',
    remedy: 'An id is 2 to 40 of a-z, 0-9 and inner hyphens.',
  },
  'store.asset-unknown': {
    status: 404,
    happened: 'the store has no history of this asset',
    remedy: 'Nothing has been recorded for it yet, or its id is another one.',
  },
  'store.path-invalid': {
    status: 422,
    happened: 'this is not the path of an item',
    remedy: 'The source that named it is defective; report it. Nothing was stored.',
  },
  'store.path-conflict': {
    status: 409,
    happened: 'an item cannot stand both at a path and below it',
    remedy: 'Rename one of the two in the configuration of the source.',
  },
  'store.commit-invalid': {
    status: 422,
    happened: 'the commit has a part that cannot be kept',
    remedy: 'See the detail. This is a defect; report it. Nothing was stored.',
  },
  'store.commit-missing': {
    status: 404,
    happened: 'the repository does not have this commit',
    remedy: 'If the log knows it, the repository is damaged: heal it from a mirror or a backup.',
  },
  'store.content-mismatch': {
    status: 422,
    happened: 'the content does not have the hash it was announced with',
    remedy: 'It was damaged on its way or on disk; send it again.',
  },
  'store.original-missing': {
    status: 500,
    happened: 'the original beside git is gone or damaged',
    remedy: 'Put it back from a mirror or a backup; its hash in the tree tells the right one.',
  },
  'store.too-large': {
    status: 413,
    happened: 'this is too large to be shown line by line',
    remedy: 'Clone the history with git and look there.',
  },
});
