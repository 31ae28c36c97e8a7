import type { Json, RedactionPolicy } from '@runlight/contract';

import { redactorFor } from '../configuration.ts';
import { Redactor } from './redactor.ts';

/** The most characters that content has where no process bounds it: a text, a stack trace, a payload as JSON. */
export const CONTENT_LIMITS = { text: 4096, stack: 8192, payload: 65_536 } as const;

/**
 * A text without secrets and personal data, cut to 4 096 characters: for what people say of a run from outside its
 * process, where no step or run redacts it. The policy is the process's own, or that of a tenant.
 */
export function redactText(text: string, tenant?: string): string {
  return redactorFor(tenant).text(text, CONTENT_LIMITS.text);
}

/** Takes out of content what a policy names, and what is taken out always. */
export interface ContentRedactor {
  /** A text, cut to `limit` characters; default 4 096. */
  text(text: string, limit?: number): string;
  /** The arguments of a command; what follows the name of a secret (`--password`) is one. */
  command(command: readonly string[]): string[];
  /**
   * A payload, as `field` of a run or step: the first key of the paths in rules; `attributes` for those of spans and log
   * records. Undefined if a rule drops all of it. Cut to about `limit` characters; default that of the redactor.
   */
  payload(field: PayloadField, value: unknown, limit?: number): Json | undefined;
}

type PayloadField = 'inputs' | 'outputs' | 'input' | 'output' | 'details' | 'attributes';

export interface ContentRedactorOptions {
  readonly hash: (value: string) => string;
  /** Without it values that should be tokenized are redacted. */
  readonly tokenize?: ((value: string, path: string) => string) | undefined;
  /** The most characters a payload may have. Default 65 536. */
  readonly payloadLimit?: number | undefined;
}

/** Redacts by a policy that is not the process's own: where policies are kept and tried out. */
export function createRedactor(policy: RedactionPolicy, options: ContentRedactorOptions): ContentRedactor {
  const { hash, tokenize, payloadLimit = CONTENT_LIMITS.payload } = options;
  const redactor = new Redactor({ policy, payloadLimit, hash, tokenize });
  return {
    text: (text, limit = CONTENT_LIMITS.text) => redactor.text(text, limit),
    command: (command) => redactor.command(command, CONTENT_LIMITS.text),
    payload: (field, value, limit) => redactor.payload(field, value, limit),
  };
}
