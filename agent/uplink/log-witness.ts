import { join } from 'node:path';
import { WitnessError } from '@witnessmark/shared/errors';
import {
  type Checkpoint,
  noteVerifier,
  openCheckpoint,
  parseVerifierKey,
  readCheckpoint,
  verifyConsistency,
} from '@witnessmark/shared/log';
import { z } from 'zod';
import { readPrivateFile, writePrivateFile } from './private-file.ts';

const note = z.string().max(4096);
const memorySchema = z.strictObject({
  v: z.literal(1),
  /** Newest checkpoint proven to continue every one before it. */
  seen: note.nullable(),
  /** Why a later one was not believed, and that one; until an administrator accepts the log as it is. */
  broken: z.strictObject({ says: z.string().max(1000), offered: note }).nullable(),
});
type Memory = z.infer<typeof memorySchema>;

/**
 * The agent's memory of the server's log: it believes a checkpoint only where the log's key signed it
 * and an RFC 6962 proof shows that it continues the last one. One that does not marks the log as broken,
 * also over restarts, until an administrator accepts it.
 */
export interface LogWitness {
  /** What goes into the next request. */
  readonly seen: string | null;
  readonly broken: { readonly says: string; readonly offered: string } | null;
  /**
   * Judges an answer's checkpoint; `base` is the one the request carried. `rolled-back` is said once, when the
   * log breaks.
   */
  see(
    base: string | null,
    offered: string,
    proof: readonly string[],
  ): 'consistent' | 'rolled-back' | 'broken-before';
  /** Takes this signed checkpoint as the new beginning. Throws `wire.answer-invalid` for one the log's key did not sign. */
  accept(checkpoint: string): void;
  /** Makes the memory durable. */
  save(): Promise<void>;
}

/** Throws `agent.identity-unreadable` for a log key or a memory that cannot be used. */
export async function openLogWitness(dir: string, logKey: string): Promise<LogWitness> {
  const file = join(dir, 'checkpoint.json');
  const pinned = parseVerifierKey(logKey);
  if (pinned === null)
    throw new WitnessError('agent.identity-unreadable', dir, 'its log key is no verifier key');
  const key = pinned.key;
  const stored = await readPrivateFile(file);
  let memory: Memory = stored === null ? { v: 1, seen: null, broken: null } : parseMemory(stored, file);
  let saved = stored === null ? null : memory;

  /** A later generation of the log signs with the same key under its own name. */
  function open(text: string): Checkpoint | string {
    const origin = readCheckpoint(text)?.origin;
    if (origin === undefined || /[\s+]/.test(origin)) return 'it is no checkpoint';
    const opened = openCheckpoint(text, [noteVerifier(origin, key)]);
    return opened.state === 'verified' ? opened.checkpoint : `its signature does not hold (${opened.why})`;
  }

  function fault(base: string | null, offered: string, proof: readonly string[]): string | null {
    const now = open(offered);
    if (typeof now === 'string') return now;
    const before = base === null ? null : readCheckpoint(base);
    if (before === null) return null;
    if (now.origin !== before.origin) return `it is of log ${now.origin}; ${before.origin} was seen`;
    if (now.size < before.size) return `it has ${now.size} entries; ${before.size} were seen`;
    const consistent = verifyConsistency({
      first: before.size,
      second: now.size,
      firstRoot: before.root,
      secondRoot: now.root,
      proof: proof.map(hash => Buffer.from(hash, 'hex')),
    });
    return consistent ? null : `it does not continue the log of ${before.size} entries`;
  }

  return {
    get seen() {
      return memory.seen;
    },
    get broken() {
      return memory.broken;
    },

    see(base, offered, proof) {
      if (memory.broken !== null) return 'broken-before';
      const says = fault(base, offered, proof);
      if (says !== null) {
        memory = {
          ...memory,
          broken: {
            says: `The newest checkpoint was not believed: ${says}.`,
            offered: offered.slice(0, 4096),
          },
        };
        return 'rolled-back';
      }
      // Calls overlap: one proven from an older base says nothing about what was seen meanwhile.
      if (base === memory.seen) memory = { ...memory, seen: offered };
      return 'consistent';
    },

    accept(checkpoint) {
      const opened = open(checkpoint);
      if (typeof opened === 'string')
        throw new WitnessError('wire.answer-invalid', 'accepted checkpoint', opened);
      memory = { v: 1, seen: checkpoint, broken: null };
    },

    async save() {
      if (saved === memory) return;
      const saving = memory;
      await writePrivateFile(file, `${JSON.stringify(saving, null, 2)}\n`);
      saved = saving;
    },
  };
}

function parseMemory(text: string, file: string): Memory {
  try {
    return memorySchema.parse(JSON.parse(text));
  } catch (error) {
    throw new WitnessError('agent.identity-unreadable', file, 'the memory of the log', { cause: error });
  }
}
