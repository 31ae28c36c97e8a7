import { RUN_STATUSES, RUN_TRANSITIONS, STATE_TABLE } from '../../src/index.ts';
import { code, markdownTable } from './markdown-table.ts';

/** Our states in the words of every contract that they are projected to, and which of them follow which. */
export function stateTables(): Record<string, string> {
  return { states: stateTable(), transitions: transitionTable() };
}

function stateTable(): string {
  const head = [
    'state',
    '`lifecycle_state`',
    '`termination`',
    'run record',
    'status object',
    'outcome',
    '`final.json`',
    '`cicd.pipeline.result`',
    'span status',
  ];
  const rows = RUN_STATUSES.map((status) => {
    const row = STATE_TABLE[status];
    return [
      code(status),
      row.lifecycle,
      row.termination ?? '–',
      row.record,
      `${row.phase} / ${row.state}`,
      row.outcome ?? '–',
      row.final ?? '–',
      row.pipelineResult ?? '–',
      row.spanStatus,
    ];
  });
  return markdownTable(head, rows);
}

function transitionTable(): string {
  const rows = RUN_STATUSES.map((from) => [
    code(from),
    RUN_TRANSITIONS[from].map(code).join(', ') || 'nothing',
  ]);
  return markdownTable(['from', 'to'], rows);
}
