import { expect, test } from 'vitest';
import { PasswordHasher } from './password.ts';

test('a password is verified, another is not, and the hash names its parameters', async () => {
  const hasher = new PasswordHasher();
  const hash = await hasher.hash('correct horse battery');
  expect(hash).toMatch(/^argon2id\$65536\$3\$4\$/);
  expect(await hasher.verify('correct horse battery', hash ?? '')).toBe(true);
  expect(await hasher.verify('correct horse batterz', hash ?? '')).toBe(false);
});

test('the same password typed in another Unicode form is the same password', async () => {
  const hasher = new PasswordHasher();
  const hash = (await hasher.hash('Kova\u010d 12345678')) ?? '';
  expect(await hasher.verify('Kovac\u030c 12345678', hash)).toBe(true);
});

test('a flood is refused as busy, never as wrong, and never answered with a name', async () => {
  const hasher = new PasswordHasher();
  const hash = (await hasher.hash('x')) ?? '';
  const answers = await Promise.all(Array.from({ length: 40 }, () => hasher.verify('x', hash)));
  expect(answers.filter(answer => answer === null).length).toBe(40 - 2 - 32);
  expect(answers).not.toContain(false);
});
