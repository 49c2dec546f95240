import { toBody } from '../events/index.ts';
import type { Log } from '../log/index.ts';

/** Logs which names of accounts and stations somebody was shown: once a day for each, as it is with names of people. */
export class LookUps {
  readonly #log: Log;
  readonly #now: () => number;
  #told = { day: '', pairs: new Set<string>() };

  constructor(log: Log, now: () => number) {
    this.#log = log;
    this.#now = now;
  }

  /** Resolves when the look-up is on disk. */
  async tell(person: string, refs: readonly string[]): Promise<void> {
    const day = new Date(this.#now()).toISOString().slice(0, 10);
    if (this.#told.day !== day) this.#told = { day, pairs: new Set() };
    const { pairs } = this.#told;
    const fresh = [...new Set(refs)].filter(ref => !pairs.has(`${person} ${ref}`));
    if (fresh.length === 0) return;
    // A key is appended once for good, so that a restart within the day tells nothing twice.
    await this.#log.append(
      fresh.map(ref => ({
        type: 'vault.read' as const,
        key: `vault.read/${day}/${person}/${ref}`,
        actor: { kind: 'person' as const, id: person },
        subject: `person:${person}`,
        body: toBody('vault.read', { refs: [ref], why: 'a name was shown' }),
      })),
    );
    for (const ref of fresh) pairs.add(`${person} ${ref}`);
  }
}
