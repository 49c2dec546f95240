import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

/** argon2id with the parameters of RFC 9106's second recommendation: 64 MiB, 3 passes, 4 lanes. */
const parameters = { memory: 64 * 1024, passes: 3, parallelism: 4, tagLength: 32 } as const;

/** What a hash made here begins with. */
export const passwordHashName = [
  'argon2id',
  parameters.memory,
  parameters.passes,
  parameters.parallelism,
].join('$');

/** Each hash takes 64 MiB: more at once would let a flood of sign-ins exhaust the server's memory. */
const atOnce = 2;
const waitingAtMost = 32;

const derive = promisify(argon2);

/** `argon2id$memoryKiB$passes$lanes$salt$tag`, both base64url. */
export type PasswordHash = string;

/** Hashes passwords, few at a time; refuses (by `null`) when too many are waiting already. */
export class PasswordHasher {
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  async hash(password: string): Promise<PasswordHash | null> {
    const salt = randomBytes(16);
    const tag = await this.#derive(password, salt, parameters);
    if (tag === null) return null;
    return [passwordHashName, salt.toString('base64url'), tag.toString('base64url')].join('$');
  }

  /** True or false; null where the hasher is too busy to tell, so that the caller answers 503 and not "wrong". */
  async verify(password: string, stored: PasswordHash): Promise<boolean | null> {
    const [name, memory, passes, parallelism, salt, tag] = stored.split('$');
    if (name !== 'argon2id' || !salt || !tag) throw new TypeError('not a password hash');
    const expected = Buffer.from(tag, 'base64url');
    const found = await this.#derive(password, Buffer.from(salt, 'base64url'), {
      memory: Number(memory),
      passes: Number(passes),
      parallelism: Number(parallelism),
      tagLength: expected.length,
    });
    return found === null ? null : timingSafeEqual(found, expected);
  }

  async #derive(
    password: string,
    nonce: Buffer,
    cost: Omit<typeof parameters, never> | Record<keyof typeof parameters, number>,
  ): Promise<Buffer | null> {
    if (this.#running >= atOnce) {
      if (this.#waiting.length >= waitingAtMost) return null;
      await new Promise<void>(resolve => this.#waiting.push(resolve));
    }
    this.#running += 1;
    try {
      return await derive('argon2id', {
        message: Buffer.from(password.normalize('NFKC'), 'utf8'),
        nonce,
        ...cost,
      });
    } finally {
      this.#running -= 1;
      this.#waiting.shift()?.();
    }
  }
}
