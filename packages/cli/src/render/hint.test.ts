import type { StatusFile } from '@runlight/contract';
import { expect, test } from 'vitest';

import { decisionHint } from './hint.ts';

const waiting = (run_id: string, gate: string): StatusFile =>
  ({ run_id, waiting_for: { gate } }) as StatusFile; // all that a hint reads of it

test('says what to type, so that a shell takes it as it is meant', () => {
  expect(decisionHint(waiting('run_01K', 'approve_total'))).toBe(
    'Decide: runlight approve run_01K approve_total  (or reject)',
  );
  expect(decisionHint(waiting('run_01K', `it's $(rm -rf ~)`))).toBe(
    String.raw`Decide: runlight approve run_01K 'it'\''s $(rm -rf ~)'  (or reject)`,
  );
});
