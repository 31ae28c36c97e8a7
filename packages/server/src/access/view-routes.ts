import { changeView, deleteView, listViews, saveView } from '../api/access.ts';
import { noteAudit } from '../audit/note-audit.ts';
import { newApi, type Routes } from '../http/app.ts';
import { principalIn } from '../http/authentication.ts';
import { ProblemError } from '../http/problem.ts';
import { newId } from '../new-id.ts';

/** Filters that were saved under a name. Those of a tenant are seen by the tenant, and by whoever sees all tenants. */
export const viewRoutes: Routes = (parts) =>
  newApi()
    .openapi(listViews, async (c) => {
      const { tenantId } = principalIn(c);
      const views = await parts.store.db
        .selectFrom('saved_views')
        .select(['view_id', 'name', 'query', 'created_by'])
        .$if(tenantId !== null, (query) => query.where('tenant_id', '=', tenantId ?? ''))
        .orderBy('name')
        .orderBy('view_id')
        .execute();
      return c.json({ views }, 200);
    })
    .openapi(saveView, async (c) => {
      const principal = principalIn(c);
      const view = { view_id: newId('view'), ...c.req.valid('json'), created_by: principal.actor };
      const tenantId = principal.tenantId ?? '';
      await parts.store.write(async (write) => {
        const at = parts.timestamp();
        await write
          .insertInto('saved_views')
          .values({ ...view, tenant_id: tenantId, created_at: at })
          .execute();
        const deed = { action: 'view.save', target: view.view_id, tenantId, details: { name: view.name } };
        await noteAudit(write, principal, deed, at);
      });
      return c.json(view, 201);
    })
    .openapi(changeView, async (c) => {
      const principal = principalIn(c);
      const { view: viewId } = c.req.valid('param');
      const { name, query } = c.req.valid('json');
      const view = await parts.store.write(async (write) => {
        const changed = await write
          .updateTable('saved_views')
          .set((on) => ({ name: name ?? on.ref('name'), query: query ?? on.ref('query') }))
          .where('view_id', '=', viewId)
          .$if(principal.tenantId !== null, (of) => of.where('tenant_id', '=', principal.tenantId ?? ''))
          .returning(['view_id', 'name', 'query', 'created_by', 'tenant_id'])
          .executeTakeFirst();
        if (changed === undefined) throw viewNotFound(viewId);
        const { tenant_id: tenantId, ...kept } = changed;
        const deed = { action: 'view.change', target: viewId, tenantId, details: { name: kept.name } };
        await noteAudit(write, principal, deed, parts.timestamp());
        return kept;
      });
      return c.json(view, 200);
    })
    .openapi(deleteView, async (c) => {
      const principal = principalIn(c);
      const { view } = c.req.valid('param');
      await parts.store.write(async (write) => {
        const gone = await write
          .deleteFrom('saved_views')
          .where('view_id', '=', view)
          .$if(principal.tenantId !== null, (query) =>
            query.where('tenant_id', '=', principal.tenantId ?? ''),
          )
          .returning(['name', 'tenant_id'])
          .executeTakeFirst();
        if (gone === undefined) throw viewNotFound(view);
        const deed = {
          action: 'view.delete',
          target: view,
          tenantId: gone.tenant_id,
          details: { name: gone.name },
        };
        await noteAudit(write, principal, deed, parts.timestamp());
      });
      return c.body(null, 204);
    });

function viewNotFound(viewId: string): ProblemError {
  return new ProblemError('not_found', `There is no view ${viewId}`, { code: 'view_not_found' });
}
