import { isWitnessError } from '@witnessmark/shared/errors';
import type { SourceLog } from '../../source.ts';
import { isRefusal, type S7Transport } from '../transport/index.ts';
import { askSzl, type Szl } from './read-szl.ts';

/** Refusals that are remembered, of one device. */
const mostRefusals = 64;

/** The system status lists of one device: what it refuses is said once in the log, and remembered. */
export class StatusLists {
  readonly #transport: S7Transport;
  readonly #subject: string;
  readonly #log: SourceLog;
  readonly #refused = new Map<string, string>();

  constructor(transport: S7Transport, subject: string, log: SourceLog) {
    this.#transport = transport;
    this.#subject = subject;
    this.#log = log;
  }

  /** Null where the device refuses the list; every other failure throws. */
  async read(id: number, index: number, signal: AbortSignal): Promise<Szl | null> {
    const name = nameOf(id, index);
    try {
      const list = await askSzl(this.#transport, id, index, signal);
      this.#refused.delete(name);
      return list;
    } catch (error) {
      if (!isWitnessError(error) || !isRefusal(error)) throw error;
      this.#tell(name, error.detail ?? error.code);
      return null;
    }
  }

  /** Why the device refused the list when it was last asked; null where it did not. */
  refusal(id: number, index: number): string | null {
    const name = nameOf(id, index);
    const says = this.#refused.get(name);
    return says === undefined ? null : `list ${name} refused: ${says}`;
  }

  #tell(name: string, says: string): void {
    if (this.#refused.has(name) || this.#refused.size >= mostRefusals) return;
    this.#refused.set(name, says);
    this.#log.info({ subject: this.#subject, list: name, says }, 'the controller refuses a status list');
  }

  /** Another device may answer now. */
  reset(): void {
    this.#refused.clear();
  }
}

function nameOf(id: number, index: number): string {
  const hex = (value: number) => value.toString(16).toUpperCase().padStart(4, '0');
  return `${hex(id)}/${hex(index)}`;
}
