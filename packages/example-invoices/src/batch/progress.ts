import type { InvoiceResult } from './invoice-result.ts';

/** A person's decision that a run waits for, and the two commands that make it. */
export interface DecisionWanted {
  file: string;
  reason: string;
  approveCommand: string;
  rejectCommand: string;
}

/** Who is told how the batch gets on. */
export interface Progress {
  /** A run went on to its next step. */
  step(file: string, step: string): void;
  decisionWanted(decision: DecisionWanted): void;
  ended(result: InvoiceResult): void;
  /** No more is told; a live view gives the terminal back. */
  close(): void;
}
