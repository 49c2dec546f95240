import { globSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

test('the map names every module of agent, server and shared, and none that is gone', () => {
  const page = readFileSync(`${root}/ARCHITECTURE.md`, 'utf8');
  const named = [...page.matchAll(/`((?:agent|server|shared)\/[\w/{},-]+)`/g)]
    .map(([, path = '']) => path.replace(/\/\{.*$/, ''))
    .filter(path => path.split('/').length === 2);
  const faces = globSync('{agent,server,shared}/*/index.{ts,html}', { cwd: root });
  const modules = faces.map(face => dirname(face).replaceAll('\\', '/'));
  expect([...new Set(named)].sort()).toEqual(modules.toSorted());
});
