import { connect, type Socket } from 'node:net';
import { WitnessError } from '@witnessmark/shared/errors';
import { failureOfSocket } from './failures.ts';

/** Opens a TCP connection; no answer within `timeoutMs` counts as no route. Rejects with the signal's reason. */
export function openSocket(
  target: { readonly subject: string; readonly host: string; readonly port: number },
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason);
      return;
    }
    const socket = connect({ host: target.host, port: target.port, noDelay: true, keepAlive: true });
    const settle = (act: () => void) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      socket.removeListener('connect', onConnect);
      socket.removeListener('error', onError);
      act();
    };
    const fail = (reason: unknown) =>
      settle(() => {
        // destroy() may still report an error; this attempt has already been judged.
        socket.on('error', () => undefined);
        socket.destroy();
        reject(reason);
      });
    const onConnect = () => settle(() => resolve(socket));
    const onError = (error: NodeJS.ErrnoException) => {
      const failure = failureOfSocket(error.code);
      fail(new WitnessError(failure.code, target.subject, failure.detail, { cause: error }));
    };
    const onAbort = () => fail(signal.reason);
    const timer = setTimeout(
      () => fail(new WitnessError('s7.no-route', target.subject, `no TCP answer within ${timeoutMs} ms`)),
      timeoutMs,
    );
    signal.addEventListener('abort', onAbort, { once: true });
    socket.once('connect', onConnect);
    socket.once('error', onError);
  });
}
