import type { Instant } from '@witnessmark/shared/time';

/** The wall clock moved against the monotonic clock by `byMs` between two samples. */
export interface ClockJump {
  readonly byMs: number;
  readonly before: Instant;
  readonly after: Instant;
}

/**
 * Notices when the wall clock was set, or the machine slept, between two samples. A clock that is being
 * slewed (at most 0.5 ms a second) stays far below the bound between two samples a few seconds apart.
 */
export class JumpDetector {
  readonly #boundMs: number;
  #last: Instant | null = null;

  constructor(boundMs = 1000) {
    this.#boundMs = boundMs;
  }

  sample(now: Instant): ClockJump | null {
    const before = this.#last;
    this.#last = now;
    if (before === null || before.boot !== now.boot) return null;
    const wallMs = Date.parse(now.wall) - Date.parse(before.wall);
    const byMs = wallMs - (now.mono - before.mono);
    return Math.abs(byMs) > this.#boundMs ? { byMs, before, after: now } : null;
  }
}
