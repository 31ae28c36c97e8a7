import type { StepType } from './states.ts';

/** OA04's closed opcode vocabulary. */
export const OPCODES = ['RUN_AGENT', 'RUN_VALIDATION', 'EVALUATE', 'GATE', 'ROLLBACK', 'STOP'] as const;
export type Opcode = (typeof OPCODES)[number];

/** OA04's runner families; any other runner is null there and keeps its name in our own field. */
export const RUNNER_FAMILIES = ['claude_cli', 'codex_cli'] as const;
export type RunnerFamily = (typeof RUNNER_FAMILIES)[number];

const OPCODE_BY_TYPE: Readonly<Record<StepType, Opcode>> = {
  model: 'RUN_AGENT',
  tool: 'RUN_VALIDATION',
  io: 'RUN_VALIDATION',
  decision: 'EVALUATE',
};

/** The opcode of a step: what the author said, else what its type stands for. Never null, as OA04 wants it. */
export function opcodeOf(step: { opcode?: Opcode | undefined; type?: StepType | undefined }): Opcode {
  return step.opcode ?? OPCODE_BY_TYPE[step.type ?? 'tool'];
}
