import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Packages import each other's sources, so that tests need no build.
  ssr: { resolve: { conditions: ['@runlight/source', 'node'] } },
  test: {
    include: ['packages/*/src/**/*.test.{ts,tsx}', 'dashboards/src/**/*.test.ts', 'test/**/*.test.ts'],
    // Need programs that take minutes to build: npm run test:stack.
    exclude: [
      'dashboards/src/alerts/rules.test.ts',
      'dashboards/src/queries/promql.test.ts',
      'test/stack/**',
    ],
    setupFiles: ['test/fail-on-console.ts'],
    // Real processes: tests change directories, environments and signal handlers.
    pool: 'forks',
    allowOnly: false,
    restoreMocks: true,
    // Busy machines are slow, and a slow test is not a failed one.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
