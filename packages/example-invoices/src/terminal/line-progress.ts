import type { Progress } from '../batch/progress.ts';
import { outcomeBadge } from './outcome-style.ts';
import type { OutputStream } from './output-stream.ts';

/** Progress as one line for each invoice that ended or waits: for pipes and log files. */
export function lineProgress(stream: OutputStream, whereToDecide: string): Progress {
  const write = (text: string): void => void stream.write(`${text}\n`);
  return {
    step() {
      // A line for each step would bury the lines that matter.
    },
    decisionWanted({ file, reason, approveCommand, rejectCommand }) {
      write(`⧗ waiting ${file}: ${reason}. Decide ${whereToDecide}:`);
      write(`    ${approveCommand}`);
      write(`    ${rejectCommand}`);
    },
    ended({ file, outcome, summary }) {
      write(`${outcomeBadge(outcome, stream)} ${file}: ${summary}`);
    },
    close() {
      // Nothing to give back.
    },
  };
}
