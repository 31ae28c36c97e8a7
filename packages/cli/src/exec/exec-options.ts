import type { CommonOptions } from '../command.ts';

export interface ExecOptions extends CommonOptions {
  readonly workflow?: string;
  readonly step?: string;
  readonly tag?: string[];
  readonly timeout?: number;
}

export type CommandLine = readonly [name: string, ...args: string[]];

/** What `exec` exits with when its timeout ended the command, as `timeout(1)` does. */
export const TIMED_OUT = 124;
