import type { ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { StringDecoder } from 'node:string_decoder';

const TAIL_CHARACTERS = 8192;
const GOING_ON = ['drain', 'error', 'close'] as const;

export interface Captured {
  /** The last characters of it. */
  readonly tail: string;
  /** Where all of it was copied to; undefined when that could not be done, on a full disk for example. */
  readonly copy: string | undefined;
}

/**
 * Passes a command's output on as it comes and keeps a copy of it in a file.
 *
 * As slow as the slower of the two, so that nothing piles up in memory. A copy that fails does not disturb the command.
 * When nobody reads what is passed on any more, the command is told so as it would be by a pipe: with SIGPIPE.
 */
export async function captureOutput(
  child: ChildProcess,
  source: Readable,
  passOn: Writable,
  file: string | undefined,
): Promise<Captured> {
  const copy = file === undefined ? undefined : createWriteStream(file, { flags: 'wx', mode: 0o600 });
  const copied = copy === undefined ? undefined : isFinished(copy);
  const decoder = new StringDecoder('utf8');
  let tail = '';
  const stop = (): void => {
    child.kill('SIGPIPE'); // Node's pipes are sockets: those would only say that the peer is gone
    source.destroy();
  };
  passOn.once('error', stop);
  try {
    for await (const chunk of source as AsyncIterable<Buffer>) {
      tail = (tail + decoder.write(chunk)).slice(-TAIL_CHARACTERS);
      await Promise.all([copy && write(copy, chunk), write(passOn, chunk)]);
    }
  } catch (error) {
    if (!isPrematureClose(error)) throw error;
  } finally {
    passOn.off('error', stop);
    copy?.end();
  }
  return { tail, copy: (await copied) ? file : undefined };
}

async function isFinished(stream: Writable): Promise<boolean> {
  try {
    await finished(stream);
    return true;
  } catch {
    return false;
  }
}

/** Waits until a stream takes more, or never will. */
async function write(stream: Writable, chunk: Buffer): Promise<void> {
  if (!stream.writable || stream.write(chunk)) return;
  await new Promise<void>((resolve) => {
    const goOn = (): void => {
      for (const event of GOING_ON) stream.off(event, goOn);
      resolve();
    };
    for (const event of GOING_ON) stream.on(event, goOn);
  });
}

function isPrematureClose(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';
}
