import type { ErrorCategory, RedactionPolicy } from '@runlight/contract';

import { decodePercent } from './carrier.ts';
import { amountOf, labelOf } from './given-values.ts';
import { Redactor } from './redaction/redactor.ts';

/** What holds for every run of the process; each part has a default. */
export interface RunlightConfiguration {
  /** What is redacted besides the built-in secrets and personal data. */
  readonly redaction?: RedactionPolicy | undefined;
  /** Policies of tenants, by tenant id; such a policy replaces `redaction` for that tenant's runs. */
  readonly tenantRedaction?: Readonly<Record<string, RedactionPolicy>> | undefined;
  /** The key of the `hash` action. Without one, hashes are comparable within one process only. */
  readonly hashKey?: string | undefined;
  /** Gives the token that stands for a value under the `tokenize` action; without it such values are redacted. */
  readonly tokenize?: ((value: string, path: string) => string) | undefined;
  /** The most characters a captured payload may have. Default 16 384. */
  readonly payloadLimit?: number | undefined;
  /** Names an error's category where the built-in table does not know better; undefined leaves it to the table. */
  readonly classifyError?: ((error: unknown) => ErrorCategory | undefined) | undefined;
  /** How often a run shows that it is alive, in milliseconds. Default 15 000; 0 switches heartbeats off. */
  readonly heartbeatIntervalMs?: number | undefined;
  /** `deployment.environment.name` of the runs. Default: from OTEL_RESOURCE_ATTRIBUTES, if it is there. */
  readonly environment?: string | undefined;
}

const DEFAULT_PAYLOAD_LIMIT = 16_384;
const DEFAULT_HEARTBEAT_MS = 15_000;

let configuration: RunlightConfiguration = {};
let redactors = new Map<string | undefined, Redactor>();
let environment: string | undefined;
let processKey: string | undefined;

/** Sets what holds for every run that starts from now on. Replaces what was set before. */
export function configureRunlight(next: RunlightConfiguration): void {
  configuration = next ?? {};
  redactors = new Map();
  environment = undefined;
}

export function classifyHook(): RunlightConfiguration['classifyError'] {
  return configuration.classifyError;
}

export function heartbeatIntervalMs(): number {
  return amountOf(configuration.heartbeatIntervalMs) ?? DEFAULT_HEARTBEAT_MS;
}

export function environmentName(): string | undefined {
  environment ??= labelOf(configuration.environment) ?? environmentFromResource() ?? '';
  return environment === '' ? undefined : environment;
}

/** The redactor for a tenant's runs. */
export function redactorFor(tenant: string | undefined): Redactor {
  const known = redactors.get(tenant);
  if (known !== undefined) return known;
  const policies = configuration.tenantRedaction ?? {};
  const ofTenant = tenant !== undefined && Object.hasOwn(policies, tenant) ? policies[tenant] : undefined;
  if (tenant !== undefined && ofTenant === undefined) return redactorFor(undefined);
  const redactor = new Redactor({
    policy: ofTenant ?? configuration.redaction ?? {},
    payloadLimit: amountOf(configuration.payloadLimit) ?? DEFAULT_PAYLOAD_LIMIT,
    hash,
    tokenize: configuration.tokenize,
  });
  redactors.set(tenant, redactor);
  return redactor;
}

function hash(value: string): string {
  const { createHmac, randomUUID } = process.getBuiltinModule('node:crypto'); // loaded only where the action is used
  const key = configuration.hashKey ?? (processKey ??= randomUUID());
  return `hmac-sha256:${createHmac('sha256', key).update(value).digest('hex').slice(0, 32)}`;
}

/** `OTEL_RESOURCE_ATTRIBUTES` is `key=value,key=value` with percent encoding. */
function environmentFromResource(): string | undefined {
  for (const pair of (process.env['OTEL_RESOURCE_ATTRIBUTES'] ?? '').split(',')) {
    const [key, value] = pair.split('=');
    if (key?.trim() === 'deployment.environment.name' && value !== undefined)
      return decodePercent(value.trim());
  }
  return undefined;
}
