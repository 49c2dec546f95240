import { type Statement, statementSchema } from '@witnessmark/shared/facts';
import type { Vault } from '../vault/index.ts';

/** A statement as the rules need it: without the record it was told by. */
export type Told = Omit<Statement, 'raw'>;

/** Bytes of statements that are kept readable, and what one costs beside its text. */
const bytesAtMost = 32 * 1024 * 1024;
const overheadBytes = 500;

/** Statements that were opened, the most recently used of them kept. What is erased is forgotten. */
export class StatementCache {
  readonly #vault: Pick<Vault, 'read'>;
  /** In the order of their last use. */
  readonly #kept = new Map<string, { readonly told: Told; readonly bytes: number }>();
  #bytes = 0;
  /** Grows when something is forgotten: what was being read meanwhile is not kept. */
  #forgotten = 0;

  constructor(vault: Pick<Vault, 'read'>) {
    this.#vault = vault;
  }

  /** Null where it was erased since. */
  async read(ref: string): Promise<Told | null> {
    const kept = this.#kept.get(ref);
    if (kept !== undefined) {
      this.#kept.delete(ref);
      this.#kept.set(ref, kept);
      return kept.told;
    }
    const forgotten = this.#forgotten;
    const bytes = await this.#vault.read(ref);
    if (bytes === null) return null;
    const { raw, ...told } = statementSchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
    if (forgotten === this.#forgotten)
      this.#keep(ref, told, bytes.byteLength - (raw?.data.length ?? 0) + overheadBytes);
    return told;
  }

  forget(refs: readonly string[]): void {
    this.#forgotten += 1;
    for (const ref of refs) {
      this.#bytes -= this.#kept.get(ref)?.bytes ?? 0;
      this.#kept.delete(ref);
    }
  }

  #keep(ref: string, told: Told, bytes: number): void {
    if (this.#kept.has(ref)) return;
    const cost = Math.max(bytes, overheadBytes);
    this.#kept.set(ref, { told, bytes: cost });
    this.#bytes += cost;
    for (const [oldest, { bytes: freed }] of this.#kept) {
      if (this.#bytes <= bytesAtMost) break;
      this.#kept.delete(oldest);
      this.#bytes -= freed;
    }
  }
}
