import { ENGINES, insertRuns, runRow, startTestServer, type SampleRunRow } from '@runlight/testing/server';
import { describe, expect, test, vi } from 'vitest';

import type { RunItem } from '../api/run-item.ts';
import { LOCAL } from '../http/principal.ts';
import { exportedRuns } from './export-runs.ts';
import { RunSearch } from './find-runs.ts';

const NOW = Date.UTC(2026, 3, 25);

describe.each(ENGINES)('in %s', (engine) => {
  test('JSON lines have every run that the list has, as the list has it', async () => {
    const server = await startTestServer({ engine, now: () => NOW });
    const rows = runs(1100);
    await insertRuns(server.parts.store.db, rows, new Map([['run_0001', ['eu', 'big']]]));
    const answer = await server.request('/api/v1/runs/export?format=jsonl&state=failed,succeeded');
    expect(answer.headers.get('content-type')).toBe('application/x-ndjson');
    expect(answer.headers.get('content-disposition')).toBe(
      'attachment; filename="runs-20260425T000000Z.jsonl"',
    );
    const lines = (await answer.text()).trimEnd().split('\n');
    const exported = lines.map((line) => JSON.parse(line) as RunItem); // as the list says
    expect(exported.map(({ id }) => id)).toEqual(rows.map(({ run_id }) => run_id));
    const list = (await (await server.request('/api/v1/runs?limit=500')).json()) as { runs: RunItem[] };
    expect(exported.slice(0, 500)).toEqual(list.runs);
    expect(exported[1]?.tags).toEqual(['big', 'eu']);
  });

  test('CSV is quoted, and nothing in it is a formula', async () => {
    const server = await startTestServer({ engine, now: () => NOW });
    const [one, two] = runs(2);
    if (one === undefined || two === undefined) throw new Error('there are runs');
    one.workflow_name = '=HYPERLINK("http://evil")';
    one.error_message = 'a "quoted", text\nof two lines';
    two.owner = '@SUM(A1)';
    two.waiting_ms = -5;
    await insertRuns(server.parts.store.db, [one, two]);
    const answer = await server.request('/api/v1/runs/export');
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const text = await answer.text();
    expect(text).toMatch(/^id,workflow_name,/);
    expect(text).toContain(`,"'=HYPERLINK(""http://evil"")",`);
    expect(text).toContain('"a ""quoted"", text\nof two lines"');
    expect(text).toContain(`,'@SUM(A1),`);
    expect(text).toContain(',-5,');
  });

  test('is read no faster than it is received, and no further than that', async () => {
    const server = await startTestServer({ engine, now: () => NOW });
    await insertRuns(server.parts.store.db, runs(2000));
    const page = vi.spyOn(RunSearch.prototype, 'page');
    const filter = { format: 'jsonl', sort: '-started_at', filter: {} } as const;
    const reader = (await exportedRuns(server.parts, LOCAL, filter)).getReader();
    await reader.read();
    await reader.read();
    await vi.waitFor(() => expect(page).toHaveBeenCalledTimes(3)); // one is ready for the next reading
    await reader.cancel();
    expect(page).toHaveBeenCalledTimes(3);
  });
});

/** The newest first. */
function runs(count: number): SampleRunRow[] {
  return Array.from({ length: count }, (_, nth) =>
    runRow(
      `run_${String(nth).padStart(4, '0')}`,
      nth % 3 === 0 ? 'failed' : 'succeeded',
      NOW - nth * 1000,
      500,
    ),
  );
}
