import type { z } from '@hono/zod-openapi';

import type { RedactionSettingSchema } from '../api/settings.ts';
import type { Parts } from '../parts.ts';
import { readSetting } from './settings.ts';

type RedactionSetting = z.infer<typeof RedactionSettingSchema>;

/** The policy of a tenant, else everybody's; `{}` leaves it at what is taken out always. */
export async function redactionOf(
  { store }: Pick<Parts, 'store'>,
  tenantId: string,
): Promise<RedactionSetting> {
  const value = await readSetting(store.db, 'redaction', tenantId);
  return value === undefined ? {} : (JSON.parse(value) as RedactionSetting); // it was validated before it was kept
}
