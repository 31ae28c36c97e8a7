import { labelOf } from './given-values.ts';
import { state } from './shared-state.ts';
import type { Step } from './step.ts';

export interface ArtifactOptions {
  /** The file name to keep it under. Default: the role, or the name of the file. */
  readonly name?: string | undefined;
  /** Default: from the file name's extension, else `application/octet-stream` for bytes and `text/plain` for text. */
  readonly mediaType?: string | undefined;
  /** Default false. */
  readonly required?: boolean | undefined;
  readonly important?: boolean | undefined;
  readonly summary?: string | undefined;
  /** Keeps text as it is. Default false: text is redacted like any other; files and bytes are kept as they are. */
  readonly verbatim?: boolean | undefined;
}

const SUMMARY_LIMIT = 512;

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  json: 'application/json',
  ndjson: 'application/x-ndjson',
  csv: 'text/csv',
  txt: 'text/plain',
  log: 'text/plain',
  md: 'text/markdown',
  html: 'text/html',
  xml: 'application/xml',
  yaml: 'application/yaml',
  yml: 'application/yaml',
  pdf: 'application/pdf',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  svg: 'image/svg+xml',
  zip: 'application/zip',
  gz: 'application/gzip',
  diff: 'text/x-diff',
  patch: 'text/x-diff',
};

/** Keeps an artifact's content, if there is a place for it, and records it; gives the path that was recorded. */
export function recordArtifact(
  step: Step,
  role: string,
  content: string | Uint8Array | { readonly file: string },
  options: ArtifactOptions,
): string | undefined {
  if (step.ended) return undefined;
  const file = typeof content === 'string' || content instanceof Uint8Array ? undefined : content.file;
  const name =
    labelOf(options.name) ?? (file === undefined ? (labelOf(role) ?? 'artifact') : lastSegment(file));
  const { run, label, attempt } = step;
  const redacts = typeof content === 'string' && options.verbatim !== true;
  const kept = redacts ? run.redactor.text(content, Number.POSITIVE_INFINITY) : content;
  const saved = state.store?.saveArtifact({ runId: run.id, step: label, attempt, name, content: kept });
  const path = saved?.path ?? file;
  if (path === undefined) return undefined;
  step.record({
    event: 'workflow.artifact.recorded',
    role: labelOf(role) ?? 'artifact',
    path,
    media_type: options.mediaType ?? mediaTypeOf(name, content),
    size_bytes: saved?.sizeBytes,
    sha256: saved?.sha256,
    required: options.required ?? false,
    important: options.important,
    summary: options.summary === undefined ? undefined : run.redactor.text(options.summary, SUMMARY_LIMIT),
  });
  return path;
}

function mediaTypeOf(name: string, content: unknown): string {
  const extension = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  return MEDIA_TYPES[extension] ?? (typeof content === 'string' ? 'text/plain' : 'application/octet-stream');
}

function lastSegment(path: string): string {
  return path.split(/[/\\]/).findLast((segment) => segment !== '') ?? 'artifact';
}
