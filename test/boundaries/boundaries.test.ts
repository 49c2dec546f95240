import { globSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { type ImportFound, violation } from './rules.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const importPattern =
  /(?:^|\n)\s*(?:import|export)\s[^'"`;]*?from\s*['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)|(?:^|\n)\s*import\s*['"]([^'"]+)['"]/g;

function importsOf(file: string): ImportFound[] {
  const text = readFileSync(join(root, file), 'utf8');
  return [...text.matchAll(importPattern)].map(match => {
    const specifier = match[1] ?? match[2] ?? match[3] ?? '';
    const target = specifier.startsWith('.') ? posix.join(dirname(file), specifier) : null;
    return { file, specifier, target };
  });
}

const files = globSync(['shared/**/*.{ts,tsx}', 'agent/**/*.ts', 'server/**/*.{ts,tsx}', 'test/**/*.ts'], {
  cwd: root,
  exclude: ['**/node_modules/**', '**/dist/**'],
}).map(file => file.replaceAll('\\', '/'));

describe('boundaries', () => {
  test('the scan sees the code base and its imports', () => {
    expect(files.length).toBeGreaterThan(100);
    expect(files.flatMap(importsOf).length).toBeGreaterThan(400);
  });

  test('no import crosses one', () => {
    expect(files.flatMap(importsOf).flatMap(found => violation(found) ?? [])).toEqual([]);
  });

  test.each<ImportFound>([
    { file: 'agent/watch/a.ts', specifier: '@witnessmark/server/log', target: null },
    { file: 'shared/items/a.ts', specifier: 'node:fs', target: null },
    { file: 'server/http/a.ts', specifier: 'kysely', target: null },
    { file: 'server/http/a.ts', specifier: 'node:child_process', target: null },
    { file: 'agent/watch/a.ts', specifier: 'node-opcua-client', target: null },
    { file: 'server/http/a.ts', specifier: '../store/tree.ts', target: 'server/store/tree.ts' },
    { file: 'server/store/a.ts', specifier: '../http/index.ts', target: 'server/http/index.ts' },
    { file: 'agent/watch/a.ts', specifier: '../../shared/items/index.ts', target: 'shared/items/index.ts' },
  ])('$file importing $specifier is caught', found => {
    expect(violation(found)).not.toBeNull();
  });
});
