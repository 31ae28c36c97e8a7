import type { StatusFile } from '@runlight/contract';

import { EXIT, type ExitCode } from '../exit-code.ts';

/** What `status` exits with. */
export function exitCodeOf({ lifecycle_state }: StatusFile): ExitCode {
  switch (lifecycle_state) {
    case 'completed':
      return EXIT.ok;
    case 'failed':
      return EXIT.no;
    case 'blocked':
      return EXIT.blocked;
    case 'running':
    case 'waiting':
      return EXIT.open;
  }
}
