import type { Json, RedactionPolicy } from '@runlight/contract';

import { redactorFor } from '../configuration.ts';
import { Redactor } from './redactor.ts';

const TEXT_LIMIT = 4096;
const PAYLOAD_LIMIT = 65_536;

/**
 * A text without secrets and personal data, cut to 4 096 characters: for what people say of a run from outside its
 * process, where no step or run redacts it. The policy is the process's own, or that of a tenant.
 */
export function redactText(text: string, tenant?: string): string {
  return redactorFor(tenant).text(text, TEXT_LIMIT);
}

/** Takes out of content what a policy names, and what is taken out always. */
export interface ContentRedactor {
  /** A text, cut to 4 096 characters. */
  text(text: string): string;
  /** A payload, as `field` of a run or step: the first key of the paths in rules. Undefined if a rule drops all of it. */
  payload(field: 'inputs' | 'outputs' | 'input' | 'output' | 'details', value: unknown): Json | undefined;
}

/** Redacts by a policy that is not the process's own: where policies are kept and tried out. */
export function createRedactor(
  policy: RedactionPolicy,
  options: { readonly hash: (value: string) => string },
): ContentRedactor {
  const redactor = new Redactor({
    policy,
    payloadLimit: PAYLOAD_LIMIT,
    hash: options.hash,
    tokenize: undefined,
  });
  return {
    text: (text) => redactor.text(text, TEXT_LIMIT),
    payload: (field, value) => redactor.payload(field, value),
  };
}
