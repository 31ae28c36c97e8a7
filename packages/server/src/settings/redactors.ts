import { createHmac } from 'node:crypto';

import { REDACTED, type RedactionPolicy } from '@runlight/contract';
import { RedactionPolicySchema } from '@runlight/contract/schemas';
import { createRedactor, redactText, type ContentRedactor } from '@runlight/sdk';

import type { Store, Write } from '../store/store.ts';

/** Gives a tenant's redactor: undefined where no policy is set; of undefined, for what nobody knows the tenant of. */
export type RedactorFor = (tenantId: string | undefined) => ContentRedactor | undefined;

/** Policies as they were set, by tenant; `''` is everybody's. */
type Policies = ReadonlyMap<string, string>;

const MAX_COMPILED = 1000;
const WITHHELD = '[redacted: the policy could not be applied]';
/** Everything that stands for a value: left alone, so that redacting twice is redacting once. */
export const STAND_IN = /^(?:hmac-sha256:[0-9a-f]{32}|tok_[0-9a-f]{24})$/;
/** A policy as it is kept that says nothing is as good as none. */
const SAYS_NOTHING = '{}';

/** Whether any policy is set that says something: where none is, content stays as its sender redacted it. */
export async function policiesAreSet(on: Store['db'] | Write): Promise<boolean> {
  const row = await on
    .selectFrom('settings')
    .select('tenant_id')
    .where('name', '=', 'redaction')
    .where('value', '!=', SAYS_NOTHING)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/**
 * What tenants' policies make of content. Each request reads the policies anew, since another server may have changed
 * them; what they compile to is remembered.
 *
 * A policy that can't be understood lets nothing pass, and is reported.
 */
export class Redactors {
  readonly #secret: string;
  readonly #report: (what: string, error?: unknown) => void;
  readonly #compiled = new Map<string, { readonly from: string; readonly redactor: ContentRedactor }>();

  /** `secret` keys hashes and tokens, each tenant's in its own way: who reads the database can't try values out. */
  constructor(secret: string, report: (what: string, error?: unknown) => void) {
    this.#secret = secret;
    this.#report = report;
  }

  /** The redactors of some tenants, by the policies of now. */
  async of(tenantIds: Iterable<string | undefined>, on: Store['db'] | Write): Promise<RedactorFor> {
    const asked = new Set(tenantIds);
    const rows = await on
      .selectFrom('settings')
      .select(['tenant_id', 'value'])
      .where('name', '=', 'redaction')
      .$if(!asked.has(undefined), (query) =>
        query.where('tenant_id', 'in', ['', ...[...asked].filter((id) => id !== undefined)]),
      )
      .orderBy('tenant_id')
      .execute();
    const policies: Policies = new Map(rows.map(({ tenant_id, value }) => [tenant_id, value]));
    return (tenantId) => this.#redactorIn(policies, tenantId);
  }

  /** A text that a person wrote about a run, without secrets and personal data, whether a policy is set or not. */
  async text(text: string, tenantId: string, on: Store['db'] | Write): Promise<string> {
    const redactor = (await this.of([tenantId], on))(tenantId);
    if (redactor !== undefined) return redactor.text(text);
    return redactText(text, tenantId === '' ? undefined : tenantId);
  }

  /** What a policy makes of content of a tenant. */
  compile(policy: RedactionPolicy, tenantId: string): ContentRedactor {
    const keyed = (use: string) => {
      const key = createHmac('sha256', this.#secret).update(`redaction ${use}\n${tenantId}`).digest();
      return (value: string): string => createHmac('sha256', key).update(value).digest('hex');
    };
    const [hash, token] = [keyed('hash'), keyed('token')];
    const once = (make: (value: string) => string) => (value: string) =>
      value === REDACTED || STAND_IN.test(value) ? value : make(value);
    return createRedactor(policy, {
      hash: once((value) => `hmac-sha256:${hash(value).slice(0, 32)}`),
      tokenize: once((value) => `tok_${token(value).slice(0, 24)}`),
      payloadLimit: Number.POSITIVE_INFINITY, // the size of requests is limited
    });
  }

  #redactorIn(policies: Policies, tenantId: string | undefined): ContentRedactor | undefined {
    const ofTenant =
      tenantId === undefined
        ? [...policies.values()]
        : [policies.get(tenantId) ?? policies.get('') ?? SAYS_NOTHING];
    const from = ofTenant.filter((text) => text !== SAYS_NOTHING);
    if (from.length === 0) return undefined;
    const name = tenantId === undefined ? 'all' : `of ${tenantId}`;
    const text = from.join('\n');
    const known = this.#compiled.get(name);
    if (known?.from === text) return known.redactor;
    if (this.#compiled.size >= MAX_COMPILED) this.#compiled.clear();
    const redactor = this.#read(from, tenantId);
    this.#compiled.set(name, { from: text, redactor });
    return redactor;
  }

  #read(from: readonly string[], tenantId: string | undefined): ContentRedactor {
    try {
      const policies = from.map((text) => RedactionPolicySchema.parse(JSON.parse(text)));
      const [only = {}] = policies;
      return tenantId === undefined ? this.compile(strictest(policies), '') : this.compile(only, tenantId);
    } catch (error) {
      const whose = tenantId === undefined ? 'some tenant' : tenantId || 'everybody';
      this.#report(
        `The redaction policy of ${whose} can’t be understood: content is kept out until it is set anew`,
        error,
      );
      return { text: () => WITHHELD, command: () => [WITHHELD], payload: () => WITHHELD };
    }
  }
}

/** For content of which nobody knows yet whose it is: whatever one of the policies takes out. */
function strictest(policies: readonly RedactionPolicy[]): RedactionPolicy {
  return {
    rules: policies.flatMap(({ rules = [] }) =>
      rules.map(({ path }) => ({ path, action: 'redact' as const })),
    ),
    patterns: policies.flatMap(({ patterns = [] }) => patterns),
    personalData: policies.some(({ personalData = true }) => personalData),
  };
}
