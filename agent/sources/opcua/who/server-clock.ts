import type { Instant } from '@witnessmark/shared/time';
import { AttributeIds } from 'node-opcua-client';
import type { OpcuaLink } from '../link.ts';
import { currentTime } from '../server-info.ts';

/** A moment of the server's clock, as the agent's clock would have told it. */
export interface Placed {
  readonly at: Instant;
  /** Bound of the error in milliseconds; null where the server's clock was never measured. */
  readonly errorMs: number | null;
}

interface Measured {
  readonly offsetMs: number;
  readonly errorMs: number;
}

/** A server's clock may tick no finer than this, in milliseconds. */
const tickMs = 16;
/** How far a record's time may lie outside of what is possible before it is not believed, in milliseconds. */
const believedMs = 1000;

/** The server's clock beside the agent's: measured again and again, because it may be set. */
export class ServerClock {
  readonly #since: Instant;
  #measured: Measured | null = null;

  /** Records are listened to from `since` on. */
  constructor(since: Instant) {
    this.#since = since;
  }

  /** Reads CurrentTime (OPC 10000-5 §6.3.1). Throws as the link does. */
  async measure(link: OpcuaLink, now: () => Instant, signal: AbortSignal): Promise<void> {
    const before = now();
    const [value] = await link.read([{ nodeId: currentTime, attributeId: AttributeIds.Value }], signal);
    const after = now();
    const told: unknown = value?.value.value;
    if (!value?.statusCode.isGood() || !(told instanceof Date)) return;
    const roundTrip = after.mono - before.mono;
    const middle = Date.parse(after.wall) - roundTrip / 2;
    const offsetMs = told.getTime() - middle;
    // What it moved by since the last measurement may have happened at any moment in between.
    const moved = this.#measured === null ? 0 : Math.abs(offsetMs - this.#measured.offsetMs);
    this.#measured = { offsetMs, errorMs: roundTrip / 2 + tickMs + moved };
  }

  /**
   * When it was by the agent's clock. Where the server's clock was not measured, or the record's time cannot be of
   * that clock, it is the arrival, with an unknown error: an event that is listened to happened after listening
   * began, and before it arrived.
   */
  place(time: Date | null, arrivedAt: Instant): Placed {
    const ms = time?.getTime() ?? Number.NaN;
    if (this.#measured === null || !Number.isFinite(ms)) return { at: arrivedAt, errorMs: null };
    const { offsetMs, errorMs } = this.#measured;
    const early = Date.parse(arrivedAt.wall) - (ms - offsetMs);
    const slack = errorMs + believedMs;
    const listening = arrivedAt.mono - this.#since.mono;
    if (early < -slack || early > listening + slack) return { at: arrivedAt, errorMs: null };
    const byMs = Math.min(Math.max(0, Math.round(early)), arrivedAt.mono);
    const at = {
      wall: new Date(Date.parse(arrivedAt.wall) - byMs).toISOString(),
      mono: arrivedAt.mono - byMs,
      boot: arrivedAt.boot,
    };
    return { at, errorMs: Math.ceil(errorMs) };
  }
}
