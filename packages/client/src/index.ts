export { createRunlightClient, type RunlightClient, type RunlightClientOptions } from './client.ts';
export type { Answer, Arguments, Input, OperationId } from './operation.ts';
export { follow, type FollowOptions, type Message } from './follow.ts';
export { ProblemError } from './problem-error.ts';
export type * from './generated/types.gen.ts';
