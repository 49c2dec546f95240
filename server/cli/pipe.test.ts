import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const main = fileURLToPath(new URL('../main.ts', import.meta.url));

test('a reader that stops reading ends the command without a word', async () => {
  const { stderr } = await promisify(execFile)('sh', [
    '-c',
    `"$1" "$2" --help | true; echo done`,
    'sh',
    process.execPath,
    main,
  ]);
  expect(stderr).toBe('');
});
