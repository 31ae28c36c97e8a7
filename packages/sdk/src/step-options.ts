import { OPCODES, STEP_TYPES } from '@runlight/contract';

import { labelOf, oneOf } from './given-values.ts';
import type { StepOptions } from './options.ts';

/** A step whose options can't be read. */
export const UNNAMED_STEP: StepOptions = { name: 'step' };

/** A step's options as user code gave them, fit for events. */
export function readStepOptions(given: string | StepOptions): StepOptions {
  if (typeof given !== 'object' || given === null) return { name: labelOf(given) ?? UNNAMED_STEP.name };
  return {
    name: labelOf(given.name) ?? UNNAMED_STEP.name,
    key: labelOf(given.key),
    type: oneOf(STEP_TYPES, given.type),
    opcode: oneOf(OPCODES, given.opcode),
    details: given.details,
  };
}
