import { join } from 'node:path';

import { FILES } from '../layout.ts';
import { readJsonFile } from '../plain-files.ts';
import { parseProcess, type ProcessIdentity } from '../process-identity.ts';

/** What status.json alone knows: the stream does not tell it. */
export interface RunExecution {
  /** The process that executes the run; null if none does. */
  readonly executor: ProcessIdentity | null;
  readonly heartbeatAt: string | null;
  /** How long the stream was, or was about to be, when the file was written. */
  readonly streamOffset: number;
}

/** Reads it as it is, without bringing it up to date. Throws `unsafe_path`. */
export function readExecution(directory: string): RunExecution {
  const file = readJsonFile(join(directory, FILES.status));
  const fields = typeof file === 'object' && file !== null ? (file as Readonly<Record<string, unknown>>) : {};
  const { heartbeat_at: heartbeatAt, stream_offset: streamOffset } = fields;
  return {
    executor: parseProcess(fields['process']),
    heartbeatAt: typeof heartbeatAt === 'string' ? heartbeatAt : null,
    streamOffset: typeof streamOffset === 'number' ? streamOffset : 0,
  };
}
