import type { RouteConfig } from '@hono/zod-openapi';

import * as access from '../api/access.ts';
import * as actions from '../api/actions.ts';
import * as figures from '../api/figures.ts';
import * as following from '../api/following.ts';
import * as operations from '../api/operations.ts';
import * as runContents from '../api/run-contents.ts';
import * as runs from '../api/runs.ts';
import * as settings from '../api/settings.ts';
import * as webhooks from '../api/webhooks.ts';
import * as workers from '../api/workers.ts';

/** An endpoint as `route` defines it. */
type Definition = RouteConfig & { readonly getRoutingPath: () => string };

const AREAS = {
  runs,
  runContents,
  actions,
  figures,
  following,
  workers,
  webhooks,
  settings,
  access,
  operations,
};

/** An endpoint, the name under which programs call it, and the part of the API that it belongs to. */
export interface Operation {
  readonly operationId: string;
  readonly area: string;
  readonly definition: Definition;
}

/** Every endpoint of the API. An endpoint's operation id is the name under which its definition is exported. */
export const OPERATIONS: readonly Operation[] = Object.entries(AREAS).flatMap(([area, exported]) =>
  Object.entries(exported).flatMap(([operationId, value]) =>
    isDefinition(value) ? [{ operationId, area, definition: value }] : [],
  ),
);

function isDefinition(value: unknown): value is Definition {
  return typeof value === 'object' && value !== null && 'getRoutingPath' in value;
}
