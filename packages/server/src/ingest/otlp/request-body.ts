import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

import { ProblemError } from '../../http/problem.ts';

/** More than a sender puts into one request. Source: the Collector's receiver takes 20 MiB. */
export const MAX_BODY_BYTES = 16 * 1024 * 1024;

export type OtlpEncoding = 'json' | 'protobuf';

const inflate = promisify(gunzip);

/** The encoding that a content type names; throws `unsupported_media_type`. */
export function encodingOf(contentType: string | undefined): OtlpEncoding {
  const type = contentType?.split(';')[0]?.trim().toLowerCase();
  if (type === 'application/json') return 'json';
  if (type === 'application/x-protobuf') return 'protobuf';
  throw new ProblemError(
    'unsupported_media_type',
    'Send OTLP as application/json or application/x-protobuf; Content-Type says otherwise',
  );
}

/** The bytes of a request as they come; throws `too_large` before they are more than {@link MAX_BODY_BYTES}. */
export async function* chunksOf({ body, headers }: Request): AsyncGenerator<Uint8Array> {
  if (Number(headers.get('content-length')) > MAX_BODY_BYTES) throw tooLarge();
  let length = 0;
  for await (const chunk of body ?? []) {
    length += chunk.byteLength;
    if (length > MAX_BODY_BYTES) throw tooLarge();
    yield chunk;
  }
}

/** The bytes of a request, inflated; throws `too_large` before it holds more than {@link MAX_BODY_BYTES}. */
export async function inflated(bytes: Uint8Array, { headers }: Request): Promise<Uint8Array> {
  const encoding = headers.get('content-encoding')?.trim().toLowerCase() ?? 'identity';
  if (encoding === 'identity') return bytes;
  if (encoding !== 'gzip') {
    throw new ProblemError('unsupported_media_type', `Send it as gzip or as it is, not as ${encoding}`);
  }
  try {
    return await inflate(bytes, { maxOutputLength: MAX_BODY_BYTES }); // stops inflating where that is reached
  } catch (cause) {
    if (cause instanceof RangeError) throw tooLarge(cause);
    throw new ProblemError('bad_request', 'The body is no gzip, though Content-Encoding says so', {
      code: 'invalid_gzip',
      cause,
    });
  }
}

function tooLarge(cause?: unknown): ProblemError {
  return new ProblemError(
    'too_large',
    `A request may hold ${MAX_BODY_BYTES / 1024 ** 2} MiB, inflated; send smaller batches`,
    { cause },
  );
}
