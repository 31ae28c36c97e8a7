import { defineConfig } from 'vitest/config';

const source = ['@runlight/source'];

export default defineConfig({
  // Packages import each other's sources, so tests need no build.
  resolve: { conditions: source },
  ssr: { resolve: { conditions: source, externalConditions: source } },
  test: {
    include: ['packages/*/src/**/*.test.ts', 'test/**/*.test.ts'],
    setupFiles: ['test/fail-on-console.ts'],
    pool: 'forks',
    maxWorkers: 2,
    execArgv: ['--conditions=@runlight/source'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
