import { basename, join } from 'node:path';
import { serveRuns } from '@runlight/node';
import type { RunWorker } from '@runlight/node';
import { z } from 'zod';
import { executeInvoice, workflowName } from './process-invoice.ts';
import type { BatchContext } from './process-invoice.ts';

const Inputs = z.object({ file: z.string().min(1) });

/** Executes the re-runs that are asked for on the page: of files of the folder, as the batch does. */
export function serveInvoices(folder: string, serverUrl: string, context: BatchContext): RunWorker {
  const unseen = { step: ignore, decisionWanted: ignore, ended: ignore, close: ignore };
  return serveRuns({
    serverUrl,
    workflows: {
      [workflowName]: async (run, inputs, { signal }) => {
        const { file } = Inputs.parse(inputs);
        const execution = executeInvoice(
          run,
          join(folder, basename(file)),
          { ...context, progress: unseen },
          ignore,
        );
        await Promise.race([execution, aborted(signal)]);
      },
    },
  });
}

/** Rejects when this process has to let go of a run, which may wait for a person for days. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

function ignore(): void {
  // The terminal shows the batch; re-runs are seen on the page.
}
