import { createRunlightClient, ProblemError, type Answer } from '@runlight/client';

export {
  ProblemError,
  type BulkJob,
  type Delivery,
  type Facets,
  type Figures,
  type Input,
  type Lineage,
  type Me,
  type Outcomes,
  type Overview,
  type Retention,
  type RunDetail,
  type RunItem,
  type RunList,
  type Selection,
  type StepItem,
  type Token,
  type Waterfall,
  type Webhook,
} from '@runlight/client';

export type EventList = Answer<'listEvents'>;
export type SpanList = Answer<'listSpans'>;
export type LogList = Answer<'listLogs'>;
export type ArtifactList = Answer<'listArtifacts'>;
export type StepList = Answer<'listSteps'>;
export type AuditEntry = Answer<'listAudit'>['entries'][number];
export type RedactionPolicy = Answer<'getRedaction'>;
export type Rerun = Answer<'rerunRun'>;

/** The server that the page is from. */
export const runlight = createRunlightClient();

type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

async function ask<T>(
  method: string,
  path: string,
  options: { query?: Query; body?: unknown; signal?: AbortSignal | undefined },
): Promise<T> {
  const { query = {}, body, signal } = options;
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value));
  const response = await fetch(`/api/v1${path}${search.size > 0 ? `?${search}` : ''}`, {
    method,
    ...(body !== undefined && {
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    }),
    ...(signal && { signal }),
  });
  if (!response.ok)
    throw new ProblemError((await response.json()) as ConstructorParameters<typeof ProblemError>[0]);
  return (response.status === 204 ? undefined : await response.json()) as T;
}
export function get<T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> {
  return ask<T>('GET', path, { query: query ?? {}, signal });
}
export function post<T>(path: string, body?: unknown): Promise<T> {
  return ask<T>('POST', path, { body });
}
