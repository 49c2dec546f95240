import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream';
import type { Git } from './git.ts';
import type { Slots } from './slots.ts';
import type { StoreLog, UploadPackCall } from './store.ts';

/** A clone that takes longer than this is cut; a later fetch begins anew. */
const longestMs = 15 * 60_000;

/**
 * One exchange of git's smart HTTP protocol (gitprotocol-http(5)), reading only. The stream given ends
 * with an error where git ended badly, so that a cut answer is never taken for a whole one.
 */
export async function startUploadPack(
  git: Git,
  repository: string,
  slots: Slots,
  call: UploadPackCall,
  log: StoreLog,
): Promise<Readable> {
  const release = await slots.take();
  if (call.signal.aborted) {
    release();
    throw call.signal.reason;
  }
  const mode = call.advertise ? ['--http-backend-info-refs'] : [];
  // A protocol version is all that may be asked for; anything else would only be passed on to git.
  const protocol = /^version=[0-2]$/.test(call.protocol ?? '') ? call.protocol : undefined;
  const child = git.start(
    repository,
    ['upload-pack', '--stateless-rpc', '--strict', ...mode, repository],
    protocol,
  );
  const cut = (why: Error) => {
    child.kill('SIGTERM');
    child.stdout.destroy(why);
  };
  const onAbort = () => cut(new Error('the reader went away'));
  const timer = setTimeout(() => cut(new Error('the clone took too long')), longestMs);
  call.signal.addEventListener('abort', onAbort, { once: true });

  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    if (said.length < 2000) said += chunk.toString('utf8');
  });
  const ended = () => {
    clearTimeout(timer);
    call.signal.removeEventListener('abort', onAbort);
    release();
  };
  child.on('error', error => {
    child.stdout.destroy(error);
    ended();
  });
  child.on('close', code => {
    if (code !== 0 && !call.signal.aborted) {
      log.warn({ repository, code, says: said }, 'git upload-pack ended badly');
    }
    ended();
  });
  if (call.input === undefined) {
    child.stdin.on('error', () => undefined);
    child.stdin.end();
  } else {
    pipeline(call.input, child.stdin, error => {
      // git hangs up early when it has what it needs; a request that broke off is another matter.
      if (error && (error as NodeJS.ErrnoException).code !== 'EPIPE' && !child.killed) cut(error);
    });
  }
  return child.stdout;
}
