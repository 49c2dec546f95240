import { execFile } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { loadConfig } from '@witnessmark/agent/config';
import { run } from '@witnessmark/server/cli';
import { afterEach, expect, test, vi } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const guides = ['README.md', ...globSync('docs/*.md', { cwd: root, exclude: ['docs/format.md'] })];
const pages = guides.map(name => ({
  name,
  text: readFileSync(join(root, name), 'utf8'),
}));

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

test('every configuration in the guide to a first PLC is one the agent takes', async () => {
  const guide = readFileSync(join(root, 'docs/first-plc.md'), 'utf8');
  const files = [...guide.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = '']) => text);
  expect(files).toHaveLength(4);
  vi.stubEnv('MIXER_1_PASSWORD', 'of no real server');
  vi.stubEnv('FILLER_3_PASSWORD', 'of no real CPU');
  const dir = await mkdtemp(join(tmpdir(), 'witnessmark-guide-'));
  try {
    const types: string[] = [];
    for (const text of files) {
      await writeFile(join(dir, 'agent.yaml'), text);
      const { config } = await loadConfig(join(dir, 'agent.yaml'));
      for (const { sources } of config.assets)
        types.push(...Object.values(sources).map(({ source }) => source.type));
    }
    expect(types).toEqual(['s7', 'webapi', 'files', 'opcua', 'files']);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
});

/** Command lines in the pages: the words behind the program's name. */
function commandsOf(program: string): string[][] {
  const pattern = new RegExp(`(?:^|\`)${program} ([a-z][^\`\\n#]*)`, 'gm');
  return pages.flatMap(({ text }) =>
    [...text.matchAll(pattern)].map(([, words = '']) => words.trim().split(/\s+/)),
  );
}

test('every server command in the pages exists, with its options', async () => {
  let help = '';
  vi.spyOn(process.stdout, 'write').mockImplementation(text => {
    help += String(text);
    return true;
  });
  const commands = commandsOf('witnessmark');
  expect(commands.length).toBeGreaterThan(8);
  for (const words of commands) {
    const path = words.slice(0, 1);
    help = '';
    await run([...path, '--help'], new AbortController().signal);
    const [, second = ''] = words;
    if (/^Commands:$/m.test(help) && /^[a-z]/.test(second)) path.push(second);
    help = '';
    await run([...path, '--help'], new AbortController().signal);
    expect(help, words.join(' ')).toContain(`Usage: witnessmark ${path.join(' ')} `);
    for (const option of words.filter(word => word.startsWith('--')))
      expect(help, words.join(' ')).toContain(option);
  }
});

test('every agent command in the pages exists', async () => {
  const main = join(root, 'agent/main.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [main, '--help']);
  const commands = commandsOf('witnessmark-agent');
  expect(commands.length).toBeGreaterThan(5);
  for (const [name] of commands) expect(stdout).toMatch(new RegExp(`^  ${name} `, 'm'));
});

test('nothing in the agent listens on a port', () => {
  const files = globSync('agent/**/*.ts', { cwd: root, exclude: ['**/node_modules/**', '**/*.test.ts'] });
  expect(files.length).toBeGreaterThan(100);
  const servers = files.filter(file => {
    const text = readFileSync(join(root, file), 'utf8');
    return /createServer|createSocket|new Server\(|from '(node:)?(dgram|http|https|http2)'/.test(text);
  });
  expect(servers).toEqual([]);
});
