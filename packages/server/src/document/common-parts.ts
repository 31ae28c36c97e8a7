import { z, type OpenAPIHono, type RouteConfig } from '@hono/zod-openapi';

import type { Operation } from './definitions.ts';

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';
type ResponseConfig = Exclude<RouteConfig['responses'][string], { $ref: string }>;
type Registry = OpenAPIHono['openAPIRegistry'];
type Component = Parameters<Registry['registerComponent']>[2];

const text = { type: 'string' } as const;
const seconds = { type: 'integer', minimum: 0 } as const;

const HEADERS: Readonly<Record<string, Component>> = {
  ETag: {
    description: 'Names this answer: send it as `If-None-Match` to hear of another one only.',
    schema: text,
  },
  'Retry-After': { description: 'When to come back, in seconds.', schema: seconds },
  RateLimit: { description: 'How many requests are left, and for how many seconds.', schema: text },
  'RateLimit-Policy': { description: 'How many requests there may be in how many seconds.', schema: text },
  'Idempotency-Replayed': {
    description: '`true` if this is the answer to the first such request.',
    schema: text,
  },
  'WWW-Authenticate': { description: 'That a token is needed.', schema: text },
};

const PARAMETERS: Readonly<Record<string, Component>> = {
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    description:
      'Makes the request safe to repeat: who sends it again with the key, within a day, gets the first answer.',
    schema: { type: 'string', minLength: 1, maxLength: 255 },
  },
  IfNoneMatch: {
    name: 'If-None-Match',
    in: 'header',
    description: 'The `ETag` of an answer before: 304 as long as it still holds.',
    schema: text,
  },
  LastEventId: {
    name: 'Last-Event-ID',
    in: 'header',
    description: 'The `id` of the last message that was read: the stream begins with what came after it.',
    schema: { type: 'string', pattern: String.raw`^\d{1,15}$` },
  },
};

interface Refusal {
  readonly name: string;
  readonly description: string;
  readonly headers?: readonly string[];
  readonly isOf: (operation: Operation) => boolean;
}

const needsRole = ({ definition }: Operation): boolean => definition['x-required-role'] !== 'anyone';
const isOfApi = ({ definition }: Operation): boolean => definition.path.startsWith('/api/v1/');
const isPost = ({ definition }: Operation): boolean => definition.method === 'post';
const LIMITS = ['RateLimit', 'RateLimit-Policy'];

/** How requests are refused; every refusal is a problem. What is special to one operation, its own definition has. */
const REFUSALS: Readonly<Record<string, Refusal>> = {
  400: {
    name: 'BadRequest',
    description: 'The request is wrong: `errors` names its parts',
    isOf: ({ definition: { request } }) => request !== undefined,
  },
  401: {
    name: 'Unauthenticated',
    description: 'No token, or one that is unknown, revoked or over',
    headers: ['WWW-Authenticate'],
    isOf: (operation) => needsRole(operation) || operation.operationId === 'startSession',
  },
  403: {
    name: 'Forbidden',
    description: 'The token has another role, or the page of another site asks',
    isOf: needsRole,
  },
  404: {
    name: 'NotFound',
    description: 'It is not there, or not for whoever asks',
    isOf: ({ definition: { path } }) => path.includes('{'),
  },
  409: {
    name: 'Conflict',
    description: 'It can’t be done as things are, or the same request is being served',
    isOf: (operation) => isOfApi(operation) && isPost(operation) && needsRole(operation),
  },
  413: {
    name: 'TooLarge',
    description: 'The body is too large',
    isOf: ({ definition }) => definition.request?.body !== undefined || 'requestBody' in definition,
  },
  429: {
    name: 'TooManyRequests',
    description: 'The limit of requests is reached',
    headers: ['Retry-After'],
    isOf: isOfApi,
  },
  503: {
    name: 'Unavailable',
    description: 'The server can’t do it now; nothing was changed',
    headers: ['Retry-After'],
    isOf: needsRole,
  },
};

/** Registers what operations have in common. */
export function registerCommonParts(registry: Registry): void {
  registry.registerComponent('securitySchemes', 'token', { type: 'http', scheme: 'bearer' });
  registry.registerComponent('securitySchemes', 'session', {
    type: 'apiKey',
    in: 'cookie',
    name: 'runlight_session',
    description: 'What `POST /api/v1/session` makes of a token, for browsers.',
  });
  for (const [name, header] of Object.entries(HEADERS)) registry.registerComponent('headers', name, header);
  for (const [name, parameter] of Object.entries(PARAMETERS)) {
    registry.registerComponent('parameters', name, parameter);
  }
  for (const { name, description, headers = [] } of Object.values(REFUSALS)) {
    registry.registerComponent('responses', name, {
      description,
      headers: headersOf(headers),
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    });
  }
}

/** An operation with the headers that it takes and gives, and how it refuses. */
export function withCommonParts(operation: Operation): RouteConfig & { method: Method } {
  const { definition } = operation;
  const { middleware: _, responses, ...described } = definition;
  const isKept = isOfApi(operation) && isPost(operation) && needsRole(operation);
  const hasTag = '304' in responses;
  const isStream = Object.values(responses).some(
    (response) => 'content' in response && 'text/event-stream' in (response.content ?? {}),
  );
  const parameters = [
    ...(isKept ? ['IdempotencyKey'] : []),
    ...(hasTag ? ['IfNoneMatch'] : []),
    ...(isStream ? ['LastEventId'] : []),
  ];
  const given = [
    ...(hasTag ? ['ETag'] : []),
    ...(isKept ? ['Idempotency-Replayed'] : []),
    // Of signing in only what fails is counted.
    ...(isOfApi(operation) && operation.operationId !== 'startSession' ? LIMITS : []),
  ];
  const refusals = Object.entries(REFUSALS).flatMap(([status, { name, isOf }]) =>
    isOf(operation) ? [[status, { $ref: `#/components/responses/${name}` }] as const] : [],
  );
  return {
    ...described,
    method: definition.method as Method, // the methods that definitions have
    ...(parameters.length > 0 && {
      parameters: parameters.map((name) => ({ $ref: `#/components/parameters/${name}` })),
    }),
    responses: {
      ...Object.fromEntries(refusals),
      ...Object.fromEntries(
        Object.entries(responses).map(([status, response]) => [
          status,
          status === 'default' || '$ref' in response
            ? response
            : { ...response, headers: { ...headersOf(given), ...ownHeaders(response) } },
        ]),
      ),
    },
  };
}

/** Definitions have them as the document does, not as schemas. */
function ownHeaders({ headers }: ResponseConfig): object {
  return headers === undefined || headers instanceof z.ZodObject ? {} : headers;
}

function headersOf(names: readonly string[]): Record<string, { $ref: string }> {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}
