import { WitnessError } from '@witnessmark/shared/errors';
import type { PasswordHash, PasswordHasher } from './password.ts';

const lettersAtLeast = 12;

/** Throws http.password-weak for a password that is too short or holds the user name, http.busy where the server has no time. */
export async function hashedPassword(
  hasher: PasswordHasher,
  password: string,
  user: string,
): Promise<PasswordHash> {
  if (password.length < lettersAtLeast || password.toLowerCase().includes(user))
    throw new WitnessError('http.password-weak', 'password');
  const hash = await hasher.hash(password);
  if (hash === null) throw new WitnessError('http.busy', 'password');
  return hash;
}
