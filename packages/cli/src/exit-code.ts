/** The exit codes of every command but `exec`, which returns its command's own. */
export const EXIT = {
  ok: 0,
  /** The answer is no: the run failed, a directory has problems, nothing waits for a decision. */
  no: 1,
  /** The run is blocked. */
  blocked: 2,
  /** The run is not over. */
  open: 3,
  /** The command line can't be understood. */
  usage: 64,
  /** There is no such run or directory, or it can't be read. */
  noInput: 66,
  /** A fault in runlight itself. */
  internal: 70,
  /** Ctrl-C. */
  interrupted: 130,
} as const;

export type ExitCode = number;
