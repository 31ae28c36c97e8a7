import { RunlightError } from '@runlight/contract';

/** Base error of this package; `code` is stable. */
export class RunDirError extends RunlightError {
  constructor(code: RunDirErrorCode, message: string, options?: ErrorOptions) {
    super(code, message, options);
    this.name = 'RunDirError';
  }
}

export type RunDirErrorCode =
  /** No such run below the root. */
  | 'run_not_found'
  /** A prefix that several runs begin with. */
  | 'run_ambiguous'
  /** A link, device or directory where a plain file or directory must be. */
  | 'unsafe_path'
  /** The disk took only part of a line. */
  | 'short_write'
  /** An argument that is out of its range. */
  | 'invalid_argument';

/** The `code` of a system error (`ENOENT`, …); undefined for anything else. */
export function systemCodeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
