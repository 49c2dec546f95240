import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { isWitnessError } from '@witnessmark/shared/errors';
import { bodyOf } from '../events/index.ts';
import type { Vault } from '../vault/index.ts';
import type { CheckTools, Finding } from './finding.ts';
import type { SeenEntry } from './log-check.ts';

/** What the log says must be sealed, or must be gone, at the end of the walk. */
export class ExpectedSeals {
  readonly #sealed = new Map<string, { readonly pos: number; readonly commitment: string }>();
  readonly #erased = new Map<string, number>();

  see({ pos, event }: SeenEntry): void {
    for (const { ref, commitment } of event.sealed ?? []) {
      this.#sealed.set(ref, { pos, commitment });
      this.#erased.delete(ref);
    }
    if (event.type !== 'content.erased') return;
    for (const ref of bodyOf('content.erased', event).refs) {
      this.#sealed.delete(ref);
      this.#erased.set(ref, pos);
    }
  }

  /** Every row opens and fits the commitment of the newest entry that sealed it; what was erased is gone. */
  async check(vault: Vault, { step, signal }: CheckTools): Promise<Finding | null> {
    let done = 0;
    for (const [ref, { pos, commitment }] of this.#sealed) {
      signal?.throwIfAborted();
      try {
        const opened = await vault.open(ref);
        if (opened === null) return { pos, what: `the vault lacks ${ref}` };
        if (opened.commitment !== commitment)
          return { pos, what: `${ref} in the vault is not what was committed to` };
      } catch (error) {
        if (!isWitnessError(error)) throw error;
        return { pos, what: error.message };
      }
      step(++done);
    }
    for (const [ref, pos] of this.#erased) {
      if (await vault.has(ref)) return { pos, what: `${ref} was erased and is still in the vault` };
    }
    return null;
  }
}

/** Contents of late observations: file against hash. */
export class ExpectedLate {
  readonly #contents = new Map<string, number>();

  see({ pos, event }: SeenEntry): void {
    if (event.type !== 'observation.late') return;
    for (const { stored } of bodyOf('observation.late', event).items) {
      if (stored && !this.#contents.has(stored.sha256)) this.#contents.set(stored.sha256, pos);
    }
  }

  async check(fileOf: (sha256: string) => string, { signal }: CheckTools): Promise<Finding | null> {
    for (const [sha256, pos] of this.#contents) {
      signal?.throwIfAborted();
      const hash = createHash('sha256');
      try {
        await pipeline(createReadStream(fileOf(sha256)), hash);
      } catch (error) {
        return {
          pos,
          what: `late content ${sha256}: ${error instanceof Error ? error.message : String(error)}`,
        };
      }
      if (hash.digest('hex') !== sha256) return { pos, what: `late content ${sha256} was altered` };
    }
    return null;
  }
}
