import type { Notice } from '@witnessmark/shared/facts';
import type { Order } from '@witnessmark/shared/wire';
import type { UplinkLog } from './uplink-log.ts';

const saysLength = 4000;

export interface OrderHands {
  /** Carries out what is the uplink's own; false where it is the watcher's. */
  readonly here: (order: Order) => Promise<boolean>;
  /** Tells the result by itself. */
  readonly watcher: (order: Order) => Promise<void>;
  readonly notify: (notice: Notice) => Promise<void>;
  readonly log: UplinkLog;
}

/** Carries out one order and tells its result as a notice. Rejects only where that cannot be stored. */
export async function carryOut(order: Order, { here, watcher, notify, log }: OrderHands): Promise<void> {
  const data = { order: order.id };
  try {
    if (await here(order)) {
      await notify({ code: 'order.done', says: `Order ${order.act.type} was carried out.`, data });
    } else {
      await watcher(order);
    }
  } catch (error) {
    const says = error instanceof Error ? error.message : String(error);
    log.warn({ order: order.id, err: error }, 'order failed');
    await notify({ code: 'order.failed', says: says.slice(0, saysLength), data });
  }
}
