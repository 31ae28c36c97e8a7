import { listAudit } from '../api/access.ts';
import { newApi, type Routes } from '../http/app.ts';
import { principalIn } from '../http/authentication.ts';
import { positionIn, tokenOf } from '../http/cursor.ts';

/** Who did what, the newest first: of one tenant for whoever speaks for one. */
export const auditRoutes: Routes = (parts) =>
  newApi().openapi(listAudit, async (c) => {
    const { tenantId } = principalIn(c);
    const { limit, next_token, target, actor } = c.req.valid('query');
    const question = ['audit', tenantId, target, actor];
    const { secret } = parts.settings;
    const before = next_token === undefined ? undefined : Number(positionIn(next_token, question, secret)[0]);
    const rows = await parts.store.db
      .selectFrom('audit_log')
      .selectAll()
      .$if(tenantId !== null, (query) => query.where('tenant_id', '=', tenantId))
      .$if(target !== undefined, (query) => query.where('target', '=', target ?? null))
      .$if(actor !== undefined, (query) => query.where('actor', '=', actor ?? ''))
      .$if(before !== undefined, (query) => query.where('seq', '<', before ?? 0))
      .orderBy('seq', 'desc')
      .limit(limit + 1)
      .execute();
    const page = rows.slice(0, limit);
    const last = rows.length > limit ? page.at(-1) : undefined;
    const entries = page.map((row) => ({
      at: row.at,
      actor: row.actor,
      token_id: row.token_id,
      tenant_id: row.tenant_id === '' ? null : row.tenant_id,
      action: row.action,
      target: row.target,
      details: row.details === null ? null : (JSON.parse(row.details) as Record<string, unknown>), // as noteAudit wrote it
    }));
    return c.json({ entries, next_token: last ? tokenOf([last.seq], question, secret) : null }, 200);
  });
