import {
  getRedaction,
  getRetention,
  previewRedaction,
  previewRetention as previewRetentionRoute,
  putRedaction,
  putRetention,
  RedactionSettingSchema,
} from '../api/settings.ts';
import { newApi, type Routes } from '../http/app.ts';
import { principalIn } from '../http/authentication.ts';
import type { Principal } from '../http/principal.ts';
import { ProblemError } from '../http/problem.ts';
import { retentionOf } from '../retention/policies.ts';
import { previewRetention } from '../retention/preview-retention.ts';
import { redactionOf } from './redaction.ts';
import { tenantOf, writeSetting } from './settings.ts';

/** What is set for everybody, and for tenants that differ from it. */
export const settingRoutes: Routes = (parts) =>
  newApi()
    .openapi(getRetention, async (c) => {
      const tenantId = tenantOf(principalIn(c), c.req.valid('query').tenant);
      return c.json(await retentionOf(parts.store, tenantId), 200);
    })
    .openapi(putRetention, async (c) => {
      const principal = principalIn(c);
      const tenantId = tenantOf(principal, c.req.valid('query').tenant);
      const retention = c.req.valid('json');
      await writeSetting(parts, principal, { name: 'retention', tenantId, value: JSON.stringify(retention) });
      return c.json(retention, 200);
    })
    .openapi(previewRetentionRoute, async (c) => {
      const tenantId = tenantOf(principalIn(c), c.req.valid('query').tenant);
      return c.json(await previewRetention(parts.store, tenantId, c.req.valid('json'), parts.now()), 200);
    })
    .openapi(getRedaction, async (c) => {
      const tenantId = tenantOf(principalIn(c), c.req.valid('query').tenant);
      return c.json(await redactionOf(parts, tenantId), 200);
    })
    .openapi(putRedaction, async (c) => {
      const principal = principalIn(c);
      const tenantId = tenantOf(principal, c.req.valid('query').tenant);
      refusePatterns(principal, c.req.valid('json'));
      const policy = RedactionSettingSchema.parse(await c.req.json()); // as it was sent: patterns as text
      await writeSetting(parts, principal, { name: 'redaction', tenantId, value: JSON.stringify(policy) });
      return c.json(policy, 200);
    })
    .openapi(previewRedaction, (c) => {
      const { policy, sample } = c.req.valid('json');
      const principal = principalIn(c);
      refusePatterns(principal, policy);
      const redactor = parts.redactors.compile(policy, principal.tenantId ?? '');
      return c.json({ result: redactor.payload('inputs', sample) ?? null }, 200);
    });

/** A pattern that backtracks without end would stop the server for all tenants. */
function refusePatterns(
  { tenantId }: Principal,
  { patterns = [] }: { patterns?: readonly unknown[] | undefined },
) {
  if (tenantId === null || patterns.length === 0) return;
  throw new ProblemError(
    'forbidden',
    'Patterns are for an admin of all tenants to set; rules name fields instead',
    {
      code: 'patterns_not_allowed',
    },
  );
}
