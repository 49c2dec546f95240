/** One exchange, milliseconds: `sent` and `arrived` by the agent's clock, the others by the server's. */
export interface Exchange {
  readonly sent: number;
  readonly received: number;
  readonly answered: number;
  readonly arrived: number;
}

export interface Offset {
  /** What has to be added to the agent's clock to get the server's. */
  readonly offsetMs: number;
  /** The true offset lies within ± this. */
  readonly errorMs: number;
}

/** RFC 5905 §8: offset, and half of the time on the way as its bound. */
export function measureOffset({ sent, received, answered, arrived }: Exchange): Offset {
  const onTheWay = Math.max(0, arrived - sent - (answered - received));
  // Time stamps are whole milliseconds: one more of error.
  return { offsetMs: (received - sent + (answered - arrived)) / 2, errorMs: onTheWay / 2 + 1 };
}

/** Whether two measurements cannot both hold for one offset, beyond what is worth telling. */
export function hasMoved(told: Offset | null, now: Offset): boolean {
  const worthMs = 100;
  if (told === null) return true;
  return Math.abs(now.offsetMs - told.offsetMs) > Math.max(worthMs, told.errorMs + now.errorMs);
}
