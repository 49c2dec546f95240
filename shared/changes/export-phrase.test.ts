import { expect, test } from 'vitest';
import { exportPhrase } from './index.ts';

const told = { checksum: '16#3C4D', export: null, other: null } as const;
const file = { path: 'files/filler-3.scl' };

test('a request for an export says how it stands', () => {
  expect(exportPhrase({ ...told, state: 'open' }, 'Filler 3')).toBe(
    'An export of the program with checksum 16#3C4D is wanted for Filler 3.',
  );
  expect(exportPhrase({ ...told, state: 'open', other: { checksum: '16#1A2B' } }, 'Filler 3')).toBe(
    'An export of the program with checksum 16#3C4D is wanted for Filler 3. The export that came carries checksum 16#1A2B: it is of another program.',
  );
  expect(exportPhrase({ ...told, state: 'passed' }, 'Filler 3')).toBe(
    'No export of the program with checksum 16#3C4D came before it changed again.',
  );
  expect(exportPhrase({ ...told, state: 'attached', export: file }, 'Filler 3')).toBe(
    'The export `filler-3.scl` came after this change; match not proven.',
  );
  expect(exportPhrase({ ...told, state: 'proven', export: file }, 'Filler 3')).toBe(
    'The export `filler-3.scl` is this program: proven by checksum 16#3C4D.',
  );
});

test('stays on one line whatever stands in names', () => {
  expect(exportPhrase({ ...told, state: 'open' }, 'a\nb')).not.toContain('\n');
});
