import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadConfig } from '@witnessmark/agent/config';
import { readRules } from '@witnessmark/shared/witnesses';
import { expect, test } from 'vitest';

const page = readFileSync(fileURLToPath(new URL('../../docs/witnesses.md', import.meta.url)), 'utf8');
const blocks = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = '']) => text);

test('every configuration of a witness in the guide is one the agent takes', async () => {
  const witnesses = blocks.filter(text => text.startsWith('witnesses:'));
  expect(witnesses).toHaveLength(2);
  const dir = await mkdtemp(join(tmpdir(), 'witnessmark-guide-'));
  const assets = ['press-2', 'mixer-1'].map(
    id => `  - { id: ${id}, name: ${id}, area: A, sources: { exports: { type: files, folder: exports } } }`,
  );
  try {
    const kinds: string[] = [];
    for (const text of witnesses) {
      const file = join(dir, 'agent.yaml');
      await writeFile(file, `site: hall\ndataDir: data\nassets:\n${assets.join('\n')}\n${text}`);
      const { config } = await loadConfig(file);
      kinds.push(...Object.values(config.witnesses).map(({ kind }) => kind));
    }
    expect(kinds).toEqual(['audit-trail', 'windows-events']);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
});

test('the mapping in the guide does what its examples say', () => {
  const [mapping = '', ...more] = blocks.filter(text => text.startsWith('name:'));
  expect(more).toEqual([]);
  expect(readRules(mapping, 'own-panel.yaml').file.rules).toHaveLength(3);
});
