// A library writes nothing to its user's terminal: a test outside the CLI during which `console` was used fails.
// A test that expects such output replaces the method itself, with `vi.spyOn(console, …).mockImplementation(…)`.
import { afterAll, afterEach, expect } from 'vitest';

const methods = ['debug', 'error', 'info', 'log', 'trace', 'warn'] as const;
let calls: Error[] = [];

if (!expect.getState().testPath?.includes('/packages/cli/')) {
  for (const method of methods) {
    console[method] = (...args: unknown[]) => {
      calls.push(new Error(`console.${method} was called: ${args.map(String).join(' ')}`));
    };
  }
  afterEach(failOnCalls);
  afterAll(failOnCalls);
}

function failOnCalls(): void {
  const [first] = calls;
  calls = [];
  if (first) throw first;
}
