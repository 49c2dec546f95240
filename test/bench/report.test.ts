import { expect, test } from 'vitest';
import { type Machine, renderReport, renderRow } from './report.ts';
import type { BenchRow } from './row.ts';

const machine: Machine = {
  cpu: 'A CPU',
  cores: 2,
  memoryBytes: 8 * 2 ** 30,
  load: 0.5,
  system: 'linux x64',
  node: 'v24.0.0',
  git: '2.39.5',
  commit: 'abc1234',
  date: '2026-01-02',
};
const row: BenchRow = {
  what: 'reading',
  against: 'a|peer',
  ratio: 0.456,
  aim: '≥ 1.0',
  met: false,
  detail: '1 ms',
};

test('a missed aim is said as loudly in the page as in the terminal', () => {
  expect(renderReport([{ name: 'x', rows: [row] }], machine, true)).toContain(
    '| reading | a\\|peer | 0.46 × | ≥ 1.0 | **missed** | 1 ms |',
  );
  expect(renderRow(row)).toContain('aim ≥ 1.0: MISSED');
});

test('a bench that could not run is in the page, and the machine and the sizes are named', () => {
  const report = renderReport([{ name: 's7-read', rows: [] }], machine, false);
  expect(report).toContain('| s7-read | not measured: its peer is not here |');
  expect(report).toContain('A CPU, 2 cores, 8.0 GiB');
  expect(report).toContain('sizes: quick');
});
