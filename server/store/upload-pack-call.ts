import type { Readable } from 'node:stream';

/** One request of git's smart HTTP protocol, as far as it is about reading. */
export interface UploadPackCall {
  /** Whoever asks, as a random id: one alone cannot take every place there is. */
  readonly reader: string;
  /** The advertisement of `GET info/refs`; the conversation of `POST git-upload-pack` where false. */
  readonly advertise: boolean;
  /** Value of the request's `Git-Protocol` header. */
  readonly protocol: string | undefined;
  /** Request body, already decompressed; absent for an advertisement. */
  readonly input?: Readable;
  readonly signal: AbortSignal;
}
