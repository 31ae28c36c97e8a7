import { styleText } from 'node:util';
import type { InvoiceResult } from '../batch/invoice-result.ts';
import type { OutputStream } from './output-stream.ts';

type Outcome = InvoiceResult['outcome'];

const styles = {
  succeeded: { shape: '✓', color: 'green' },
  incomplete: { shape: '◧', color: 'yellow' },
  failed: { shape: '✕', color: 'red' },
  cancelled: { shape: '⊘', color: 'dim' },
} as const satisfies Record<Outcome, { shape: string; color: string }>;

/** `✓ succeeded`, in the shapes that `runlight` uses; coloured only on a terminal that shows colours. */
export function outcomeBadge(outcome: Outcome, stream: OutputStream): string {
  const { shape, color } = styles[outcome];
  return styleText(color, `${shape} ${outcome}`, { stream });
}
