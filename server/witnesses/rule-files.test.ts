import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { ruleFolder } from './rule-files.ts';

const folder = (name: string) => fileURLToPath(new URL(name, import.meta.url));

test('every rule file that comes with the product holds its own examples', async () => {
  expect([...(await ruleFolder(folder('./syslog/rules'))).keys()]).toEqual([
    'marks',
    'openssh',
    'rd-gateway',
    's7-1500',
    'windows-nxlog',
    'windows-snare',
  ]);
  expect([...(await ruleFolder(folder('./gateways/mappings'))).keys()]).toEqual([
    'ewon.begin',
    'ewon.end',
    'generic',
    'secomea.begin',
    'secomea.end',
  ]);
});
