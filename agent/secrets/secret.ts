import { open } from 'node:fs/promises';
import { WitnessError } from '@witnessmark/shared/errors';
import { z } from 'zod';

/** Where a secret is found. Never the secret itself: a configuration file is copied, mailed and versioned. */
export const secretSchema = z.union(
  [
    z.strictObject({ env: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,99}$/) }),
    z.strictObject({ file: z.string().min(1).max(1000) }),
  ],
  { error: 'a secret is given as {env: NAME} or {file: path}, never in the configuration itself' },
);
type Secret = z.infer<typeof secretSchema>;

const secretBytes = 64 * 1024;

/**
 * The secret's text, without one trailing line end. On POSIX a file must be readable by its owner alone
 * (mode 0600 or stricter). Throws `config.secret-missing` or `config.secret-exposed`; no message ever
 * holds the secret.
 */
export async function readSecret(
  secret: Secret,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<string> {
  if ('env' in secret) {
    const value = env[secret.env];
    if (value === undefined || value === '') {
      throw new WitnessError('config.secret-missing', `$${secret.env}`, 'the environment does not hold it');
    }
    return value;
  }
  return readSecretFile(secret.file);
}

async function readSecretFile(file: string): Promise<string> {
  const handle = await open(file, 'r').catch((cause: NodeJS.ErrnoException) => {
    throw new WitnessError('config.secret-missing', file, cause.code, { cause });
  });
  try {
    // Asked of the open file, so that what is checked is what is read.
    const stat = await handle.stat();
    if (!stat.isFile() || stat.size > secretBytes) {
      throw new WitnessError('config.secret-missing', file, `not a file of at most ${secretBytes} bytes`);
    }
    if (process.platform !== 'win32' && (stat.mode & 0o077) !== 0) {
      const mode = (stat.mode & 0o777).toString(8).padStart(4, '0');
      throw new WitnessError('config.secret-exposed', file, `mode ${mode}, at most 0600 expected`);
    }
    const text = (await handle.readFile('utf8')).replace(/\r?\n$/, '');
    if (text === '') throw new WitnessError('config.secret-missing', file, 'the file is empty');
    return text;
  } finally {
    await handle.close();
  }
}
