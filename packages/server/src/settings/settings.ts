import { noteAudit } from '../audit/note-audit.ts';
import type { Principal } from '../http/principal.ts';
import { ProblemError } from '../http/problem.ts';
import type { Parts } from '../parts.ts';
import type { Store, Write } from '../store/store.ts';

export type SettingName = 'retention' | 'redaction';

/** The tenant that a request is about, `''` for everybody; throws `foreign_tenant`. */
export function tenantOf({ tenantId }: Pick<Principal, 'tenantId'>, asked: string | undefined): string {
  if (tenantId === null || asked === undefined || asked === tenantId) return asked ?? tenantId ?? '';
  throw new ProblemError('forbidden', `You can see and change the settings of the tenant ${tenantId} only`, {
    code: 'foreign_tenant',
  });
}

/** What is set for a tenant, else what is set for everybody, as JSON; undefined where nothing is. */
export async function readSetting(
  on: Store['db'] | Write,
  name: SettingName,
  tenantId: string,
): Promise<string | undefined> {
  const row = await on
    .selectFrom('settings')
    .select('value')
    .where('name', '=', name)
    .where('tenant_id', 'in', ['', tenantId])
    .orderBy('tenant_id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.value;
}

/** Sets a tenant's, or everybody's. */
export async function writeSetting(
  parts: Pick<Parts, 'store' | 'timestamp'>,
  principal: Principal,
  setting: { readonly name: SettingName; readonly tenantId: string; readonly value: string },
): Promise<void> {
  const { name, tenantId, value } = setting;
  await parts.store.write(async (write) => {
    const at = parts.timestamp();
    const change = { value, changed_at: at, changed_by: principal.actor };
    await write
      .insertInto('settings')
      .values({ tenant_id: tenantId, name, ...change })
      .onConflict((conflict) => conflict.columns(['tenant_id', 'name']).doUpdateSet(change))
      .execute();
    const deed = { action: `settings.${name}`, target: tenantId === '' ? null : tenantId, tenantId };
    await noteAudit(write, principal, { ...deed, details: { value: JSON.parse(value) as unknown } }, at);
  });
}
