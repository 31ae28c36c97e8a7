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

/**
 * Calls `fn` with a scope active. It travels in OpenTelemetry's context, or, where no context manager is registered, in
 * a storage of our own: both at once would double the cost.
 */
export function inScope<T>(scope: Scope, otelContext: Context, fn: () => T): T {
  return context.with(otelContext, () =>
    context.active() === otelContext ? fn() : state.scopes.run(scope, fn),
  );
}

/** The context with a scope in it, so that processors can tell whose span they see. */
export function withScope(parent: Context, scope: Scope): Context {
  return parent.setValue(SCOPE_KEY, scope);
}

/** The scope of a context that was passed by hand, else that of the code that runs now. */
export function currentScope(otelContext: Context = context.active()): Scope | undefined {
  const scope = otelContext.getValue(SCOPE_KEY);
  return scope === undefined ? state.scopes.getStore() : (scope as Scope); // only withScope writes under this key
}
