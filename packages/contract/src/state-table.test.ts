import { expect, test } from 'vitest';

import { STATE_TABLE } from './state-table.ts';
import { RUN_STATUSES } from './states.ts';

/** Cell by cell as the contracts that we project to want it; `–` is null. Not made from the code: typed in. */
const TABLE = `
  status     | lifecycle | termination    | record    | phase    | state           | outcome    | final    | result       | span
  queued     | waiting   | –              | queued    | pending  | QUEUED          | –          | –        | –            | unset
  running    | running   | –              | running   | active   | RUNNING         | –          | –        | –            | unset
  waiting    | waiting   | –              | running   | active   | RUNNING         | –          | –        | –            | unset
  blocked    | blocked   | –              | running   | active   | RUNNING         | –          | –        | –            | unset
  stalled    | blocked   | –              | running   | active   | RUNNING         | –          | –        | –            | unset
  cancelling | running   | –              | running   | active   | CANCELLING      | –          | –        | –            | unset
  succeeded  | completed | completed      | completed | terminal | SUCCEEDED       | succeeded  | success  | success      | unset
  incomplete | completed | completed      | completed | terminal | PARTIAL_SUCCESS | incomplete | success  | success      | unset
  failed     | failed    | error          | failed    | terminal | FAILED          | failed     | fail     | failure      | error
  cancelled  | failed    | killed_policy  | canceled  | terminal | CANCELLED       | failed     | canceled | cancellation | unset
  timed_out  | failed    | killed_timeout | failed    | terminal | TIMED_OUT       | failed     | fail     | timeout      | error
  lost       | failed    | killed_idle    | failed    | terminal | FAILED          | failed     | fail     | error        | error
`;

test('says each state in the words of every contract', () => {
  const [, ...rows] = TABLE.trim()
    .split('\n')
    .map((line) => line.split('|').map((cell) => (cell.trim() === '–' ? null : cell.trim())));
  const expected = Object.fromEntries(
    rows.map(
      ([
        status,
        lifecycle,
        termination,
        record,
        phase,
        state,
        outcome,
        final,
        pipelineResult,
        spanStatus,
      ]) => [
        status,
        { lifecycle, termination, record, phase, state, outcome, final, pipelineResult, spanStatus },
      ],
    ),
  );
  expect(STATE_TABLE).toEqual(expected);
  expect(Object.keys(STATE_TABLE)).toEqual([...RUN_STATUSES]);
});
