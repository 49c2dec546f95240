import { globSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { circles } from './circles.ts';
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

  test('no files import each other in a circle', () => {
    const imports = new Map(
      files.map(file => [file, importsOf(file).flatMap(({ target }) => (target === null ? [] : [target]))]),
    );
    expect(circles(imports)).toEqual([]);
    imports.set('shared/circle/a.ts', ['shared/circle/b.ts', 'shared/time/index.ts']);
    imports.set('shared/circle/b.ts', ['shared/circle/a.ts']);
    expect(circles(imports)).toEqual([['shared/circle/a.ts', 'shared/circle/b.ts']]);
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
    { file: 'server/http/a.ts', specifier: '../fleet/beats.ts', target: 'server/fleet/beats.ts' },
    { file: 'server/fleet/a.ts', specifier: '../plant/index.ts', target: 'server/plant/index.ts' },
    { file: 'server/new/a.ts', specifier: '../log/index.ts', target: 'server/log/index.ts' },
    { file: 'server/core/a.ts', specifier: '../db/testing/index.ts', target: 'server/db/testing/index.ts' },
    { file: 'agent/watch/a.ts', specifier: './testing/time.ts', target: 'agent/watch/testing/time.ts' },
    { file: 'agent/watch/a.ts', specifier: '@witnessmark/test/plant/s7', target: null },
    { file: 'agent/watch/a.test.ts', specifier: '@witnessmark/server/log', target: null },
    { file: 'server/http/a.test.ts', specifier: '../store/tree.ts', target: 'server/store/tree.ts' },
    { file: 'test/wire/a.ts', specifier: '../plant/s7/cpu.ts', target: 'test/plant/s7/cpu.ts' },
  ])('$file importing $specifier is caught', found => {
    expect(violation(found)).not.toBeNull();
  });

  test.each<ImportFound>([
    { file: 'server/core/a.ts', specifier: '../store/index.ts', target: 'server/store/index.ts' },
    {
      file: 'server/http/a.test.ts',
      specifier: '../log/testing/index.ts',
      target: 'server/log/testing/index.ts',
    },
    {
      file: 'server/http/a.test.ts',
      specifier: '../vault/b.fixture.ts',
      target: 'server/vault/b.fixture.ts',
    },
    { file: 'server/db/testing/a.ts', specifier: 'node:child_process', target: null },
    { file: 'agent/sources/s7/a.test.ts', specifier: '@witnessmark/test/plant/s7', target: null },
    { file: 'agent/sources/s7/a.ts', specifier: '../source.ts', target: 'agent/sources/source.ts' },
  ])('$file importing $specifier is allowed', found => {
    expect(violation(found)).toBeNull();
  });
});
