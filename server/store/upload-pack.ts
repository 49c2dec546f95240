import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { pipeline, Readable } from 'node:stream';
import { WitnessError } from '@witnessmark/shared/errors';
import type { Git } from './git.ts';
import type { Slots } from './slots.ts';
import type { UploadPackCall } from './store.ts';

/** A clone that takes longer than this is cut; a later fetch begins anew. */
const longestMs = 15 * 60_000;
/** So is one whose reader takes nothing for this long; git itself says something every five seconds. */
const silentMs = 60_000;

/**
 * One exchange of git's smart HTTP protocol (gitprotocol-http(5)), reading only. The stream given ends
 * with an error where git ended badly, so that a cut answer is never taken for a whole one.
 */
export async function startUploadPack(
  git: Git,
  asset: string,
  repository: string,
  slots: Slots,
  call: UploadPackCall,
): Promise<Readable> {
  const release = await slots.take();
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
  const longest = setTimeout(() => child.kill(), longestMs);
  const silent = setTimeout(() => child.kill(), silentMs);
  const onAbort = () => child.kill();
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
  return Readable.from(
    answer(asset, child, exit, () => silent.refresh()),
    { objectMode: false },
  );
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
