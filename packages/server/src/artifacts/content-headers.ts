import { posix } from 'node:path';

/** What browsers show without executing anything of it; all else is saved. */
const SHOWN: ReadonlySet<string> = new Set([
  'application/json',
  'application/pdf',
  'image/avif',
  'image/gif',
  'image/jpeg',
  'image/png',
  'image/webp',
  'text/csv',
  'text/markdown',
  'text/plain',
]);

const MEDIA_TYPE = /^[\w.+-]+\/[\w.+-]+$/;

/**
 * The headers of an artifact's content. It was made by a run, and a run can be made by anybody: nothing of it is
 * executed, nothing of it is guessed, and nothing of it can reach the page it was opened from.
 */
export function contentHeaders(artifact: {
  readonly path: string;
  readonly mediaType: string;
  readonly sizeBytes: number;
}): Record<string, string> {
  const [given = ''] = artifact.mediaType.toLowerCase().split(';', 1);
  const type = MEDIA_TYPE.test(given.trim()) ? given.trim() : 'application/octet-stream';
  const disposition = SHOWN.has(type) ? 'inline' : 'attachment';
  const isText = type.startsWith('text/') || type === 'application/json';
  // Browsers' own viewers of PDF do not start in a sandbox; they run no script of the page's origin.
  const sandbox = type === 'application/pdf' ? '' : '; sandbox';
  return {
    'content-type': isText ? `${type}; charset=utf-8` : type,
    'content-length': `${artifact.sizeBytes}`,
    'content-disposition': `${disposition}; ${fileNameParameters(posix.basename(artifact.path))}`,
    'content-security-policy': `default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'${sandbox}`,
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'cache-control': 'private, no-store',
  };
}

/** A name in ASCII, and the name as it is. Source: RFC 6266. */
function fileNameParameters(name: string): string {
  const ascii = name.replaceAll(/[^\w.-]/g, '_');
  const exact = encodeURIComponent(name.toWellFormed()).replaceAll(
    /['()*]/g,
    (character) => `%${hexOf(character)}`,
  );
  return `filename="${ascii}"; filename*=UTF-8''${exact}`;
}

function hexOf(character: string): string {
  return character.charCodeAt(0).toString(16).toUpperCase();
}
