import { expect, test } from 'vitest';

import { opcodeOf } from './opcodes.ts';

test.each([
  [{ type: 'model' as const }, 'RUN_AGENT'],
  [{ type: 'tool' as const }, 'RUN_VALIDATION'],
  [{ type: 'io' as const }, 'RUN_VALIDATION'],
  [{ type: 'decision' as const }, 'EVALUATE'],
  [{}, 'RUN_VALIDATION'],
  [{ type: 'model' as const, opcode: 'GATE' as const }, 'GATE'],
])('a step of %j is a %s', (step, opcode) => {
  expect(opcodeOf(step)).toBe(opcode);
});
