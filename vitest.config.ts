import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            'shared/**/*.test.ts',
            'agent/**/*.test.ts',
            'server/**/*.test.ts',
            'test/{plant,wire,conformance,boundaries,docs}/**/*.test.ts',
          ],
          exclude: ['**/node_modules/**', 'server/web/**'],
          testTimeout: 30_000,
        },
      },
    ],
  },
});
