import type { RollbackOptions } from './options.ts';
import type { Scope } from './scope.ts';
import { settle } from './settle.ts';
import { runStep } from './run-step.ts';

const REASON_LIMIT = 1024;

/** Runs a function as a step that undoes what was done, and says so when it succeeded. */
export function rollBack<T>(scope: Scope, options: RollbackOptions, fn: () => T): T {
  const { name = 'rollback', target, reason } = options ?? {};
  const { redactor } = scope.run;
  const textOf = (text: string | undefined): string | undefined =>
    text === undefined ? undefined : redactor.text(text, REASON_LIMIT);
  return runStep(scope, { name, opcode: 'ROLLBACK', type: 'tool' }, (step) =>
    settle(fn, {
      enter: (turn) => turn(),
      ok: () =>
        step.record({ event: 'workflow.rollback.completed', target: textOf(target), reason: textOf(reason) }),
      threw: () => undefined, // the step tells
      leave: () => undefined,
    }),
  );
}
