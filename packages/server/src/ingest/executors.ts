import type { Write } from '../store/store.ts';
import { searchable } from './storable.ts';

/** Who executes a run, as far as its process says. */
export interface Executor {
  readonly service: string | null;
  readonly host: string | null;
  readonly pid: number | null;
  readonly pod: string | null;
}

/** What the resource of a process tells of it; undefined if nothing. */
export function executorIn(resource: Readonly<Record<string, unknown>>): Executor | undefined {
  const pid = resource['process.pid'];
  const executor = {
    service: textIn(resource, 'service.name'),
    host: textIn(resource, 'host.name'),
    pid: Number.isSafeInteger(pid) ? Number(pid) : null,
    pod: textIn(resource, 'k8s.pod.name'),
  };
  return Object.values(executor).every((value) => value === null) ? undefined : executor;
}

/** Keeps who executes runs; of those that the sender may speak for. */
export async function keepExecutors(
  write: Write,
  executors: ReadonlyMap<string, Executor>,
  sendersTenant: string | null,
): Promise<void> {
  for (const [runId, executor] of executors) {
    await write
      .updateTable('runs')
      .set({ executor: JSON.stringify(executor) })
      .where('run_id', '=', runId)
      .$if(sendersTenant !== null, (query) => query.where('tenant_id', '=', `${sendersTenant}`))
      .execute();
  }
}

function textIn(resource: Readonly<Record<string, unknown>>, name: string): string | null {
  const value = resource[name];
  return typeof value === 'string' && value !== '' ? searchable(value) : null;
}
