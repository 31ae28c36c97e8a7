import { z } from '@hono/zod-openapi';
import { RunSchema } from '@runlight/contract/schemas';

import { ChangeSchema, LatestChangeSchema } from '../api/following.ts';
import { newApi } from '../http/app.ts';
import { registerCommonParts, withCommonParts } from './common-parts.ts';
import { OPERATIONS } from './definitions.ts';

/** The API of this version as an OpenAPI 3.1 document. */
export type OpenApiDocument = ReturnType<ReturnType<typeof newApi>['getOpenAPI31Document']>;

const AREA_TITLES: Readonly<Record<string, string>> = {
  runs: 'Runs',
  runContents: 'What belongs to a run',
  actions: 'Actions',
  figures: 'Figures',
  following: 'Following runs',
  workers: 'Workers and control',
  webhooks: 'Webhooks',
  settings: 'Settings',
  access: 'Access',
  operations: 'Operations',
};

const DESCRIPTION = `Find, follow and act on workflow runs.

Send a token as \`Authorization: Bearer …\`; each operation says in \`x-required-role\` which role it needs. An error is
\`application/problem+json\` with a stable \`code\` and says in \`retriable\` whether the same request may succeed later.
Lists give a \`next_token\` for the next page; it is null on the last one. Every answer says in \`RateLimit\` how much may still
be asked for; one of 429 or 503 says in \`Retry-After\` when to come back.`;

// What the contract's records use for any JSON describes itself by itself, without end: the document names the types.
RunSchema.shape.inputs_summary.register(z.globalRegistry, {
  type: ['object', 'array', 'string', 'number', 'boolean', 'null'],
});

/** Every endpoint, whichever server serves it: the document is the same for all of one version. */
export function openApiDocument(): OpenApiDocument {
  const api = newApi();
  registerCommonParts(api.openAPIRegistry);
  // What streams send as text.
  api.openAPIRegistry.register('Change', ChangeSchema);
  api.openAPIRegistry.register('LatestChange', LatestChangeSchema);
  for (const operation of OPERATIONS) {
    const { operationId, area } = operation;
    api.openAPIRegistry.registerPath({
      ...withCommonParts(operation),
      operationId,
      tags: [AREA_TITLES[area] ?? area],
    });
  }
  return api.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Runlight',
      version: '1',
      description: DESCRIPTION,
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    tags: Object.values(AREA_TITLES).map((name) => ({ name })),
  });
}
