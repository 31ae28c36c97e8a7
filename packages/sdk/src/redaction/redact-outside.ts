import { redactorFor } from '../configuration.ts';

const TEXT_LIMIT = 4096;

/**
 * A text without secrets and personal data, cut to 4 096 characters: for what people say of a run from outside its
 * process, where no step or run redacts it. The policy is the process's own, or that of a tenant.
 */
export function redactText(text: string, tenant?: string): string {
  return redactorFor(tenant).text(text, TEXT_LIMIT);
}
