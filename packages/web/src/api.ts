import type { z } from 'zod';

import type * as access from '../../server/src/api/access.ts';
import type * as actions from '../../server/src/api/actions.ts';
import type * as figures from '../../server/src/api/figures.ts';
import type * as contents from '../../server/src/api/run-contents.ts';
import type * as item from '../../server/src/api/run-item.ts';
import type * as runs from '../../server/src/api/runs.ts';
import type * as settings from '../../server/src/api/settings.ts';
import type * as webhooks from '../../server/src/api/webhooks.ts';

type Answer<
  R extends { readonly responses: object },
  S extends keyof R['responses'] = 200 & keyof R['responses'],
> = R['responses'][S] extends {
  readonly content: { readonly 'application/json': { readonly schema: infer T } };
}
  ? z.infer<T>
  : never;

export type Me = z.infer<typeof access.MeSchema>;
export type Token = z.infer<typeof access.TokenSchema>;
export type NewToken = Answer<typeof access.addToken, 201>;
export type AuditLog = Answer<typeof access.listAudit>;
export type SavedViews = Answer<typeof access.listViews>;
export type RunItem = item.RunItem;
export type RunList = Answer<typeof runs.listRuns>;
export type Facets = Answer<typeof runs.getFacets>;
export type RunDetail = runs.RunDetail;
export type StepItem = contents.StepItem;
export type StepList = Answer<typeof contents.listSteps>;
export type Waterfall = Answer<typeof contents.getWaterfall>;
export type EventList = Answer<typeof contents.listEvents>;
export type SpanList = Answer<typeof contents.listSpans>;
export type LogList = Answer<typeof contents.listLogs>;
export type ArtifactList = Answer<typeof contents.listArtifacts>;
export type Lineage = Answer<typeof contents.getLineage>;
export type Figures = z.infer<typeof figures.FiguresSchema>;
export type Outcomes = Answer<typeof figures.getOutcomes>;
export type Overview = Answer<typeof figures.getOverview>;
export type Selection = Answer<typeof actions.createSelection, 201>;
export type BulkJob = z.infer<typeof actions.BulkJobSchema>;
export type Cancellation = Answer<typeof actions.cancelRun, 202>;
export type Decision = Answer<typeof actions.decideGate, 202>;
export type Rerun = Answer<typeof actions.rerunRun, 202>;
export type Webhook = z.infer<typeof webhooks.WebhookSchema>;
export type NewWebhook = Answer<typeof webhooks.addWebhook, 201>;
export type Delivery = z.infer<typeof webhooks.DeliverySchema>;
export type DeliveryList = Answer<typeof webhooks.listDeliveries>;
export type Retention = z.infer<typeof settings.RetentionSchema>;
export type RetentionPreview = Answer<typeof settings.previewRetention>;
export type RedactionPolicy = Answer<typeof settings.getRedaction>;

/** Why a request was refused or could not be sent: what to show, and whether trying again may help. */
export class ProblemError extends Error {
  readonly code: string;
  readonly status: number;
  readonly retriable: boolean;

  constructor(problem: { code: string; status: number; detail: string; retriable: boolean }) {
    super(problem.detail);
    this.name = 'ProblemError';
    this.code = problem.code;
    this.status = problem.status;
    this.retriable = problem.retriable;
  }
}

export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

interface Options {
  readonly query?: Query | undefined;
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
  /** Makes a repeated request do nothing more. Default: a new one for each call. */
  readonly idempotencyKey?: string | undefined;
}

/** The address of an endpoint: `path` begins after `/api/v1`. Lists are written with commas. */
export function addressOf(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || (Array.isArray(value) && value.length === 0)) continue;
    search.set(name, Array.isArray(value) ? value.join(',') : String(value));
  }
  return `/api/v1${path}${search.size > 0 ? `?${search}` : ''}`;
}

/** Asks the server; throws a `ProblemError`, with the code `unreachable` if there was no answer. */
async function ask<T>(
  method: string,
  path: string,
  { query, body, signal, idempotencyKey }: Options,
): Promise<T> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (method === 'POST') headers['idempotency-key'] = idempotencyKey ?? newKey();
  let response: Response;
  try {
    response = await fetch(addressOf(path, query), {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    });
  } catch (error) {
    if (signal?.aborted === true) throw error;
    const detail = 'It may be restarting. What you see may be old; it is asked again.';
    throw new ProblemError({ code: 'unreachable', status: 0, detail, retriable: true });
  }
  if (response.ok) return (response.status === 204 ? undefined : await response.json()) as T; // as its definition says
  throw new ProblemError(await problemIn(response));
}

async function problemIn(response: Response): Promise<ConstructorParameters<typeof ProblemError>[0]> {
  const { status } = response;
  try {
    if (response.headers.get('content-type')?.includes('json') === true) {
      return (await response.json()) as ConstructorParameters<typeof ProblemError>[0]; // every refusal is a problem
    }
  } catch {
    // An answer that breaks off says no more than its status.
  }
  const detail = `The server answered ${status} without saying why.`;
  return { code: 'unexplained', status, detail, retriable: status >= 500 };
}

/** `crypto.randomUUID` is there in secure contexts only; a server on plain HTTP is none. */
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}

export function get<T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> {
  return ask<T>('GET', path, { query, signal });
}

export function post<T>(path: string, body?: unknown, options: Omit<Options, 'body'> = {}): Promise<T> {
  return ask<T>('POST', path, { ...options, body });
}

export function put<T>(path: string, body: unknown, query?: Query): Promise<T> {
  return ask<T>('PUT', path, { body, query });
}

export function patch<T>(path: string, body: unknown): Promise<T> {
  return ask<T>('PATCH', path, { body });
}

export function remove(path: string): Promise<void> {
  return ask<void>('DELETE', path, {});
}
