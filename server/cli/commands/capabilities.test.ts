import type { AssetCapabilities } from '@witnessmark/shared/api';
import { expect, test } from 'vitest';
import { paintFor } from '../paint.ts';
import { capabilityLines } from './capabilities.ts';

const at = '2026-11-23T01:10:05.000Z';
const answer: AssetCapabilities = {
  asset: 'press-2',
  groups: [
    {
      serves: 'logic',
      sight: 'blind',
      says: 'The program is invisible to us.',
      capabilities: [
        {
          stream: 'press-2/s7',
          source: 's7',
          id: 'logic.list',
          says: 'List the program',
          state: 'no',
          found: 'refused: \u001b[2J8104',
          at,
          since: at,
        },
      ],
    },
    { serves: 'values', sight: 'seen', says: 'Setpoints are read.', capabilities: [] },
  ],
  blind: [{ serves: 'logic', what: 'the program', reasons: ['s7: not given'] }],
  unprobed: ['press-2/exports'],
  advice: [
    {
      id: 'exports',
      serves: 'logic',
      see: 'What the program says.',
      how: 'Export it.',
      licence: 'TIA Portal.',
      device: 'None.',
      limits: 'Not what runs.',
      source: 'Siemens.',
    },
  ],
};

test('capabilities are told by sign and word, blanks loudly, and a controller’s text is harmless', () => {
  const lines = capabilityLines(answer, paintFor({}, {}), 'Europe/Ljubljana');
  expect(lines[0]).toBe('! Logic: blind. The program is invisible to us.');
  expect(lines[1]).toBe(
    '  − no      List the program: refused: \\u001b[2J8104 (s7, since 2026-11-23 02:10:05+01:00)',
  );
  expect(lines).toContain('Values: seen. Setpoints are read.');
  expect(lines).toContain('! press-2/exports: its source has told nothing yet');
  expect(lines.join('\n')).toContain('Blind\n! the program\n    s7: not given');
  expect(lines).toContain('    licence: TIA Portal.');
  expect(lines).toContain('    limits: Not what runs.');
});
