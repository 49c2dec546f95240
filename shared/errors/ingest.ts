import { errorEntries } from './entry.ts';

export const ingestErrors = errorEntries({
  'ingest.base-mismatch': {
    status: 409,
    happened: 'the observation does not stand on what the server knows of this stream',
    remedy: 'It is kept as refused; the next complete reading of the stream brings both sides together.',
  },
  'ingest.result-mismatch': {
    status: 422,
    happened: 'the items of the observation do not add up to its result',
    remedy: 'It is kept as refused; update the agent or report it.',
  },
  'ingest.path-owned': {
    status: 409,
    happened: 'the item belongs to another stream of this asset',
    remedy: 'Correct the configuration so that each item is read by one source only.',
  },
  'ingest.content-mismatch': {
    status: 422,
    happened: 'an item’s content does not have the hash the fact names',
    remedy: 'It is kept as refused; check the disk and memory of the machine the agent runs on.',
  },
  'ingest.asset-damaged': {
    status: 503,
    happened: 'the history of this asset is damaged',
    remedy: 'The agent keeps its facts. Heal the asset from a backup; the facts then follow.',
  },
  'ingest.busy': {
    status: 503,
    happened: 'the server takes no more facts at the moment',
    remedy: 'The agent waits and sends again by itself.',
  },
  'ingest.unknown-asset': {
    status: 404,
    happened: 'there is no such asset',
    remedy: 'Look for it in the list of assets; ids are lower-case.',
  },
  'ingest.unknown-stream': {
    status: 404,
    happened: 'there is no such stream',
    remedy: 'A stream is known from the first time an agent declares it.',
  },
  'ingest.unknown-agent': {
    status: 404,
    happened: 'there is no such agent',
    remedy: 'Look for it in the list of agents; a revoked one cannot be given streams.',
  },
});
