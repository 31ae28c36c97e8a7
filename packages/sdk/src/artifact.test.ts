import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { useTelemetry } from '@runlight/testing/telemetry/vitest';
import { afterEach, beforeEach, expect, test } from 'vitest';

import type { Step } from './step.ts';
import { withRun } from './with-run.ts';
import { withStep } from './with-step.ts';

const kit = useTelemetry();
let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'runlight-artifact-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

function inStep<T>(act: (step: Step) => T): T {
  return withRun({ workflow: 'orders' }, () => withStep({ name: 'extract', key: 'a' }, act));
}

const recorded = () => kit.telemetry.event('workflow.artifact.recorded');

test('an artifact is kept with its step and recorded with what was kept', () => {
  const store = kit.connectStore();
  const path = inStep((step) =>
    step.artifact('validation_report', '{"ok":true}', {
      name: 'report.json',
      required: true,
      important: true,
      summary: 'all checks passed',
    }),
  );
  expect(path).toBe('artifacts/extract:a/report.json');
  const [kept] = store.artifacts;
  expect(kept).toMatchObject({ step: 'extract:a', attempt: 1, name: 'report.json', content: '{"ok":true}' });
  expect(recorded()).toMatchObject({
    role: 'validation_report',
    path,
    media_type: 'application/json',
    size_bytes: 11,
    sha256: kept?.sha256,
    required: true,
    important: true,
    summary: 'all checks passed',
  });
});

test.each([
  ['text', 'hello', undefined, 'text/plain'],
  ['bytes', new Uint8Array([1, 2]), undefined, 'application/octet-stream'],
  ['a named picture', new Uint8Array([1, 2]), { name: 'page.PNG' }, 'image/png'],
  ['an unknown extension', 'hello', { name: 'a.xyz' }, 'text/plain'],
  ['a media type of the author', 'hello', { name: 'a.csv', mediaType: 'text/tab-separated-values' }, 'text/tab-separated-values'], // prettier-ignore
])('the media type of %s is found', (_, content, options, mediaType) => {
  kit.connectStore();
  inStep((step) => step.artifact('output', content, options));
  expect(recorded()).toMatchObject({ media_type: mediaType, required: false });
});

test('a file is kept under its own name', () => {
  const store = kit.connectStore();
  const file = join(directory, 'diff.patch');
  writeFileSync(file, '+1');
  inStep((step) => step.artifact('workspace_diff', { file }));
  expect(store.artifacts[0]).toMatchObject({ name: 'diff.patch', content: { file }, sizeBytes: 2 });
  expect(recorded().media_type).toBe('text/x-diff');
});

test('text is kept redacted and otherwise whole, unless it is to be kept as it is', () => {
  const store = kit.connectStore();
  const text = `${'x'.repeat(50_000)} password=hunter22 ${'y'.repeat(50_000)}`;
  inStep((step) => {
    step.artifact('log', text);
    step.artifact('raw', text, { verbatim: true });
    step.artifact('bytes', Buffer.from(text));
  });
  const [log, raw, bytes] = store.artifacts.map(({ content }) => content);
  expect(log).toBe(text.replace('hunter22', '[redacted]'));
  expect(raw).toBe(text);
  expect(bytes).toEqual(Buffer.from(text));
});

test('without a store a file is recorded where it lies, and content is not recorded at all', () => {
  const paths = inStep((step) => [
    step.artifact('output', 'text'),
    step.artifact('output', { file: '/srv/a.csv' }),
  ]);
  expect(paths).toEqual([undefined, '/srv/a.csv']);
  expect(recorded()).toMatchObject({ path: '/srv/a.csv', media_type: 'text/csv' });
});

test('a file that can’t be kept costs the user nothing', () => {
  kit.connectStore();
  const missing = join(directory, 'missing');
  expect(inStep((step) => step.artifact('output', { file: missing }))).toBeUndefined();
  expect(kit.telemetry.event('workflow.run.completed').outcome).toBe('succeeded');
});
