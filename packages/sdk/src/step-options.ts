import { OPCODES, opcodeOf, STEP_TYPES, type Opcode, type StepType } from '@runlight/contract';

import { labelOf, oneOf } from './given-values.ts';
import type { StepOptions } from './options.ts';

/** A step whose options can't be read. */
export const UNNAMED_STEP: StepOptions = { name: 'step' };

/** A step's options as user code gave them, fit for events. */
export function readStepOptions(given: string | StepOptions): StepOptions {
  if (typeof given !== 'object' || given === null) return { name: labelOf(given) ?? UNNAMED_STEP.name };
  const type = oneOf(STEP_TYPES, given.type);
  return {
    name: labelOf(given.name) ?? UNNAMED_STEP.name,
    key: labelOf(given.key),
    type,
    opcode: tellingOpcode(oneOf(OPCODES, given.opcode), type),
    details: given.details,
  };
}

/** An opcode that follows from the type is not told: a journal could not tell it from one that was not given. */
function tellingOpcode(opcode: Opcode | undefined, type: StepType | undefined): Opcode | undefined {
  return opcode === opcodeOf({ type }) ? undefined : opcode;
}
