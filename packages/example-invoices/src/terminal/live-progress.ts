import { styleText } from 'node:util';
import { createLogUpdate } from 'log-update';
import type { InvoiceResult } from '../batch/invoice-result.ts';
import type { DecisionWanted, Progress } from '../batch/progress.ts';
import { outcomeCounts } from './outcome-table.ts';
import type { OutputStream } from './output-stream.ts';

const framesPerSecond = 10;
const turning = ['◐', '◓', '◑', '◒'];
const barWidth = 40;

/** Progress as a view that is redrawn in place: what runs in which step, what waits for a person, what is done. */
export function liveProgress(stream: OutputStream, total: number, whereToDecide: string): Progress {
  const logUpdate = createLogUpdate(stream);
  const steps = new Map<string, string>();
  const decisions = new Map<string, DecisionWanted>();
  const results: InvoiceResult[] = [];
  let frame = 0;

  const draw = (): void => {
    const shape = turning[frame % turning.length] ?? '';
    logUpdate(
      [
        '',
        ...[...steps].map(([file, step]) => `${styleText('cyan', shape, { stream })} ${file} · ${step}`),
        ...[...decisions.values()].flatMap((decision) => decisionLines(decision, whereToDecide, stream)),
        '',
        `${bar(results.length, total)} ${results.length} of ${total} invoices`,
        outcomeCounts(results),
      ].join('\n'),
    );
  };
  const timer = setInterval(() => {
    frame += 1;
    draw();
  }, 1000 / framesPerSecond);

  return {
    step(file, step) {
      decisions.delete(file);
      steps.set(file, step);
      draw();
    },
    decisionWanted(decision) {
      steps.delete(decision.file);
      decisions.set(decision.file, decision);
      draw();
    },
    ended(result) {
      steps.delete(result.file);
      decisions.delete(result.file);
      results.push(result);
      draw();
    },
    close() {
      clearInterval(timer);
      logUpdate.clear();
      logUpdate.done();
    },
  };
}

function decisionLines(decision: DecisionWanted, where: string, stream: OutputStream): string[] {
  return [
    `${styleText('magenta', '⧗', { stream })} ${decision.file}: ${decision.reason}`,
    `  waits for your decision, ${where}:`,
    `    ${styleText('bold', decision.approveCommand, { stream })}`,
    `    ${styleText('bold', decision.rejectCommand, { stream })}`,
  ];
}

function bar(done: number, total: number): string {
  const filled = Math.round((done / total) * barWidth);
  return '━'.repeat(filled) + '─'.repeat(barWidth - filled);
}
