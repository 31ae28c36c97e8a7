import type { RunEvent } from '@runlight/contract';

import { appendEvent } from './append-event.ts';

/** Adds a person's note to a run, also after its end. Throws `run_not_found`, `unsafe_path` and system errors. */
export function annotateRun(
  directory: string,
  annotation: { readonly note: string; readonly actor?: string | undefined },
): RunEvent {
  const { note, actor } = annotation;
  return appendEvent(directory, {
    event: 'workflow.run.annotated',
    note,
    ...(actor !== undefined && { actor }),
  });
}

/** Adds tags to a run and takes others from it, also after its end. Throws as {@link annotateRun} does. */
export function tagRun(
  directory: string,
  change: {
    readonly add?: readonly string[];
    readonly remove?: readonly string[];
    readonly actor?: string | undefined;
  },
): RunEvent {
  const { actor } = change;
  return appendEvent(directory, {
    event: 'workflow.run.tagged',
    add: [...(change.add ?? [])],
    remove: [...(change.remove ?? [])],
    ...(actor !== undefined && { actor }),
  });
}
