import { defineConfig } from 'vitest/config';

// Packages import each other's sources, so that tests need no build.
const conditions = ['@runlight/source'];

export default defineConfig({
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    include: ['packages/*/src/**/*.test.ts', 'test/**/*.test.ts'],
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
