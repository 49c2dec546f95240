import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { parseConfiguration } from './configuration.ts';

const schema = z.strictObject({
  site: z.string().min(1),
  agents: z.strictObject({ listen: z.string(), credit: z.number().int().positive().default(100) }),
  assets: z.array(z.strictObject({ id: z.string() })).default([]),
});
const read = (text: string) => parseConfiguration(text, 'server.yaml', schema);

describe('a configuration', () => {
  test('is read with its defaults', () => {
    expect(read('site: hall\nagents: { listen: here }\n')).toEqual({
      site: 'hall',
      agents: { listen: 'here', credit: 100 },
      assets: [],
    });
  });

  test.each([
    ['site: hall\nagents:\n  listen: 7\n', /server\.yaml.*line 3, agents\.listen: .*expected string/],
    ['site: hall\nagents:\n  listen: a\n  lisen: b\n', /line 4, agents\.lisen: no such setting/],
    ['site: hall\nagents:\n  listen: a\nassets:\n  - id: x\n  - name: y\n', /line 6, assets\.1\.id: /],
    ['agents: { listen: a }\n', /line 1, site: /],
    ['site: a\nsite: b\n', /line 2: .*unique/],
    ['site: [unclosed\n', /line \d: /],
    ['', /line 1, site: /],
    ['just text', /the whole file|line 1/],
  ])('%j is refused with file, line and what was expected', (text, message) => {
    expect(() => read(text)).toThrow(message);
  });

  test('aliases that multiply are refused instead of filling memory', () => {
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x,x]',
      ...'bcdefghi'.split('').map((c, i) => `${c}: &${c} [${Array(10).fill(`*${'abcdefgh'[i]}`).join(',')}]`),
    ].join('\n');
    expect(() => read(bomb)).toThrow(/server\.yaml.*alias/);
  });
});
