// Writes cases/ and vocabulary/ anew. What it writes is read by people before it is committed.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { advance, eventToAttributes, initialRunState, toEventLine, type StepState } from '@runlight/contract';

import { CASES } from './cases.ts';
import type { ConformanceCase } from './conformance-case.ts';
import { viewsOf, type ViewContext } from '../views.ts';
import { vocabularyFiles } from './vocabulary.ts';

const here = join(import.meta.dirname, '..');
rmSync(join(here, 'cases'), { recursive: true, force: true });
rmSync(join(here, 'vocabulary'), { recursive: true, force: true });
for (const conformanceCase of CASES) writeCase(conformanceCase);
writeFiles(join(here, 'vocabulary'), vocabularyFiles());
console.log(`${CASES.length} conformance cases`);

function writeCase({ name, shows, runId, events, now }: ConformanceCase): void {
  const directory = join(here, 'cases', name);
  const context: ViewContext = {
    now,
    artifacts_root: '/srv/runs',
    output_ref: `/runs/${runId}/outputs`,
    stream_offset: 4096,
    process: { pid: 4711, host: 'build-7', boot_id: null, started_at: null },
  };
  const state = initialRunState(runId);
  const closed: StepState[] = [];
  const lines = events.flatMap((event) => {
    const step = advance(state, event).closed;
    if (step !== null) closed.push(step);
    return event.event === 'workflow.run.heartbeat' ? [] : [toEventLine(event, state)]; // no line of the stream
  });
  writeFiles(directory, {
    'case.json': { name, shows, run_id: runId, ...context },
    'events.ndjson': ndjson(events),
  });
  writeFiles(join(directory, 'expected'), {
    'lines.ndjson': ndjson(lines),
    'attributes.ndjson': ndjson(events.map((event) => eventToAttributes(event))),
    ...viewsOf(state, [...closed, ...Object.values(state.open_steps)], context),
  });
}

function ndjson(records: readonly object[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join('');
}

function writeFiles(directory: string, files: Record<string, unknown>): void {
  for (const [name, content] of Object.entries(files)) {
    const path = join(directory, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, typeof content === 'string' ? content : `${JSON.stringify(content, null, 2)}\n`);
  }
}
