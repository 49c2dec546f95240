import { isAbsolute, resolve } from 'node:path';
import { WitnessError } from '@witnessmark/shared/errors';
import { readSecret, secretSchema } from '../secrets/index.ts';

/** Keys whose value is a secret, whatever source they belong to. */
const secretKey = /^(?:.*password|passwd|passphrase|secret|token|api_?key|credentials?)$/i;
/** `scheme://user:password@host` */
const userInfo = /^[a-z][a-z0-9+.-]*:\/\/[^/\s:@]*:[^/\s@]+@/i;

type Path = readonly (string | number)[];

/** Told for a secret that stands in the configuration itself. */
export class InlineSecret extends Error {
  readonly path: Path;

  constructor(path: Path) {
    super('a secret stands in the configuration');
    this.path = path;
  }
}

/**
 * Puts secrets in the place of their names: the value of a secret key has to be `{env: NAME}` or
 * `{file: path}`. Throws `InlineSecret` for one written out, also inside an address, and what `readSecret`
 * throws. `baseDir` is where relative files start from.
 */
export async function resolveSecrets(
  value: unknown,
  baseDir: string,
  env: Readonly<Record<string, string | undefined>>,
  path: Path = [],
): Promise<unknown> {
  if (typeof value === 'string') {
    if (userInfo.test(value)) throw new InlineSecret(path);
    return value;
  }
  if (Array.isArray(value)) {
    const items: unknown[] = [];
    for (const [index, item] of value.entries()) {
      items.push(await resolveSecrets(item, baseDir, env, [...path, index]));
    }
    return items;
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries: [string, unknown][] = [];
  for (const [key, inner] of Object.entries(value)) {
    const at = [...path, key];
    entries.push([
      key,
      secretKey.test(key)
        ? await secretAt(inner, baseDir, env, at)
        : await resolveSecrets(inner, baseDir, env, at),
    ]);
  }
  return Object.fromEntries(entries);
}

async function secretAt(
  value: unknown,
  baseDir: string,
  env: Readonly<Record<string, string | undefined>>,
  path: Path,
): Promise<string> {
  const named = secretSchema.safeParse(value);
  if (!named.success) throw new InlineSecret(path);
  const secret = named.data;
  if ('env' in secret || isAbsolute(secret.file)) return readSecret(secret, env);
  return readSecret({ file: resolve(baseDir, secret.file) }, env);
}

export function inlineSecret(file: string, line: number, path: string): WitnessError {
  return new WitnessError('config.secret-inline', file, `line ${line}, ${path}`);
}
