import type { Checkpoints as CheckpointsPort } from '../agents/index.ts';
import type { Log } from '../log/index.ts';

/** The log's newest tree head, as agents take it. */
export class Checkpoints implements CheckpointsPort {
  readonly #log: Log;

  constructor(log: Log) {
    this.#log = log;
  }

  async current(): Promise<string> {
    return this.#log.checkpoint.note;
  }

  async consistency(
    size: number,
  ): Promise<{ readonly checkpoint: string; readonly proof: readonly string[] }> {
    const { checkpoint, proof } = await this.#log.consistency(size);
    return { checkpoint: checkpoint.note, proof: proof.map(hash => Buffer.from(hash).toString('hex')) };
  }
}
