import { createHmac } from 'node:crypto';

import type { z } from '@hono/zod-openapi';
import type { Json, RedactionPolicy } from '@runlight/contract';
import { RedactionPolicySchema } from '@runlight/contract/schemas';
import { createRedactor, redactText } from '@runlight/sdk';

import type { RedactionSettingSchema } from '../api/settings.ts';
import type { Parts } from '../parts.ts';
import type { Store, Write } from '../store/store.ts';
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

/** What a person wrote about a run, without what the tenant's policy and the built-in rules take out. */
export async function redactFor(
  parts: Pick<Parts, 'settings'>,
  text: string,
  tenantId: string,
  on: Store['db'] | Write,
): Promise<string> {
  const setting = await readSetting(on, 'redaction', tenantId);
  if (setting === undefined) return redactText(text, tenantId === '' ? undefined : tenantId);
  return redactorFor(parts, RedactionPolicySchema.parse(JSON.parse(setting))).text(text);
}

/** What a policy makes of a sample: of its keys as of those of a run's inputs. */
export function redactSample(parts: Pick<Parts, 'settings'>, policy: RedactionPolicy, sample: Json): Json {
  return redactorFor(parts, policy).payload('inputs', sample) ?? null;
}

function redactorFor({ settings }: Pick<Parts, 'settings'>, policy: RedactionPolicy) {
  return createRedactor(policy, {
    hash: (value) =>
      `hmac-sha256:${createHmac('sha256', settings.secret).update(value).digest('hex').slice(0, 32)}`,
  });
}
