import { randomInt } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { z } from 'zod';

const signInSchema = z.strictObject({ user: z.string(), password: z.string() });
export type FirstSignIn = z.infer<typeof signInSchema>;

/** Without letters that are easily taken for another. */
const letters = 'abcdefghjkmnpqrstuvwxyz23456789';

/** The administrator's first password: made in the first run, told again in every later one. */
export async function firstSignIn(file: string): Promise<FirstSignIn> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return null;
  });
  if (text !== null) return signInSchema.parse(JSON.parse(text));
  const group = () => Array.from({ length: 5 }, () => letters[randomInt(letters.length)]).join('');
  const made = { user: 'admin', password: [group(), group(), group(), group()].join('-') };
  await writeSecret(file, `${JSON.stringify(made)}\n`);
  return made;
}

/** Writes a file that its owner alone may read, whole or not at all. */
export async function writeSecret(file: string, text: string): Promise<void> {
  const temporary = `${file}.new`;
  await rm(temporary, { force: true });
  await writeFile(temporary, text, { encoding: 'utf8', mode: 0o600, flag: 'wx' });
  await rename(temporary, file);
}
