import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readSecret, secretSchema } from './index.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wm-secret-'));
});
afterEach(() => rm(folder, { recursive: true }));

const secretFile = async (text: string, mode: number) => {
  const file = join(folder, 'secret');
  await writeFile(file, text);
  await chmod(file, mode);
  return file;
};

test('a secret comes from the environment', async () => {
  expect(await readSecret({ env: 'PLC_PASSWORD' }, { PLC_PASSWORD: 'x y' })).toBe('x y');
  await expect(readSecret({ env: 'PLC_PASSWORD' }, {})).rejects.toMatchObject({
    code: 'config.secret-missing',
    subject: '$PLC_PASSWORD',
  });
});

test('a secret comes from a file, without its last line end', async () => {
  expect(await readSecret({ file: await secretFile('pass word\n', 0o600) })).toBe('pass word');
});

test.skipIf(process.platform === 'win32')(
  'a file others can read is refused, without its content',
  async () => {
    const file = await secretFile('hunter2', 0o640);
    const refused = await readSecret({ file }).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'config.secret-exposed' });
    expect(String(refused)).not.toContain('hunter2');
    expect(String(refused)).toContain('0640');
  },
);

test('a missing, empty or huge file is refused', async () => {
  await expect(readSecret({ file: join(folder, 'none') })).rejects.toMatchObject({
    code: 'config.secret-missing',
  });
  await expect(readSecret({ file: await secretFile('\n', 0o600) })).rejects.toThrow('empty');
  await expect(readSecret({ file: await secretFile('x'.repeat(70_000), 0o600) })).rejects.toThrow('65536');
});

test('a secret written out is refused by the schema, saying how to give it', () => {
  const result = secretSchema.safeParse('hunter2');
  expect(result.success).toBe(false);
  expect(result.error?.issues[0]?.message).toContain('{file: path}');
});
