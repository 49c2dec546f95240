import type { Core } from '../core/index.ts';
import type { Plant } from '../plant/index.ts';
import { defaultSessionPolicy, SessionBook, SessionDesk, startSessionClock } from '../sessions/index.ts';

/** The modules about who works on what, put together. */
export function openWork(parts: {
  readonly core: Core;
  readonly plant: Plant;
  readonly now: () => number;
  readonly failed: (error: unknown) => void;
}) {
  const { core, plant, now, failed } = parts;
  const { database, log } = core;
  const policy = () => defaultSessionPolicy;
  const book = new SessionBook({ database, policy, now });
  const desk = new SessionDesk({
    database,
    log,
    policy: () => ({ policy: policy(), digest: '' }),
    ports: {
      orderReading: (asset, reason, by) => plant.orderReading(asset, null, reason, by),
      lastEqual: async asset => plant.lastEqual(asset),
    },
    now,
  });
  const stopClock = startSessionClock(desk, failed);
  return {
    sessions: { book, desk },
    async stop(): Promise<void> {
      stopClock();
      await desk.stop();
    },
  };
}
