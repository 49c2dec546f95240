import type { BlobOnDisk } from '../spool/index.ts';
import type { WireClient } from './client.ts';

/** One request: small enough that a slow link finishes it within the server's time for a request. */
const partBytes = 2 * 1024 * 1024;

/** Sends a content in parts from where the server stands, however often the link was cut before. */
export async function sendContent(client: WireClient, blob: BlobOnDisk, signal: AbortSignal): Promise<void> {
  const { sha256, file, bytes: total } = blob;
  let { have, complete } = await client.blobState(sha256);
  while (!complete) {
    signal.throwIfAborted();
    const bytes = Math.min(partBytes, total - have);
    ({ have, complete } = await client.putBlob(sha256, { file, from: have, bytes, total }));
  }
}
