import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import type { DecisionWanted, Progress } from '../batch/progress.ts';
import { lineProgress } from './line-progress.ts';
import { liveProgress } from './live-progress.ts';

const decision: DecisionWanted = {
  file: 'b.xml',
  reason: '64,045.30 EUR is over 10,000.00 EUR',
  approveCommand: 'npx runlight approve run_2',
  rejectCommand: 'npx runlight reject run_2',
};

function tell(progress: Progress): void {
  progress.step('a.txt', 'read');
  progress.step('b.xml', 'convert_currency');
  progress.decisionWanted(decision);
  progress.ended({ file: 'a.txt', runId: 'run_1', outcome: 'succeeded', summary: 'posted', retries: 0 });
}

const written = (stream: PassThrough): string => stripVTControlCharacters(String(stream.read() ?? ''));

test('lines tell of ends and decisions, one after the other', () => {
  const stream = new PassThrough();
  tell(lineProgress(stream, 'from another terminal'));
  expect(written(stream)).toBe(
    [
      '⧗ waiting b.xml: 64,045.30 EUR is over 10,000.00 EUR. Decide from another terminal:',
      '    npx runlight approve run_2',
      '    npx runlight reject run_2',
      '✓ succeeded a.txt: posted',
      '',
    ].join('\n'),
  );
});

describe('the live view', () => {
  let progress: Progress;
  const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 100, rows: 40 });
  afterEach(() => progress.close());

  test('shows steps, decisions and how much is done', () => {
    progress = liveProgress(stream, 4, 'from another terminal');
    tell(progress);
    const text = written(stream);
    expect(text).toContain('a.txt · read');
    expect(text).toContain('b.xml · convert_currency');
    expect(text).toContain('⧗ b.xml: 64,045.30 EUR is over 10,000.00 EUR');
    expect(text).toContain('npx runlight approve run_2');
    expect(text).toContain('npx runlight reject run_2');
    expect(text).toMatch(/━━━━━━━━━━────────────────────────────── 1 of 4 invoices\s+1 succeeded/);
  });

  test('leaves nothing behind', () => {
    progress = liveProgress(stream, 4, 'from another terminal');
    tell(progress);
    stream.read();
    progress.close();
    expect(written(stream).trim()).toBe('');
  });
});
