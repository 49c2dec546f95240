import type { SessionDesk } from './desk.ts';

const everyMs = 15_000;

/** Ends sessions whose time and grace are over, while the server runs and at its start. Returns the way to stop. */
export function startSessionClock(desk: SessionDesk, failed: (error: unknown) => void): () => void {
  const tick = () => {
    desk.endOverdue().catch(failed);
  };
  tick();
  const timer = setInterval(tick, everyMs);
  return () => clearInterval(timer);
}
