import { z } from 'zod';

const SettingsSearchSchema = z.object({
  /** Whose settings are looked at; everybody's where there is none. */
  tenant: z.coerce.string().min(1).max(256).optional().catch(undefined),
});

/** What the address of the settings says. */
export function parseSettingsSearch(search: Record<string, unknown>): z.infer<typeof SettingsSearchSchema> {
  return SettingsSearchSchema.parse(search);
}
