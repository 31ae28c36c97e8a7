import type { TestServer } from '@runlight/testing/server';
import { z } from 'zod';

const DocumentSchema = z.object({
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.object({
        operationId: z.string(),
        'x-required-role': z.enum(['anyone', 'viewer', 'operator', 'admin', 'ingest', 'worker']),
      }),
    ),
  ),
});

/** An endpoint, as the server's document has it. */
export interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly role: 'anyone' | 'viewer' | 'operator' | 'admin' | 'ingest' | 'worker';
}

/** Every endpoint of which the server's document speaks. */
export async function operationsOf(server: TestServer): Promise<Operation[]> {
  const response = await server.request('/api/v1/openapi.json');
  const { paths } = DocumentSchema.parse(await response.json());
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId, 'x-required-role': role }]) => ({
      id: operationId,
      method: method.toUpperCase(),
      path,
      role,
    })),
  );
}

export interface Asked {
  readonly token?: string;
  /** Values of parameters in the path; `x` for others. */
  readonly path?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** The path of an operation with its parameters; `x` for those that are not given. */
export function pathOf(
  { path }: Pick<Operation, 'path'>,
  parameters: Readonly<Record<string, string>>,
): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(parameters[name] ?? 'x'));
}

/** Asks for an operation, without following what it streams. */
export async function ask(
  server: TestServer,
  operation: Operation,
  { token, path: parameters = {}, body, headers }: Asked = {},
): Promise<Answered> {
  const { method } = operation;
  const abort = new AbortController();
  const response = await server.request(pathOf(operation, parameters), {
    method,
    signal: abort.signal,
    headers: { ...headers, ...(method !== 'GET' && { 'content-type': 'application/json' }) },
    ...(method !== 'GET' && { body: JSON.stringify(body ?? {}) }),
    ...(token !== undefined && { token }),
  });
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true;
  const text = isStream ? '' : await response.text();
  abort.abort();
  return { status: response.status, headers: response.headers, text };
}
