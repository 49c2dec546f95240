/** Messages of one shape that no rule takes. */
export interface UnmatchedShape {
  readonly app: string | null;
  /** One of them as it came, cut. */
  readonly sample: string;
  readonly count: number;
  readonly lastAt: string;
}

export interface UnmatchedSender {
  readonly address: string;
  /** Its name where it is known; nothing of an unknown sender is ever taken. */
  readonly sender: string | null;
  readonly count: number;
  readonly lastAt: string;
  readonly shapes: readonly UnmatchedShape[];
}

const sendersAtMost = 200;
const shapesAtMost = 10;
const sampleLength = 1000;

interface Held {
  sender: string | null;
  count: number;
  lastAt: string;
  readonly shapes: Map<string, UnmatchedShape>;
}

/** What came by syslog and says nothing to any rule: counted by sender, one sample a shape kept, so that a person can write a rule. */
export class Unmatched {
  readonly #senders = new Map<string, Held>();

  add(
    address: string,
    sender: string | null,
    message: { app: string | null; whole: string },
    at: string,
  ): void {
    const held = this.#senders.get(address) ?? { sender, count: 0, lastAt: at, shapes: new Map() };
    held.sender = sender;
    held.count += 1;
    held.lastAt = at;
    this.#senders.delete(address);
    this.#senders.set(address, held);
    if (this.#senders.size > sendersAtMost) this.#forgetOne();
    const sample = message.whole.slice(0, sampleLength);
    const shape = `${message.app ?? ''} ${sample.replace(/\d+/g, '#').slice(0, 120)}`;
    const before = held.shapes.get(shape);
    if (before === undefined && held.shapes.size >= shapesAtMost) return;
    held.shapes.set(shape, {
      app: message.app,
      sample: before?.sample ?? sample,
      count: (before?.count ?? 0) + 1,
      lastAt: at,
    });
  }

  /** Who sent most first. */
  all(): UnmatchedSender[] {
    return [...this.#senders]
      .map(([address, { sender, count, lastAt, shapes }]) => ({
        address,
        sender,
        count,
        lastAt,
        shapes: [...shapes.values()].sort((a, b) => b.count - a.count),
      }))
      .sort((a, b) => b.count - a.count);
  }

  // Of those whom nobody knows first: whoever makes up senders must not push out the real ones.
  #forgetOne(): void {
    const unknown = [...this.#senders].find(([, { sender }]) => sender === null)?.[0];
    const [oldest] = this.#senders.keys();
    const gone = unknown ?? oldest;
    if (gone !== undefined) this.#senders.delete(gone);
  }
}
