import type { Live } from '@witnessmark/shared/api';
import { WitnessError } from '@witnessmark/shared/errors';
import type { Routes } from '../app.ts';
import { callerOfRequest } from '../guard.ts';

/** Streams open at once, and what one slow reader may leave unread before it is cut off. */
const streamsAtMost = 500;
const unreadBytesAtMost = 1024 * 1024;
const stillAliveMs = 15_000;

/** Server-sent events. A reader that comes back with Last-Event-ID misses nothing; one that cannot keep up is cut off and comes back. */
export const liveRoutes: Routes = (app, { plant, identity }) => {
  let open = 0;
  app.get('/api/v1/events', { config: { access: 'see-plant' }, schema: { hide: true } }, (request, reply) => {
    if (open >= streamsAtMost) throw new WitnessError('http.busy', 'live events');
    const last = Number(request.headers['last-event-id']);
    const after =
      Number.isSafeInteger(last) && last >= 0 && request.headers['last-event-id'] !== undefined ? last : null;
    const caller = callerOfRequest(request);
    open += 1;
    reply.hijack();
    const { raw } = reply;
    for (const [name, value] of Object.entries(reply.getHeaders()))
      if (value !== undefined) raw.setHeader(name, value);
    raw.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    raw.write('retry: 2000\n\n');

    const send = (id: number, event: Live): void => {
      raw.write(`id: ${id}\ndata: ${JSON.stringify(event)}\n\n`);
      if (raw.writableLength > unreadBytesAtMost) raw.destroy();
    };
    const stop = plant.live(after, send);
    const alive = setInterval(() => {
      raw.write(': still here\n\n');
      // A sign-out must end what the browser still listens to.
      if (caller.cookie === null) return;
      identity.isSignedIn(caller.cookie).then(
        signedIn => {
          if (!signedIn) raw.end();
        },
        (error: unknown) => {
          request.log.error({ err: error }, 'sign-in of a live stream could not be checked');
          raw.end();
        },
      );
    }, stillAliveMs);
    raw.on('close', () => {
      open -= 1;
      clearInterval(alive);
      stop();
    });
  });
};
