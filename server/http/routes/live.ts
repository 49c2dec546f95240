import type { Live } from '@witnessmark/shared/api';
import { WitnessError } from '@witnessmark/shared/errors';
import { isSameReach, reachOf } from '../../identity/index.ts';
import { callerOfRequest, reachOfRequest } from '../guard.ts';
import type { Routes } from '../routing.ts';

/** Streams open at once, and what one slow reader may leave unread before it is cut off. */
const streamsAtMost = 500;
/** Of one person, so that nobody takes all of them. */
const streamsOfOneAtMost = 30;
const unreadBytesAtMost = 1024 * 1024;
const stillAliveMs = 15_000;

/** Server-sent events. A reader that comes back with Last-Event-ID misses nothing; one that cannot keep up is cut off and comes back. */
export const liveRoutes: Routes = (app, { plant, identity }) => {
  let open = 0;
  const openOf = new Map<string, number>();
  app.get(
    '/api/v1/events',
    { config: { access: 'see-plant', about: 'narrowed', unattended: true }, schema: { hide: true } },
    (request, reply) => {
      const caller = callerOfRequest(request);
      const own = openOf.get(caller.person) ?? 0;
      if (open >= streamsAtMost || own >= streamsOfOneAtMost)
        throw new WitnessError('http.busy', 'live events');
      const last = Number(request.headers['last-event-id']);
      const after =
        Number.isSafeInteger(last) && last >= 0 && request.headers['last-event-id'] !== undefined
          ? last
          : null;
      const reaches = { plant: reachOfRequest(request), agents: reachOf(caller, 'see-agents') };
      open += 1;
      openOf.set(caller.person, own + 1);
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

      const tell = (id: number, event: Live): void => {
        raw.write(`id: ${id}\ndata: ${JSON.stringify(event)}\n\n`);
        if (raw.writableLength > unreadBytesAtMost) raw.destroy();
      };
      // What the caller may see can end or change while they listen: they come back to what holds then.
      const recheck = (): void => {
        identity.again(caller).then(
          now => {
            const same =
              now !== null &&
              isSameReach(reachOf(now, 'see-plant'), reaches.plant) &&
              isSameReach(reachOf(now, 'see-agents'), reaches.agents);
            if (!same) raw.end();
          },
          (error: unknown) => {
            request.log.error({ err: error }, 'who listens to a live stream could not be checked');
            raw.end();
          },
        );
      };
      const stop = plant.live(after, { ...reaches, tell });
      const stopWatching = identity.onChange(person => {
        if (person === caller.person) recheck();
      });
      const alive = setInterval(() => {
        raw.write(': still here\n\n');
        recheck();
      }, stillAliveMs);
      raw.on('close', () => {
        open -= 1;
        const left = (openOf.get(caller.person) ?? 1) - 1;
        if (left > 0) openOf.set(caller.person, left);
        else openOf.delete(caller.person);
        clearInterval(alive);
        stopWatching();
        stop();
      });
    },
  );
};
