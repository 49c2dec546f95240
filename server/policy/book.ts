import { readFile } from 'node:fs/promises';
import { WitnessError } from '@witnessmark/shared/errors';
import { toBody } from '../events/index.ts';
import type { Log } from '../log/index.ts';
import { builtInPolicy, type Policy, policyOf } from './file.ts';

/** The policy that holds, since when, and where it stands. */
export interface PolicyInForce {
  readonly policy: Policy;
  /** When the log took it up; null where the built-in policy holds and no other ever did. */
  readonly adoptedAt: string | null;
  /** Path of the file; null where the built-in policy holds. */
  readonly file: string | null;
}

/**
 * The site's policy, from a reviewed file. Each text that comes to hold is an event, so that whatever was decided
 * under a policy can be read beside it for ever.
 */
export class PolicyBook {
  readonly #log: Log;
  readonly #file: string | null;
  #policy: Policy = builtInPolicy;
  #adoptedAt: string | null = null;
  #last: Promise<unknown> = Promise.resolve();

  constructor(log: Log, file: string | null) {
    this.#log = log;
    this.#file = file;
  }

  /** The policy of now. */
  get now(): Policy {
    return this.#policy;
  }

  inForce(): PolicyInForce {
    return { policy: this.#policy, adoptedAt: this.#adoptedAt, file: this.#file };
  }

  /**
   * Reads the file, at the start and whenever it is told to. True where another text holds than before. Throws
   * `config.invalid`; what held before then goes on holding. Judgements that stand are not made anew by it.
   */
  load(): Promise<boolean> {
    const done = this.#last.then(() => this.#load());
    this.#last = done.catch(() => undefined);
    return done;
  }

  async #load(): Promise<boolean> {
    const policy = this.#file === null ? builtInPolicy : policyOf(await textOf(this.#file), this.#file);
    const [newest] = await this.#log.reader.page({ type: 'policy.adopted' }, 1);
    const held = newest?.event.body['digest'] ?? builtInPolicy.digest;
    const isNew = held !== policy.digest;
    if (isNew) {
      await this.#log.append([
        {
          type: 'policy.adopted',
          // One text may hold, be replaced, and hold again.
          key: `policy.adopted/${newest?.pos ?? 'first'}/${policy.digest}`,
          actor: { kind: 'server', id: 'server' },
          subject: 'policy',
          body: toBody('policy.adopted', { digest: policy.digest, text: policy.text }),
        },
      ]);
    }
    const [adopted] = isNew ? await this.#log.reader.page({ type: 'policy.adopted' }, 1) : [newest];
    this.#policy = policy;
    this.#adoptedAt = adopted?.event.at ?? null;
    return isNew;
  }
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    throw new WitnessError('config.invalid', file, `it cannot be read: ${code}`, { cause });
  }
}
