import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { pipeline, Readable } from 'node:stream';
import { WitnessError } from '@witnessmark/shared/errors';
import type { Git } from './git.ts';
import type { ReaderBounds, ReaderSlots } from './reader-slots.ts';
import type { UploadPackCall } from './upload-pack-call.ts';

export interface CloneBounds extends ReaderBounds {
  /** A clone that takes longer than this is cut; a later fetch begins anew. Milliseconds. */
  readonly longestMs: number;
  /** So is one whose reader takes nothing for this long; git itself says something every five seconds. */
  readonly silentMs: number;
}

export const cloneBounds: CloneBounds = {
  places: 4,
  waiting: 32,
  placesEach: 2,
  waitingEach: 8,
  longestMs: 15 * 60_000,
  silentMs: 60_000,
};

interface Parts {
  readonly git: Git;
  readonly slots: ReaderSlots;
  readonly bounds: CloneBounds;
}

/**
 * One exchange of git's smart HTTP protocol (gitprotocol-http(5)), reading only. The stream given ends
 * with an error where git ended badly, so that a cut answer is never taken for a whole one.
 */
export async function startUploadPack(
  { git, slots, bounds }: Parts,
  asset: string,
  repository: string,
  call: UploadPackCall,
): Promise<Readable> {
  const release = await slots.take(call.reader);
  if (call.signal.aborted) {
    release();
    throw new WitnessError('store.closed', asset, 'the reader went away');
  }
  const mode = call.advertise ? ['--http-backend-info-refs'] : [];
  // A protocol version is all that may be asked for; anything else would only be passed on to git.
  const protocol = /^version=[0-2]$/.test(call.protocol ?? '') ? call.protocol : undefined;
  const args = ['upload-pack', '--stateless-rpc', '--strict', ...mode, repository];
  const child = git.start(repository, args, protocol);
  const exit = ended(child);
  const body: Readable = Readable.from(
    answer(asset, child, exit, () => silent.refresh()),
    { objectMode: false },
  );
  // Whoever reads is told by the stream; where nobody reads yet there is nobody to tell.
  body.on('error', () => undefined);
  // What git said and nobody reads keeps its pipe open, and with it the place: a reader that stands still
  // is cut off, not git alone.
  const cut = (error: WitnessError) => {
    child.kill();
    body.destroy(error);
    child.stdout.destroy();
  };
  const slow = () => cut(new WitnessError('store.reader-slow', asset));
  const longest = setTimeout(slow, bounds.longestMs);
  const silent = setTimeout(slow, bounds.silentMs);
  const onAbort = () => cut(new WitnessError('store.closed', asset, 'the reader went away'));
  call.signal.addEventListener('abort', onAbort, { once: true });
  void exit.then(() => {
    clearTimeout(longest);
    clearTimeout(silent);
    call.signal.removeEventListener('abort', onAbort);
    release();
  });
  if (call.input === undefined) child.stdin.end();
  else {
    pipeline(call.input, child.stdin, error => {
      // git hangs up early when it has what it needs; a request that broke off is another matter.
      if (error && (error as NodeJS.ErrnoException).code !== 'EPIPE') child.kill();
    });
  }
  return body;
}

async function* answer(
  asset: string,
  child: ChildProcessWithoutNullStreams,
  exit: Promise<string | null>,
  onProgress: () => void,
): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of child.stdout) {
      yield chunk as Buffer;
      onProgress();
    }
    const failure = await exit;
    if (failure !== null) throw new WitnessError('store.git-failed', asset, failure);
  } finally {
    // Also where the reader stopped reading.
    child.kill();
  }
}

/** Null when git ended well, else what it said. Never rejects. */
function ended(child: ChildProcessWithoutNullStreams): Promise<string | null> {
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    if (said.length < 2000) said += chunk.toString('utf8');
  });
  // Writing to a git that has ended; how it ended is what counts.
  child.stdin.on('error', () => undefined);
  return new Promise(resolve => {
    child.on('error', error => resolve(error.message));
    child.on('close', code => {
      resolve(code === 0 ? null : said.trim() || `git upload-pack ended with ${code ?? 'a signal'}`);
    });
  });
}
