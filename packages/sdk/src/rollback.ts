import { labelOf } from './given-values.ts';
import type { RollbackOptions } from './options.ts';
import { readProperty } from './read-property.ts';
import type { Scope } from './scope.ts';
import { settle } from './settle.ts';
import { runStep } from './run-step.ts';

const REASON_LIMIT = 1024;

/** Runs a function as a step that undoes what was done, and says so when it succeeded. */
export function rollBack<T>(scope: Scope, options: RollbackOptions, fn: () => T): T {
  const { redactor } = scope.run;
  const textOf = (text: unknown): string | undefined =>
    text === undefined ? undefined : redactor.text(text as string, REASON_LIMIT); // reads whatever it is as text
  const name = labelOf(readProperty(options, 'name')) ?? 'rollback';
  const target = textOf(readProperty(options, 'target'));
  const reason = textOf(readProperty(options, 'reason'));
  return runStep(scope, { name, opcode: 'ROLLBACK', type: 'tool' }, (step) =>
    settle(fn, {
      enter: (turn) => turn(),
      ok: () => step.record({ event: 'workflow.rollback.completed', target, reason }),
      threw: () => undefined, // the step tells
      leave: () => undefined,
    }),
  );
}
