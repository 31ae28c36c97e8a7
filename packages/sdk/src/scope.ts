import { context, createContextKey, type Context } from '@opentelemetry/api';

import type { Run } from './run.ts';
import { state } from './shared-state.ts';
import type { Step } from './step.ts';

/** Where code runs: in a run and, inside it, perhaps in a step. */
export interface Scope {
  readonly run: Run;
  readonly step: Step | undefined;
}

const SCOPE_KEY = createContextKey('runlight.scope');

/** Calls `fn` with a scope active, both for us and, when a context manager is registered, for OpenTelemetry. */
export function inScope<T>(scope: Scope, otelContext: Context, fn: () => T): T {
  return state.scopes.run(scope, () => context.with(otelContext, fn));
}

/** The context with a scope in it, so that processors can tell whose span they see. */
export function withScope(parent: Context, scope: Scope): Context {
  return parent.setValue(SCOPE_KEY, scope);
}

/** The scope of a context that was passed by hand, else that of the code that runs now. */
export function currentScope(otelContext?: Context): Scope | undefined {
  if (otelContext !== undefined) {
    const scope = otelContext.getValue(SCOPE_KEY);
    if (scope !== undefined) return scope as Scope; // only withScope writes under this key
  }
  return state.scopes.getStore();
}
