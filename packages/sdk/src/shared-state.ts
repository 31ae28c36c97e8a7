import { AsyncLocalStorage } from 'node:async_hooks';

import type { RunStore, StoredRun } from '@runlight/contract';

import { failOpen } from './fail-open.ts';
import type { Scope } from './scope.ts';

/** What every copy of the SDK in a process has in common, so that two copies see the same run. */
interface SharedState {
  readonly scopes: AsyncLocalStorage<Scope>;
  store: RunStore | undefined;
  pinnedTraceId: string | undefined;
  pinnedSpanId: string | undefined;
}

const KEY = Symbol.for('runlight.sdk.v1');

interface SharedGlobal {
  [KEY]?: SharedState;
}

const shared = globalThis as SharedGlobal; // the symbol is ours alone
export const state: SharedState = (shared[KEY] ??= {
  scopes: new AsyncLocalStorage<Scope>(),
  store: undefined,
  pinnedTraceId: undefined,
  pinnedSpanId: undefined,
});

/** Connects the place where runs are kept beyond the process; undefined disconnects it. */
export function setRunStore(store: RunStore | undefined): void {
  state.store = store;
}

/** What the store knows of a run; undefined if it knows nothing. */
export function loadRun(runId: string): StoredRun | undefined {
  return failOpen(
    'loading a run',
    () => state.store?.load(runId),
    () => undefined,
  );
}

/** True for the one process that ended the run, which then makes its root span; without a store whoever asks. */
export function wonEnd(runId: string): boolean {
  return failOpen(
    'claiming the end of a run',
    () => state.store?.wonEnd(runId) ?? true,
    () => true,
  );
}

/** The environment variables that let a child process find the store. */
export function storeEnv(): Record<string, string> {
  return failOpen(
    'asking the store for its environment',
    () => state.store?.env() ?? {},
    () => ({}),
  );
}
