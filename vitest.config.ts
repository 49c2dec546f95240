import { defineConfig } from 'vitest/config';

// Workers and the programs they start are begun hundreds of times: what Node made of their code is kept.
process.env['NODE_COMPILE_CACHE'] ??= new URL(
  'node_modules/.cache/witnessmark-world',
  import.meta.url,
).pathname;

export default defineConfig({
  test: {
    reporters: ['default', './test/report/closing-line.ts'],
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            'shared/**/*.test.ts',
            'agent/**/*.test.ts',
            'server/**/*.test.ts',
            'test/{plant,demo,wire,world,conformance,boundaries,docs,release,bench}/**/*.test.ts',
          ],
          exclude: ['**/node_modules/**', 'server/web/**'],
          testTimeout: 30_000,
          // Most of them wait for a disk or a socket; what drives browsers and kills processes comes before.
          maxWorkers: 3,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: 'page',
          sequence: { groupOrder: 1 },
          include: ['server/web/**/*.test.ts'],
          exclude: ['**/node_modules/**'],
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/{e2e,demo}/**/*.e2e.ts'],
          // A browser on a busy machine may miss a deadline once; twice is a defect.
          retry: 1,
          exclude: ['**/node_modules/**'],
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'faults',
          include: ['test/faults/**/*.fault.ts'],
          exclude: ['**/node_modules/**'],
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
