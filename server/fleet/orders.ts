import { createHash } from 'node:crypto';
import { type Order, orderSchema } from '@witnessmark/shared/wire';
import type { Orders as OrdersPort } from '../agents/index.ts';
import type { Db } from '../db/index.ts';
import { toBody } from '../events/index.ts';
import type { EventActor, Log } from '../log/index.ts';

export interface OrderWish {
  readonly agent: string;
  readonly act: Order['act'];
  /** UTC text. */
  readonly expires: string;
  readonly reason: string;
  readonly actor: EventActor;
  /** Id of the request or rule; the same one again gives no second order. */
  readonly request: string;
}

const most = 100;

/** Orders to agents: logged, then fetched by long poll. */
export class Orders implements OrdersPort {
  readonly #db: Db;
  readonly #log: Log;
  readonly #now: () => string;
  #last: Promise<unknown> = Promise.resolve();

  constructor(db: Db, log: Log, now: () => string) {
    this.#db = db;
    this.#log = log;
    this.#now = now;
  }

  /** Resolves when the order is on disk; gives its id. */
  async issue(wish: OrderWish): Promise<string> {
    const issued = this.#last.then(() => this.#issue(wish));
    // Positions follow one another, so orders are issued one by one; a failure stops nobody behind it.
    this.#last = issued.catch(() => undefined);
    return issued;
  }

  async after(agent: string, after: number, waitMs: number, signal: AbortSignal): Promise<readonly Order[]> {
    const arrived = this.#nextFor(agent, waitMs, signal);
    try {
      const orders = await this.#open(agent, after);
      if (orders.length > 0 || signal.aborted || waitMs <= 0) return orders;
      await arrived.promise;
      return await this.#open(agent, after);
    } finally {
      arrived.stop();
    }
  }

  async #issue({ agent, act, expires, reason, actor, request }: OrderWish): Promise<string> {
    const id = `order-${createHash('sha256')
      .update(`${request}/${agent}/${JSON.stringify(act)}`)
      .digest('hex')
      .slice(0, 16)}`;
    const newest = await this.#db
      .selectFrom('agent_order')
      .select('position')
      .where('agent', '=', agent)
      .orderBy('position', 'desc')
      .limit(1)
      .executeTakeFirst();
    // A server restored from a backup has forgotten its newest orders, and agents have not: counting on from
    // where the backup stood would give orders that no agent asks for any more. Time has gone on.
    const position = Math.max((newest?.position ?? 0) + 1, Date.parse(this.#now()));
    const order = orderSchema.parse({ id, position, expires, act });
    await this.#log.append([
      {
        type: 'order.issued',
        key: `order.issued/${id}`,
        actor,
        request,
        subject: `agent:${agent}`,
        body: toBody('order.issued', { agent, order, reason }),
      },
    ]);
    return id;
  }

  async #open(agent: string, after: number): Promise<readonly Order[]> {
    const rows = await this.#db
      .selectFrom('agent_order')
      .selectAll()
      .where('agent', '=', agent)
      .where('position', '>', after)
      .where('expires', '>', this.#now())
      .orderBy('position')
      .limit(most)
      .execute();
    return rows.map(({ id, position, expires, act_json }) => {
      return orderSchema.parse({ id, position, expires, act: JSON.parse(act_json) });
    });
  }

  #nextFor(agent: string, waitMs: number, signal: AbortSignal): { promise: Promise<void>; stop: () => void } {
    let stop: () => void = () => undefined;
    const promise = new Promise<void>(resolve => {
      const timer = setTimeout(resolve, waitMs);
      const listening = this.#log.bus.subscribe(entries => {
        if (entries.some(({ event }) => event.type === 'order.issued' && event.subject === `agent:${agent}`))
          resolve();
      });
      const aborted = () => resolve();
      signal.addEventListener('abort', aborted, { once: true });
      stop = () => {
        clearTimeout(timer);
        listening();
        signal.removeEventListener('abort', aborted);
        resolve();
      };
    });
    return { promise, stop };
  }
}
