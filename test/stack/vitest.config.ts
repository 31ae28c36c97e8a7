import { defineConfig } from 'vitest/config';

// The tests that start real servers, one file at a time: they share two cores with five programs.
export default defineConfig({
  root: new URL('../..', import.meta.url).pathname,
  ssr: { resolve: { conditions: ['@runlight/source', 'node'] } },
  test: {
    include: [
      'collector-config/*.test.ts',
      'dashboards/src/alerts/rules.test.ts',
      'dashboards/src/queries/promql.test.ts',
      'test/stack/**/*.test.ts',
    ],
    setupFiles: ['test/fail-on-console.ts'],
    globalSetup: ['test/stack/build-servers.ts'],
    pool: 'forks',
    fileParallelism: false,
    allowOnly: false,
    restoreMocks: true,
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
