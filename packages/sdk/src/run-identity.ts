import type { Context } from '@opentelemetry/api';
import { ATTR } from '@runlight/contract';

import { currentScope } from './scope.ts';

/** The identity of the run and step that code runs in, as attributes for its spans and log records. */
export type RunIdentityAttributes = Readonly<Record<string, string>>;

/** The identity of the run and step of a context, else of the code that runs now; undefined outside of any run. */
export function currentRunIdentity(otelContext?: Context): RunIdentityAttributes | undefined {
  const scope = currentScope(otelContext);
  if (scope === undefined) return undefined;
  const { run, step } = scope;
  const attributes: Record<string, string> = { [ATTR.WORKFLOW_NAME]: run.workflow, [ATTR.RUN_ID]: run.id };
  if (step === undefined) return attributes;
  attributes[ATTR.STEP_ID] = step.id;
  attributes[ATTR.STEP_NAME] = step.name;
  return attributes;
}
